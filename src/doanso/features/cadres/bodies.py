"""Which seats make up which committee. Pure.

A person sits on one seat of a committee, the highest: who is in the standing committee is in the executive one, too.
So each role is planned once: in the term of the first body of `ORDER` that runs and names it.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.TextChoices):
    EXECUTIVE = "bch", _("Executive committee")
    STANDING = "btv", _("Standing committee")
    INSPECTION = "ubkt", _("Inspection committee")


ROLES = {
    Body.EXECUTIVE: ("bi_thu", "pho_bi_thu", "uv_btv", "uv_bch"),
    Body.STANDING: ("bi_thu", "pho_bi_thu", "uv_btv"),
    Body.INSPECTION: ("chu_nhiem_ubkt", "uv_ubkt"),
}
ORDER = tuple(ROLES)
CADRE_ROLES = (*ROLES[Body.EXECUTIVE], *ROLES[Body.INSPECTION])
IN_SHEETS = (
    ("bi_thu", _("Secretary")),
    ("pho_bi_thu", _("Deputy secretary")),
    ("uv_btv", _("Member of the standing committee")),
    ("uv_bch", _("Member of the executive committee")),
    ("chu_nhiem_ubkt", _("Head of the inspection committee")),
    ("uv_ubkt", _("Member of the inspection committee")),
)
"""The same roles in words that no table is asked for: the columns of a spreadsheet."""


def body_of(roles: Iterable[str]) -> Body:
    """To which committee a list of elected people belongs: the inspection committee when all its seats are there."""
    found = set(roles)
    if found and found <= set(ROLES[Body.INSPECTION]):
        return Body.INSPECTION
    return Body.EXECUTIVE
