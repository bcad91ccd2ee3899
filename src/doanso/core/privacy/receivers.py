"""Apps below this one in the stack cannot import it: they announce that somebody looked, and it is written down."""

from datetime import datetime
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.privacy import services


def write_down(sender: Any, *, reader: Person, person: Person, place: str, now: datetime, **rest: Any) -> None:
    services.viewed(reader=reader, person=person, place=place, now=now)
