"""Printing with typst: a template and a dict of plain data become PDF, PNG or SVG, the same on every machine."""

from doanso.lib.printing.engine import PACKAGE, render
from doanso.lib.printing.qr import qr_svg
from doanso.lib.printing.slimming import slim

__all__ = ["PACKAGE", "qr_svg", "render", "slim"]
