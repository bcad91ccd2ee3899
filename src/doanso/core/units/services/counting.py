"""The kept sums of memberships: see `Headcount`."""

from django.db import connection, transaction

FOLD = """
    WITH folded AS (DELETE FROM units_headcount RETURNING unit_id, kind, state, number)
    INSERT INTO units_headcount (unit_id, kind, state, number)
    SELECT unit_id, kind, state, sum(number) FROM folded GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""


@transaction.atomic
def fold_headcounts() -> None:
    """One row for each kind and state of a unit. What is written meanwhile stays beside it until the next time."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
