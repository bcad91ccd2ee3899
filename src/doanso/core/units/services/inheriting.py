"""Where the finished work of an ended unit is read from: kept beside its path, so that no list follows a lineage."""

from django.db import connection

from doanso.core.units import queries
from doanso.core.units.models import Unit

CARRY_ON = """
    UPDATE units_unit SET heir_path = %(new)s || substr(coalesce(heir_path, path), %(rest)s)
    WHERE starts_with(coalesce(heir_path, path), %(old)s) AND valid_to <= %(until)s
"""


def carry_on(unit: Unit) -> None:
    """To be called once its lineage is written. Along go those that had ended in it or below it.

    A unit that was divided is carried on by no part: those above it alone read what it finished, as they did before.
    """
    ended = Unit.objects.get(pk=unit.pk)
    heir = queries.only_heir(ended)
    if heir is None:
        return
    old, new = ended.path, heir.heir_path or heir.path
    if not new.startswith(old):
        known = {"old": old, "new": new, "rest": len(old) + 1, "until": ended.valid_to}
        with connection.cursor() as cursor:
            cursor.execute(CARRY_ON, known)
