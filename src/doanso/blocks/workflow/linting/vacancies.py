"""Can anybody hold the seats of a flow today? What `Facts.vacant` asks, answered from the tree of units."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from doanso.blocks.workflow.linting.seats import names
from doanso.core.units import assignees
from doanso.core.units.models import Unit

OF_APPLICANTS = {*assignees.UNIT_VARIABLES, *assignees.PERSON_VARIABLES} - {assignees.HANDLER}


def vacancies(handler: Unit, on: date, *, applicant: Unit | None = None) -> Callable[[str], str]:
    """`handler` works on the dossiers. `applicant`: a unit that may apply, to try the flow with.

    Without it nothing is said of seats in applicants' own units, since each has another one.
    """
    context = {assignees.HANDLER: handler, "don_vi_nop": applicant, "chi_doan_den": applicant}

    def vacant(assignee: str) -> str:
        if applicant is None and OF_APPLICANTS & {*names(assignees.parse(assignee))}:
            return ""
        found = assignees.resolve(assignee, context, on)
        text = _("nobody holds “%s” today, and nobody stands in.")
        return text % (found.label or assignees.describe(assignee)) if found.vacant else ""

    return vacant
