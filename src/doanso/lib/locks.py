"""One at a time, or many of one kind before one of another, among all processes, without a row to hold."""

from doanso.lib.statements import ask


def hold(what: str) -> None:
    """Until this transaction ends: whoever holds the same words waits, then sees what we have written."""
    ask("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def share(what: str) -> None:
    """Until this transaction ends: many do this at once, but whoever `hold`s the same words waits for all of them."""
    ask("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [what])
