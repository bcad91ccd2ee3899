"""The page on which the questions of a procedure are written."""

from doanso.features.procedures.views.authoring.form import (
    changing,
    composer,
    importing,
    of_step,
    page,
    preview,
    several,
    without_network,
)

__all__ = ["changing", "composer", "importing", "of_step", "page", "preview", "several", "without_network"]
