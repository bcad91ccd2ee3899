"""A form on paper: the same questions to write on with a pen, blank or with what was typed already."""

from doanso.blocks.eforms.paper.sheet import sheet
from doanso.blocks.eforms.paper.words import in_words

__all__ = ["in_words", "sheet"]
