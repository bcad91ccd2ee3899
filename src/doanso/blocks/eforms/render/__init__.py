"""HTML of a form, and the rows of its answers for reading views and papers."""

from doanso.blocks.eforms.render.page import form
from doanso.blocks.eforms.render.rows import Row, rows
from doanso.blocks.eforms.render.whole import whole

__all__ = ["Row", "form", "rows", "whole"]
