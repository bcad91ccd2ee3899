"""The page on which the questions of a procedure are written."""

from doanso.features.procedures.views.authoring.form import changing, composer, importing, page, preview

__all__ = ["changing", "composer", "importing", "page", "preview"]
