"""Dossier codes: `<unit prefix>-yyMMdd-NNNN`, counted for each unit and day; a number given is never given again."""

from datetime import datetime

from doanso.core.units.models import Unit
from doanso.lib.dates import local
from doanso.lib.statements import ask

NEXT = """
INSERT INTO procedures_codecounter (prefix, day, last)
SELECT coalesce((
    SELECT dossier_prefix FROM units_unit WHERE code = ANY(string_to_array(%s, '/')) AND dossier_prefix <> ''
    ORDER BY length(path) DESC LIMIT 1
), %s), %s, 1
ON CONFLICT (prefix, day) DO UPDATE SET last = procedures_codecounter.last + 1 RETURNING prefix, last
"""


def next_code(unit: Unit, now: datetime) -> str:
    """The unit's own prefix, else its nearest superior's, else its code; then the day's next number.

    One statement: the row lock lasts until the caller's transaction ends, so a code is never lost or doubled.
    """
    day = local(now).date()
    [(prefix, number)] = ask(NEXT, [unit.path, unit.code, day])
    return f"{prefix}-{day:%y%m%d}-{number:04d}"
