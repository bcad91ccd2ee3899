"""The one byte form of an event, so that anybody can recompute its digest from the table."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """JSON that survives a round trip through PostgreSQL unchanged: no floats, only strings as keys."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value).replace("\x00", "")


def digest(
    *,
    at: datetime,
    kind: str,
    actor_id: int | None,
    actor_label: str,
    on_behalf_of_id: int | None,
    target: tuple[str, str],
    data: dict[str, Any],
) -> bytes:
    fields = [
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        kind,
        actor_id,
        actor_label,
        on_behalf_of_id,
        *target,
        data,
    ]
    return hashlib.sha256(_WRITTEN.encode(fields).encode()).digest()


def link(prev_hash: bytes, seq: int, content: bytes) -> bytes:
    return hashlib.sha256(prev_hash + seq.to_bytes(8, "big") + content).digest()
