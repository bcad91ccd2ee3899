"""Dossier codes: `<unit prefix>-yyMMdd-NNNN`, counted for each unit and day; a number given is never given again."""

from datetime import datetime

from django.db import connection

from doanso.core.units.models import Unit
from doanso.lib.dates import local

NEXT = """
INSERT INTO procedures_codecounter (prefix, day, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, day) DO UPDATE SET last = procedures_codecounter.last + 1 RETURNING last
"""


def prefix_of(unit: Unit) -> str:
    """The unit's own prefix, else its nearest superior's, else its code."""
    codes = unit.path.strip("/").split("/")
    known = dict(Unit.objects.filter(code__in=codes).exclude(dossier_prefix="").values_list("code", "dossier_prefix"))
    return next((known[code] for code in reversed(codes) if code in known), unit.code)


def next_code(unit: Unit, now: datetime) -> str:
    """One statement: the row lock lasts until the caller's transaction ends, so a code is never lost or doubled."""
    day = local(now).date()
    prefix = prefix_of(unit)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [prefix, day])
        number = cursor.fetchone()[0]
    return f"{prefix}-{day:%y%m%d}-{number:04d}"
