"""Who may write in the books. A superior reads the books below, and writes in none of them."""

from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.money.queries.books import terms_on
from doanso.features.money.queries.rights import COLLECT, KEEP, acting_for, at_the_top


def may_collect(person: Person | None, unit: Unit, on: date) -> bool:
    """Take dues from members, exempt them, pass on what is due."""
    return bool(acting_for(person, COLLECT, unit, on))


def may_keep(person: Person | None, unit: Unit, on: date) -> bool:
    """Post entries, confirm what came from below, pay, take entries back, count the cash, close a period."""
    return bool(acting_for(person, KEEP, unit, on))


def may_configure(person: Person | None, on: date) -> bool:
    """Rates of dues and the chart of accounts hold for everybody's books: who keeps those of a unit that passes nothing
    up changes them."""
    return at_the_top(person, terms_on(on).top_rank, on)


def may_pay(seats_of: set[int], payer: int, parties: set[int]) -> bool:
    """Who asked, who approved and who pays are three people; none pays on another's seat."""
    return payer not in parties and bool(seats_of - parties)
