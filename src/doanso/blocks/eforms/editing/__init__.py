"""Changing the JSON of a form, step by step: `{pages: [{key, title, sections: [{key, title, fields}]}], checks?}`.

Every function takes a form and gives a new one; what was given is never changed. A place in the form is named by a path
as `finding.Spot` reads it: `page:KEY`, `section:KEY`, `field:KEY` or `field:TABLE.COLUMN`.
"""

from doanso.blocks.eforms.editing.acting import add, change, duplicate, move, remove, shift
from doanso.blocks.eforms.editing.finding import Gone, Spot, find, places, spot, walk
from doanso.blocks.eforms.editing.keys import fresh
from doanso.blocks.eforms.editing.renaming import rename
from doanso.blocks.eforms.editing.several import duplicate_all, move_all, remove_all
from doanso.blocks.eforms.editing.taking import take

__all__ = [
    "Gone",
    "Spot",
    "add",
    "change",
    "duplicate",
    "duplicate_all",
    "find",
    "fresh",
    "move",
    "move_all",
    "places",
    "remove",
    "remove_all",
    "rename",
    "shift",
    "spot",
    "take",
    "walk",
]
