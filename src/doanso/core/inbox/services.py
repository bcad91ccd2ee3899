"""What other modules do with the list of work. They audit their own steps; only claiming is an act of its own here."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.inbox import queries
from doanso.core.inbox.models import Item, ItemSeat
from doanso.core.units.seats import Seat
from doanso.lib import listed, modules, snapshots
from doanso.lib import rows as table
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.moves import Handover
from doanso.lib.statements import ask
from doanso.lib.text import fold, nfc
from doanso.lib.transactions import atomic

# Names end with `{n}`, so that several of them may stand in one statement (`rows.Also`). Of one key each: the server
# would expect ten in a list, and plan the whole statement anew each time, for 0.4 ms.
DONE = """
    done{n} AS (
        UPDATE inbox_item SET done_at = %(now)s, claimed_by_id = NULL, claimed_at = NULL
        WHERE kind = %(kind)s AND key = %(key)s AND done_at IS NULL RETURNING id
    ), unseated{n} AS (DELETE FROM inbox_itemseat USING done{n} WHERE item_id = done{n}.id)
"""
CLOSED = f"WITH {DONE} SELECT id FROM done".format(n="")  # noqa: S608
PUT = """
    item{n} AS (
        INSERT INTO inbox_item (kind, key, title, detail, search_key, url, unit_id, started_at, due_at)
        VALUES (%(kind)s, {id}, %(title)s, %(detail)s, %(search_key)s, %(url)s, %(unit_id)s, %(now)s, %(due_at)s)
        ON CONFLICT DO NOTHING RETURNING id
    ), seated{n} AS (
        INSERT INTO inbox_itemseat (item_id, role, unit_id, person_id)
        SELECT item{n}.id, seat.role, seat.unit_id, seat.person_id
        FROM item{n}, jsonb_to_recordset(%(seats)s) AS seat(role text, unit_id bigint, person_id bigint)
    )
"""
NEW = f"WITH {PUT} SELECT id FROM item".format(n="", id="%(key)s")  # noqa: S608
OF_NEW_ROW = PUT.replace("{id}", "{id}::text")


def put(
    kind: str,
    key: str,
    *,
    title: str,
    url: str,
    seats: Iterable[Seat],
    unit_id: int | None,
    due_at: datetime | None,
    now: datetime,
    detail: str = "",
) -> None:
    """Put this work before these seats, or change what stands there. Work that was finished is opened again."""
    values = {**_words(title, detail), "url": url, "unit_id": unit_id, "due_at": due_at}
    wanted = set(seats)
    given = {"kind": kind, "key": key, **values, "now": now, "seats": _listed(wanted)}
    if not ask(NEW, given):  # one statement for what is by far the commonest: work that was not there before
        _change(kind, key, values, wanted, now)


def following(
    kind: str,
    row: models.Model,
    *,
    title: str,
    url: str,
    seats: Iterable[Seat],
    unit_id: int | None,
    due_at: datetime | None,
    now: datetime,
    detail: str = "",
) -> table.Also:
    """The same for work that is told by a row written with it: the row's new id is the key."""
    values = {**_words(title, detail), "url": url, "unit_id": unit_id, "due_at": due_at}
    given = {"kind": kind, **values, "now": now, "seats": _listed(set(seats))}
    return table.Also(OF_NEW_ROW, given, row)


def closing(kind: str, key: str, *, now: datetime) -> table.Also:
    """`close`, to be written with other rows."""
    return table.Also(DONE, {"kind": kind, "key": key, "now": now})


def _listed(seats: set[Seat]) -> str:
    return json.dumps([{"role": seat.role, "unit_id": seat.unit_id, "person_id": seat.person_id} for seat in seats])


@atomic
def _change(kind: str, key: str, values: dict[str, Any], wanted: set[Seat], now: datetime) -> None:
    item = table.one(Item, "kind = %s AND key = %s FOR UPDATE", kind, key)
    if item.done_at:
        values = values | {"done_at": None, "started_at": now}
    for name, value in values.items():
        setattr(item, name, value)
    table.update(item, *(name.removesuffix("_id") for name in values))
    _seat(item, wanted)


def _words(title: str, detail: str) -> dict[str, str]:
    title, detail = nfc(title)[:200], nfc(detail)[:300]
    return {"title": title, "detail": detail, "search_key": fold(f"{title} {detail}")}


def _seat(item: Item, wanted: set[Seat]) -> None:
    rows = table.select(ItemSeat, "item_id = %s", item.pk)
    present = {Seat(row.role, row.unit_id, row.person_id): row.pk for row in rows}
    if gone := [pk for seat, pk in present.items() if seat not in wanted]:
        ItemSeat.objects.filter(pk__in=gone).delete()
    for seat in wanted - present.keys():
        table.insert(ItemSeat(item=item, role=seat.role, unit_id=seat.unit_id, person_id=seat.person_id))


def close(kind: str, *keys: str, now: datetime) -> bool:
    """The work is done, or not wanted any more; False when none of it was open."""
    found = [ask(CLOSED, {"kind": kind, "key": key, "now": now}) for key in keys]
    return any(found)


