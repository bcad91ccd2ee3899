"""Changes of members' records: entries of the register, made by effects of dossiers and by imports alone."""

from doanso.features.members.services.effects import EFFECTS
from doanso.features.members.services.exporting import columns, note_export, row
from doanso.features.members.services.register import Source, Wanted, enter, enter_all, open_register, undo

__all__ = [
    "EFFECTS",
    "Source",
    "Wanted",
    "columns",
    "enter",
    "enter_all",
    "note_export",
    "open_register",
    "row",
    "undo",
]
