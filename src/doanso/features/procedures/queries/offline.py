"""Which forms may be filled in without a network, and what became of those that were."""

from datetime import datetime, timedelta

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.kinds.files import sign
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.queries import catalogue
from doanso.lib.rows import select

STILL_TAKEN = timedelta(days=30)  # as long as a draft on the server lives


def offered() -> list[Version]:
    """Published procedures of ours whose form says so, in the order of their names."""
    found = catalogue.open_for_applications().filter(form__definition__offline=True)
    return list(found.order_by("name", "pk"))


def is_offered(version: Version) -> bool:
    return eforms.definition(version.form_id).offline


def version_for(current: Version, form_id: str, now: datetime) -> Version | None:
    """The version that a device filled in; one that was replaced is taken for another 30 days."""
    if form_id == str(current.form_id):
        return current
    if not (form_id.isascii() and form_id.isdigit() and len(form_id) < 10):
        return None
    older = catalogue.version_of_form(current.procedure_id, int(form_id))
    return older if older is not None and current.published_at > now - STILL_TAKEN else None


def piece(token: str) -> str | None:
    """The signed reference of a file that came ahead of its form."""
    found = eforms.piece(token)
    return sign(eforms.ref_of(found)) if found else None


def arrived(once: str, code: str) -> Dossier | None:
    found = select(Dossier, "once = %s", once)
    return next((dossier for dossier in found if dossier.procedure.code == code), None)
