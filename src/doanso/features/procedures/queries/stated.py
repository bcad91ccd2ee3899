"""What was stated of a dossier: the newest word on each question, of all forms that were filled in for it."""

from typing import Any

from django.db.models import QuerySet

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.features.procedures.models import Dossier, Filing
from doanso.features.procedures.queries import stepforms


def answers(dossier: Dossier) -> dict[str, Any]:
    """The application, its supplements, and every step's own form on top."""
    return _newest(dossier.filings.order_by("pk"))


def of_applicant(dossier: Dossier) -> dict[str, Any]:
    """The same without what officers filled in at their steps."""
    return _newest(stepforms.of_applicant(dossier))


def _newest(filings: QuerySet[Filing]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for form_id, given in filings.values_list("form_id", "answers"):
        merged = renewed(merged, eforms.definition(form_id), given)
    return merged


def renewed(before: dict[str, Any], definition: Definition, given: dict[str, Any]) -> dict[str, Any]:
    """What a later form asks again and got no answer to has none any more. Keys may be paths: `tre.ho_ten`."""
    return {path: value for path, value in before.items() if path.partition(".")[0] not in definition.fields} | given
