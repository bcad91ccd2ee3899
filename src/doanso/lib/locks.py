"""One at a time, among all processes, without a row to hold."""

from django.db import connection


def hold(what: str) -> None:
    """Until this transaction ends: whoever holds the same words waits, then sees what we have written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
