"""Writing the trail, and proving that nobody rewrote it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.audit.models import Event, Lane
from doanso.lib import rows

ANCHOR = "audit.anchor"


def record(
    kind: str,
    target: models.Model,
    *,
    by: Person | None,
    now: datetime,
    on_behalf_of: Person | None = None,
    label: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Add one row inside the caller's transaction. `label` says who a visitor without an account was."""
    return rows.insert(event(kind, target, by=by, now=now, on_behalf_of=on_behalf_of, label=label, data=data))


def event(
    kind: str,
    target: models.Model,
    *,
    by: Person | None,
    now: datetime,
    on_behalf_of: Person | None = None,
    label: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """The row of `record`, for who writes it in one statement with what it tells of (`rows.write`)."""
    content = canonical.plain(data or {})
    target_key = (target._meta.label_lower, str(target.pk))
    actor_label = (by.full_name if by else label)[:160]
    who = {"actor_id": by.pk if by else None, "on_behalf_of_id": on_behalf_of.pk if on_behalf_of else None}
    return rows.new(
        Event,
        at=now,
        kind=kind,
        actor_label=actor_label,
        **who,
        target_type=target_key[0],
        target_id=target_key[1],
        data=content,
        digest=canonical.digest(
            at=now,
            kind=kind,
            actor_label=actor_label,
            **who,
            target=target_key,
            data=content,
        ),
    )


@transaction.atomic
def anchor(*, now: datetime) -> Event:
    """Write every lane's head into the trail: a lane cut short later contradicts the anchor in another lane."""
    heads = {str(lane.number): [lane.seq, bytes(lane.hash).hex()] for lane in Lane.objects.filter(seq__gt=0)}
    return record(ANCHOR, Lane(number=0), by=None, now=now, label="system", data={"heads": heads})


@dataclass
class Verdict:
    """`problems` are sentences for an administrator; empty when the trail is whole."""

    events: int = 0
    heads: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def verify() -> Verdict:
    """Recompute every digest and every link, and compare with the lanes' heads and with all anchors.

    People go on writing meanwhile: the heads as they were before must be among the rows, and no row be beyond those of
    afterwards.
    """
    before, verdict = _heads(), Verdict()
    anchors: list[dict[str, Any]] = []
    for event in Event.objects.order_by("lane", "seq").iterator(chunk_size=5000):
        _check_link(event, verdict)
        if before.get(event.lane) == verdict.heads[event.lane]:
            del before[event.lane]
        if event.kind == ANCHOR:
            anchors.append(event.data["heads"])
    _check_anchors(anchors, verdict)
    _check_heads(before, verdict)
    return verdict


def _check_anchors(anchors: list[dict[str, Any]], verdict: Verdict) -> None:
    wanted = {(int(lane), seq): value for heads in anchors for lane, (seq, value) in heads.items()}
    for (lane, seq), value in wanted.items():
        row = Event.objects.filter(lane=lane, seq=seq).values_list("hash", flat=True).first()
        if (bytes(row).hex() if row is not None else "") != value:
            verdict.problems.append(f"Lane {lane}: row {seq} is not what an anchor saw.")


def _check_heads(unseen: dict[int, tuple[int, bytes]], verdict: Verdict) -> None:
    """`unseen`: heads that no row was."""
    for lane, (seq, _hash) in sorted(unseen.items()):
        verdict.problems.append(f"Lane {lane}: its head says {seq} rows; the table differs.")
    after = _heads()
    for lane, (seq, _hash) in sorted(verdict.heads.items()):
        if lane not in unseen and after.get(lane, (0, b""))[0] < seq:
            verdict.problems.append(f"Lane {lane}: its head is gone, or behind the rows.")


def _heads() -> dict[int, tuple[int, bytes]]:
    return {lane.number: (lane.seq, bytes(lane.hash)) for lane in Lane.objects.filter(seq__gt=0)}


def _check_link(event: Event, verdict: Verdict) -> None:
    seq, previous = verdict.heads.get(event.lane, (0, b""))
    content = canonical.digest(
        at=event.at,
        kind=event.kind,
        actor_id=event.actor_id,
        actor_label=event.actor_label,
        on_behalf_of_id=event.on_behalf_of_id,
        target=(event.target_type, event.target_id),
        data=event.data,
    )
    place = f"Lane {event.lane}, row {event.seq}"
    if content != bytes(event.digest):
        verdict.problems.append(f"{place}: the content was changed.")
    if event.seq != seq + 1 or bytes(event.prev_hash) != previous:
        verdict.problems.append(f"{place}: it does not follow row {seq}.")
    if canonical.link(bytes(event.prev_hash), event.seq, bytes(event.digest)) != bytes(event.hash):
        verdict.problems.append(f"{place}: the hash is wrong.")
    verdict.events += 1
    verdict.heads[event.lane] = (event.seq, bytes(event.hash))
