"""Apps below audit in the stack cannot import it: they announce their writes, and audit writes them down."""

from datetime import datetime
from typing import Any

from django.db import models

from doanso.core.accounts.models import Person
from doanso.core.audit import services


def write_down(
    sender: type,
    *,
    kind: str,
    target: models.Model,
    by: Person | None,
    now: datetime,
    data: dict[str, Any],
    **rest: Any,
) -> None:
    services.record(kind, target, by=by, now=now, label=rest.get("label", ""), data=data)
