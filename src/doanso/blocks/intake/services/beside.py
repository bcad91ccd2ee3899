"""How far the work is, written beside its transaction: from there others would see nothing until the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from doanso.blocks.intake.models import Progress

TELL = "UPDATE intake_progress SET done = %s, total = %s WHERE batch_id = %s"


@contextmanager
def telling(batch_id: int) -> Iterator[Callable[[int, int], None]]:
    """`tell(done, total)` commits at once, on a connection of its own."""
    other = connection.copy()
    try:
        yield lambda done, total: other.cursor().execute(TELL, [done, total, batch_id])
    finally:
        other.close()


def tell(batch_id: int, done: int, total: int = 0) -> None:
    """From outside any transaction."""
    Progress.objects.filter(pk=batch_id).update(done=done, total=total)
