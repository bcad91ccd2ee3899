"""A round's questions are fixed before anybody is asked them: what the bank does later changes nothing.

Each question serves one line of the blueprint: that which says most exactly what it wants, and among equals that which
has the least for what it needs.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from doanso.blocks.questions import queries as bank
from doanso.blocks.questions import services as questions
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests import sealing
from doanso.features.contests.models import Attempt, Item, Line, Round
from doanso.features.contests.timing import GRACE
from doanso.lib import locks
from doanso.lib.errors import Refused

FIRST_ROOM, ROOMS_TOGETHER = 10**12, 1000  # rooms in class have numbers of their own (migration 0009)


@transaction.atomic
def freeze(round: Round, *, by: Person | None, now: datetime, chosen: list[tuple[Line, Any]] | None = None) -> None:
    """A second call changes nothing. `Refused` when a line of the blueprint finds too few accepted questions.

    `chosen`: these questions and no others, line by line; else all that the banks have for the blueprint.
    """
    row = locks.row(Round.objects.select_related("contest"), round.pk)
    if not row.frozen_at:
        chosen = chosen or _choose(row)
        Item.objects.bulk_create(_items(row, chosen))
        asked = [question.pk for _line, question in chosen]
        label = f"{row.contest.name} – {row.name}"[:200]
        questions.lock(asked, place=place_of(row), label=label, until=row.closes_at + GRACE, by=by, now=now)
        row.secret, row.frozen_at = bytes(row.secret) or secrets.token_bytes(32), now
        row.save(update_fields=["secret", "frozen_at"])
        audit.record("contests.round_frozen", row, by=by, now=now, label="" if by else "system", data={"items": asked})
        _make_partition(row)
    round.secret, round.frozen_at = row.secret, row.frozen_at


@transaction.atomic
def unfreeze(round: Round, *, by: Person | None, now: datetime) -> None:
    """Its questions may change again, as long as nobody has started. What is not frozen stays as it is."""
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.frozen_at:
        if Attempt.objects.filter(round=row).exists():
            raise Refused(_("Somebody has already started: what they agreed to stays as it is."))
        Item.objects.filter(round=row).delete()
        questions.unlock(place_of(row), by=by, now=now)
        row.frozen_at = None
        row.save(update_fields=["frozen_at"])
        audit.record("contests.round_unfrozen", row, by=by, now=now, label="" if by else "system")
    round.frozen_at = None


def lacking(round: Round) -> list[str]:
    """What the blueprint wants and the banks do not have, in words; empty when the round can be frozen."""
    return _lacking(_shared_out(list(round.lines.select_related("bank", "topic"))))


def place_of(round: Round) -> str:
    """How the bank knows who asks its questions."""
    return f"contests.round:{round.pk}"


def _choose(round: Round) -> list[tuple[Line, Any]]:
    """All questions that the round may ask, line by line."""
    shares = _shared_out(list(round.lines.select_related("bank", "topic")))
    if not shares:
        raise Refused(_("The round asks nothing yet: add a line to its blueprint."))
    if missing := _lacking(shares):
        raise Refused(" ".join(missing))
    return [(line, question) for line, its in shares.items() for question in its]


def _shared_out(lines: list[Line]) -> dict[Line, list[Any]]:
    wanted: dict[int, list[Line]] = defaultdict(list)
    found: dict[int, Any] = {}
    for line in lines:
        for question in bank.pickable(line.bank_id, line.topic_id, line.difficulty):
            found[question.pk] = question
            wanted[question.pk].append(line)
    shares: dict[Line, list[Any]] = {line: [] for line in lines}
    for pk in sorted(found):
        best = min(wanted[pk], key=lambda line: (-_exactness(line), len(shares[line]) / line.count))
        shares[best].append(found[pk])
    return shares


def _exactness(line: Line) -> int:
    return 2 * bool(line.topic_id) + bool(line.difficulty)


def _lacking(shares: dict[Line, list[Any]]) -> list[str]:
    return [
        _("Line %(line)s of the blueprint: %(count)s wanted, %(found)s accepted ones left for it.")
        % {"line": place, "count": line.count, "found": len(found)}
        for place, (line, found) in enumerate(shares.items(), 1)
        if len(found) < line.count
    ]


def _items(round: Round, chosen: list[tuple[Line, Any]]) -> Iterable[Item]:
    media = bank.media([question.pk for _line, question in chosen])
    for position, (line, question) in enumerate(chosen):
        own = {key: one for (pk, key), one in media.items() if pk == question.pk}
        yield Item(
            round=round,
            line=line,
            position=position,
            question_id=question.pk,
            version=question.version,
            kind=question.kind,
            body=json.dumps(_fixed(question.body, own), ensure_ascii=False),
            answer=sealing.seal(question.answer),
        )


def _fixed(part: dict[str, Any], media: dict[str, Any]) -> dict[str, Any]:
    """A question or an option; of a picture or a sound it also keeps what it says: {"key", "words", "sound"?}."""
    fixed = dict(part)
    if key := part.get("media"):
        known = media.get(key)
        sound = {"sound": True} if known and known.is_sound else {}
        fixed["media"] = {"key": key, "words": known.words if known else ""} | sound
    if "options" in part:
        fixed["options"] = [_fixed(option, media) for option in part["options"]]
    return fixed


def part_of_log(round_id: int) -> tuple[int, int]:
    """From which round to before which: one of a contest has a part of its own, a thousand rooms in class share one."""
    if round_id < FIRST_ROOM:
        return round_id, round_id + 1
    first = round_id - round_id % ROOMS_TOGETHER
    return first, first + ROOMS_TOGETHER


def _make_partition(round: Round) -> None:
    """Made beside the table and then attached: other rounds that run are not held up."""
    first, end = part_of_log(int(round.pk))
    name = f"contests_event_r{first}"
    with connection.cursor() as cursor:
        if not _exists(cursor, name):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])  # two rooms may be opened at once
        if not _exists(cursor, name):
            cursor.execute(f"CREATE TABLE {name} (LIKE contests_event INCLUDING ALL)")
            cursor.execute(f"ALTER TABLE contests_event ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({end})")
            cursor.execute(
                f"CREATE TRIGGER contests_event_kept_whole BEFORE TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION contests_event_refuse()"
            )


def _exists(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [table])
    return cursor.fetchone()[0] is not None