def take(item: Item, *, by: Person, now: datetime) -> None:
    """From the list: where such work is also taken elsewhere, it is taken there, and never in one of two places."""
    if there := modules.taking(item.kind):
        there.take(item.key, by=by, now=now)
    else:
        claim(item.kind, item.key, by=by, now=now)


def give_back(item: Item, *, by: Person, now: datetime) -> None:
    """The same."""
    if there := modules.taking(item.kind):
        there.give_back(item.key, by=by, now=now)
    else:
        release(item.kind, item.key, by=by, now=now)


@transaction.atomic
def claim(kind: str, key: str, *, by: Person, now: datetime) -> Item:
    """Take this work on, so that the others on the seat leave it. Who lost the seat does not block it any more."""
    item = _locked(kind, key, by, now)
    on = timezone.localdate(now)
    holder = item.claimed_by
    if holder and holder.pk != by.pk and queries.may_act(holder, item, on):
        raise AlreadyDone(
            _("%(person)s is already working on this.") % {"person": holder}, who=holder.full_name, when=item.claimed_at
        )
    if holder is None or holder.pk != by.pk:
        item.claimed_by, item.claimed_at = by, now
        item.save(update_fields=["claimed_by", "claimed_at"])
        audit.record("inbox.claimed", item, by=by, now=now, data={"kind": kind, "key": key})
    return item


@transaction.atomic
def assign(kind: str, key: str, *, to: Person, by: Person, now: datetime) -> Item:
    """Give this work to somebody on its seats, whoever has it now. The caller knows that this person may."""
    item = _locked(kind, key, to, now)
    item.claimed_by, item.claimed_at = to, now
    item.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("inbox.assigned", item, by=by, now=now, data={"kind": kind, "key": key, "to": to.pk})
    return item


@transaction.atomic
def release(kind: str, key: str, *, by: Person, now: datetime, overseer: bool = False) -> Item:
    """Give it back to everybody on the seat. An overseer, whom the caller knows as one, may without sitting there."""
    item = _open(kind, key) if overseer else _locked(kind, key, by, now)
    if item is None:
        raise Forbidden(_("This work is finished or is not yours."))
    if item.claimed_by_id != by.pk and not overseer:
        raise Refused(_("You are not the one working on this."))
    item.claimed_by, item.claimed_at = None, None
    item.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("inbox.released", item, by=by, now=now, data={"kind": kind, "key": key})
    return item


def _open(kind: str, key: str) -> Item | None:
    """Without joined rows: they would be as before the wait."""
    return Item.objects.select_for_update().filter(kind=kind, key=key).first()


def _locked(kind: str, key: str, by: Person, now: datetime) -> Item:
    """The same answer for what does not exist and for what is not theirs, so that nobody learns which."""
    item = _open(kind, key)
    if item is None or not queries.may_act(by, item, timezone.localdate(now)):
        raise Forbidden(_("This work is finished or is not yours."))
    return item


def reschedule(kind: str, due: Mapping[str, datetime | None]) -> int:
    """Move many deadlines in one statement, as after a change of the calendar; how many open items moved."""
    sql = """
        UPDATE inbox_item AS item SET due_at = to_timestamp(fresh.due)
        FROM unnest(string_to_array(%s, ','), string_to_array(%s, ',', '')::bigint[]) AS fresh(key, due)
        WHERE item.kind = %s AND item.key = fresh.key AND item.done_at IS NULL
          AND item.due_at IS DISTINCT FROM to_timestamp(fresh.due)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [listed.numbers(due), listed.moments(due.values()), kind])
        return cursor.rowcount


HANDED_OVER = """
    WITH gone AS (DELETE FROM inbox_itemseat WHERE unit_id = %(old)s RETURNING item_id, role)
    INSERT INTO inbox_itemseat (item_id, role, unit_id) SELECT item_id, role, %(new)s FROM gone ON CONFLICT DO NOTHING
"""


def hand_over(handover: Handover) -> dict[str, Any]:
    """Open work that lies before the unit's seats lies before the other unit's; finished work keeps its unit."""
    given = {"old": handover.unit.pk, "new": handover.into.pk}
    with connection.cursor() as cursor:
        cursor.execute(HANDED_OVER, given)
        seats = cursor.rowcount
    items = Item.objects.filter(unit=handover.unit, done_at=None).update(unit=handover.into)
    return {"seats": seats, "items": items}


def snapshot(kind: str, keys: list[str]) -> dict[str, snapshots.Kept]:
    """These items with their seats, for `put_back`."""
    ours = "kind = %s AND key = ANY(%s)"
    items = table.select(Item, f"{ours} ORDER BY id", kind, keys)
    seats = table.select(ItemSeat, "item_id = ANY(%s) ORDER BY id", [item.pk for item in items])
    return {"items": snapshots.taken(items), "seats": snapshots.taken(seats)}


def put_back(kind: str, keys: list[str], before: dict[str, snapshots.Kept]) -> None:
    """The items of these keys become what a snapshot of the same keys says; what is new since goes."""
    now = snapshot(kind, keys)
    snapshots.put_back(Item, before["items"], now["items"])
    snapshots.put_back(ItemSeat, before["seats"], now["seats"])
