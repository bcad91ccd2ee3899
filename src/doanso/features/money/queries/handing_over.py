"""What of a unit's books goes along when it hands over to another, told before."""

from django.utils.translation import gettext as _

from doanso.features.money.models import ADVANCES, BANK, CASH, DUES_UP, TO_PAY, TO_RETURN
from doanso.features.money.queries.books import holdings
from doanso.lib.dates import local
from doanso.lib.moves import Handover, Line
from doanso.ui.formats import vn_money


def to_hand_over(handover: Handover) -> list[Line]:
    """One line for each purse and each kind of open sum; nothing for empty books."""
    held = holdings([handover.unit.pk], local(handover.now).date()).get(handover.unit.pk, {})
    said = {
        CASH: _("Cash: %(sum)s"),
        BANK: _("At the bank: %(sum)s"),
        DUES_UP: _("Dues that are still to be passed up: %(sum)s"),
        ADVANCES: _("Advances that are not settled: %(sum)s"),
        TO_PAY: _("Approved and not paid yet: %(sum)s"),
        TO_RETURN: _("Advances to be returned: %(sum)s"),
    }
    return [Line(words % {"sum": vn_money(abs(held[code]))}) for code, words in said.items() if held.get(code)]
