"""Terms of committees: each begins by a decision, and the one before ends the day before."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Tree, Unit
from doanso.features.cadres import rules
from doanso.features.cadres.bodies import ROLES, Body
from doanso.features.cadres.models import Term
from doanso.features.cadres.services.keeping import keep
from doanso.lib import locks
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused

BY_HAND = "quyet-dinh"
LONGEST = 10  # years


@dataclass(frozen=True)
class Facts:
    """What a decision says of a term. `seats`: role → how many; a role that is not named has no plan."""

    body: str
    first: date
    last: date
    number: int | None = None
    seats: dict[str, int] = field(default_factory=dict)
    decision: str = ""


@transaction.atomic
def enter_term(*, unit: Unit, facts: Facts, by: Person | None, now: datetime) -> Term:
    """From a decision on paper, by who keeps the cadres of this unit."""
    if not rules.may_edit(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the cadres of this unit."))
    if not facts.decision.strip():
        raise Refused(_("Please give the number of the decision."), field="decision")
    return open_term(unit=unit, facts=facts, source=BY_HAND, by=by, now=now)


@transaction.atomic
def open_term(*, unit: Unit, facts: Facts, source: str, by: Person | None, now: datetime) -> Term:
    """The term that runs on its first day ends the day before; a later one is in the way."""
    check(unit, facts)
    locks.hold(f"cadres.term:{unit.pk}:{facts.body}")
    held = Term.objects.filter(unit=unit, body=facts.body, undone_by="", valid_to__gte=facts.first)
    for term in held.select_for_update().order_by("valid_from"):
        if term.valid_from >= facts.first:
            words = _("A term of this committee begins on %(day)s already.")
            raise Refused(words % {"day": format_date(term.valid_from)}, field="first")
        cut(term, facts.first - timedelta(days=1), source, by=by, now=now)
    term = Term(unit=unit, body=facts.body, number=facts.number, valid_from=facts.first, valid_to=facts.last)
    term.planned_to, term.seats, term.source = facts.last, dict(facts.seats), source
    term.decision, term.by, term.at = facts.decision.strip()[:60], by, now
    return keep(term, "cadres.term_opened", by=by, now=now)


def check(unit: Unit, facts: Facts) -> None:
    """What is refused whoever asks; before a dossier is signed, too."""
    if unit.type.tree != Tree.UNION or unit.type.office:
        raise Refused(_("%(unit)s has no committee.") % {"unit": unit}, field="unit")
    if facts.last < facts.first:
        raise Refused(_("The last day lies before the first."), field="last")
    if facts.first < unit.valid_from or (unit.valid_to and facts.first > unit.valid_to):
        told = {"unit": unit, "day": format_date(facts.first)}
        raise Refused(_("%(unit)s does not stand on %(day)s.") % told, field="first")
    if facts.last.year - facts.first.year > LONGEST:
        raise Refused(_("A term lasts ten years at most."), field="last")
    if strange := set(facts.seats) - set(ROLES[Body(facts.body)]):
        raise Refused(_("“%(role)s” is no seat of this committee.") % {"role": min(strange)}, field="seats")


def cut(term: Term, last_day: date, ended_by: str, *, by: Person | None, now: datetime) -> None:
    """Ends early; what would not have begun by then never held."""
    if last_day < term.valid_from:
        term.undone_by = ended_by
    else:
        term.valid_to = min(term.valid_to, last_day)
    term.ended_by = ended_by
    keep(term, "cadres.term_ended", by=by, now=now)
