from datetime import timedelta

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from doanso.blocks.intake import demo, queries
from doanso.blocks.intake.services import erasing, handing_over, remembering
from doanso.lib.modules import MenuItem, Module
from doanso.lib.moves import Move
from doanso.lib.personal import Retention


class _Importing:
    """The permissions of all lists, asked when every module is there."""

    def __str__(self) -> str:
        return queries.importing_permissions() or "nothing to import"


MODULE = Module(
    "intake",
    _("Import from Excel"),
    menu=(MenuItem(_("Import from Excel"), "intake:index", icon="upload", permission=lazystr(_Importing()), order=88),),
    moves=(
        Move(
            "intake.batches",
            _("Spreadsheets being imported"),
            handing_over.to_hand_over,
            handing_over.hand_over,
            handing_over.hold,
            95,
        ),
    ),
    retention=(
        Retention(
            "intake.batches",
            _("Spreadsheets that came in, and their rows"),
            timedelta(days=erasing.KEEP_DAYS),
            _("the import; or the sending, when nothing was imported"),
            _("What they said stands in the registers; the spreadsheet itself is no longer needed."),
            lambda now: erasing.erase(now=now),
        ),
    ),
    seed=lambda now: remembering.seed(now=now),
    load_demo=demo.load,
    demo_order=95,
)
