"""Who may act on an open step."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.models import Activation
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Delegation
from doanso.core.units.seats import Seats
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden


@dataclass(frozen=True)
class Standing:
    """In what capacity somebody acts."""

    person: Person | None
    delegation: Delegation | None = None

    @property
    def on_behalf_of(self) -> Person | None:
        return self.delegation.position.person if self.delegation else None


def _is_taken(activation: Activation, person: Person, now: datetime) -> bool:
    """By a colleague who still sits there: who lost the seat does not block it any more."""
    holder = activation.claimed_by
    if holder is None or holder.pk == person.pk:
        return False
    return queries.holds(activation, units.seats_of(holder, local(now).date()))


def standing(
    activation: Activation, person: Person | None, *, applicant: bool, now: datetime, held: Seats | None = None
) -> Standing:
    """Forbidden for who holds none of the seats; AlreadyDone when a colleague has taken the work. `held`: if known.

    What is the applicant's to do is done as the applicant alone, with the form that belongs to it.
    """
    if activation.applicant and applicant:
        return Standing(person)
    if person is None or activation.applicant:
        raise Forbidden(_("This step is not yours."))
    held = held or units.seats_of(person, local(now).date())
    mine = [seat for seat in queries.seats(activation) if held.holds(seat)]
    if not mine:
        raise Forbidden(_("This step is not yours."))
    if _is_taken(activation, person, now):
        raise AlreadyDone(
            _("%(who)s is working on this.") % {"who": activation.claimed_by},
            who=activation.claimed_by.full_name,
            when=activation.claimed_at,
        )
    own = any(held.through(seat) is None for seat in mine)
    return Standing(person, None if own else held.through(mine[0]))
