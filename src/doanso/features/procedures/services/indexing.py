"""Dossiers in the search: written by the worker, so that handing in a form does not wait for it."""

from datetime import datetime

from doanso.core.search import services as search
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import dossiers


def index(*, dossier_id: int, now: datetime) -> None:
    """As the dossier is now: how often and in which order the worker comes makes no difference."""
    dossier = Dossier.objects.select_related("version", "result", "unit").get(pk=dossier_id)
    if dossier.destroyed_in_id is None:
        search.put("dossiers", now=now, **dossiers.search_entry(dossier))
