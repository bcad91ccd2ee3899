"""One at a time, or many of one kind before one of another, among all processes, with a row to hold or without."""

from typing import TypeVar

from django.db import models

from doanso.lib.statements import ask

Row = TypeVar("Row", bound=models.Model)


def hold(what: str) -> None:
    """Until this transaction ends: whoever holds the same words waits, then sees what we have written."""
    ask("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def share(what: str) -> None:
    """Until this transaction ends: many do this at once, but whoever `hold`s the same words waits for all of them."""
    ask("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [what])


def row(found: "models.QuerySet[Row]", pk: int) -> Row:
    """Locked first, and then read with all that is joined to it; DoesNotExist as `get`.

    Who waits for a row and its joins in one statement gets the joined rows of before, or none where others are meant.
    """
    list(found.model._base_manager.select_for_update().filter(pk=pk).values_list("pk"))
    return found.get(pk=pk)
