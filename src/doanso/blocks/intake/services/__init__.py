"""Everything that is written about a batch; the audit trail hears of it."""

from doanso.blocks.intake.services.deciding import cancel, confirm, match_columns, match_words
from doanso.blocks.intake.services.erasing import KEEP_DAYS, erase
from doanso.blocks.intake.services.remembering import change_mapping, remove_mapping, seed
from doanso.blocks.intake.services.sending import send
from doanso.blocks.intake.services.working import work

__all__ = [
    "KEEP_DAYS",
    "cancel",
    "change_mapping",
    "confirm",
    "erase",
    "match_columns",
    "match_words",
    "remove_mapping",
    "seed",
    "send",
    "work",
]
