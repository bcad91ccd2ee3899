"""A file of questions: read and kept as a batch, shown, then taken over in one transaction, or left."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.questions import formats, likeness, queries, rules
from doanso.blocks.questions.content import Content
from doanso.blocks.questions.formats import Picture, Read
from doanso.blocks.questions.models import Bank, Batch, Question, Topic
from doanso.blocks.questions.services import banks, pictures, writing
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import queries as file_queries
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.lib import locks
from doanso.lib.errors import Refused
from doanso.lib.text import clean_name

PURPOSE = "questions.import"
Row = dict[str, Any]


@transaction.atomic
def read_in(*, bank: Bank, name: str, data: bytes, by: Person | None, now: datetime) -> Batch:
    """What each item of the file would become. Nothing is in the bank yet."""
    rules.check_writer(by, bank, timezone.localdate(now))
    known, found = formats.read(data)
    rows = [_row(number, one, by=by, now=now) for number, one in enumerate(found)]
    _name_duplicates(rows, bank)
    batch = Batch.objects.create(bank=bank, name=clean_name(name)[:200], format=known.name, rows=rows, by=by, at=now)
    data_of = {"format": known.name, "items": len(rows), "refused": sum(bool(row["reasons"]) for row in rows)}
    audit.record("questions.file_read", batch, by=by, now=now, data=data_of)
    return batch


def _row(number: int, one: Read, *, by: Person | None, now: datetime) -> Row:
    """As it is kept in the batch: pictures are stored, and named by their tokens."""
    row = asdict(one) | {
        "number": number,
        "reasons": list(one.reasons),
        "remarks": list(one.remarks),
        "alike": [],
        "same": False,
    }
    row["pictures"] = {}
    for key, picture in one.pictures.items() if not one.reasons else ():
        try:
            kind = "sound" if picture.sound else "image"
            row["pictures"][key] = [_stored(picture, by=by, now=now).token, picture.words, kind]
        except Refused as refusal:
            row["reasons"].append(refusal.message)
    return row


@transaction.atomic
def _stored(picture: Picture, *, by: Person | None, now: datetime) -> File:
    upload = Upload(BytesIO(picture.data), name=picture.name)
    upload.size = len(picture.data)
    return files.store(upload, kinds=pictures.KINDS, by=by, now=now, max_bytes=pictures.MOST_BYTES, purpose=PURPOSE)


def _name_duplicates(rows: list[Row], bank: Bank) -> None:
    """`same`: word for word in the bank or earlier in the file; `alike`: nearly."""
    known = dict(Question.objects.filter(bank=bank).values_list("fingerprint", "code"))
    finder = queries.finder_of(bank)
    for row in rows:
        if row["reasons"]:
            continue
        print_of = likeness.fingerprint(row["body"])
        if print_of in known:
            row["same"], row["alike"] = True, [known[print_of]]
        else:
            row["alike"] = finder.near(likeness.words_of(row["body"]))[: queries.MOST_ALIKE]
            known[print_of] = row["place"]


@transaction.atomic
def take(*, batch: Batch, chosen: Collection[int], by: Person | None, now: datetime) -> list[Question]:
    """The chosen items become drafts of the bank, all or none. What was read is forgotten then but for its outcome."""
    batch = _open(batch, by=by, now=now)
    rows = [row for row in batch.rows if row["number"] in chosen and not row["reasons"]]
    if not rows:
        raise Refused(_("Choose at least one question to take over."))
    topics = _topics(batch.bank, rows, by=by, now=now)
    taken_codes = set(Question.objects.filter(bank=batch.bank).values_list("code", flat=True))
    made = []
    for row in rows:
        code = row["code"] if row["code"] not in taken_codes else ""
        question = writing.create(bank=batch.bank, content=_content(row, topics), by=by, now=now, code=code)
        taken_codes.add(question.code)
        _attach(question, row["pictures"])
        row["became"] = question.code
        made.append(question)
    _close(batch, Batch.State.TAKEN, by=by, now=now)
    audit.record("questions.file_taken", batch, by=by, now=now, data={"codes": [one.code for one in made]})
    return made


@transaction.atomic
def leave(*, batch: Batch, by: Person | None, now: datetime) -> Batch:
    batch = _open(batch, by=by, now=now)
    _close(batch, Batch.State.LEFT, by=by, now=now)
    audit.record("questions.file_left", batch, by=by, now=now)
    return batch


def _open(batch: Batch, *, by: Person | None, now: datetime) -> Batch:
    batch = locks.row(Batch.objects.select_related("bank__unit"), batch.pk)
    rules.check_writer(by, batch.bank, timezone.localdate(now))
    if batch.state != Batch.State.READ:
        raise Refused(_("This file was already taken over or left."))
    return batch


def _close(batch: Batch, state: Batch.State, *, by: Person | None, now: datetime) -> None:
    """Keys do not lie about once they are in the bank, nor pictures that nothing names."""
    unused = [token for row in batch.rows if "became" not in row for token, *_told in row["pictures"].values()]
    for token in unused:
        files.discard(file_queries.by_token(token), by=by, now=now)
    kept = ("number", "place", "text", "remarks", "reasons", "alike", "same", "became")
    batch.rows = [{name: row[name] for name in kept if name in row} | {"pictures": {}} for row in batch.rows]
    batch.state = state
    batch.save(update_fields=["rows", "state"])


def _topics(bank: Bank, rows: Iterable[Row], *, by: Person | None, now: datetime) -> dict[str, Topic]:
    """By name; what is missing is added."""
    known = {topic.name.casefold(): topic for topic in queries.topics(bank.pk)}
    for name in dict.fromkeys(clean_name(row["topic"])[:120] for row in rows if row["topic"].strip()):
        if name.casefold() not in known:
            known[name.casefold()] = banks.add_topic(bank=bank, name=name, by=by, now=now)
    return known


def _content(row: Row, topics: dict[str, Topic]) -> Content:
    named = {name: row[name] for name in ("kind", "body", "answer", "explanation", "source", "difficulty")}
    return Content(**named, topic=topics.get(clean_name(row["topic"])[:120].casefold()))


def _attach(question: Question, stored: dict[str, list[str]]) -> None:
    """The body names pictures h1, h2 … in the order in which they were stored; so do the rows made here."""
    for key, (token, words, *_kind) in stored.items():
        pictures.attach(question, file_queries.by_token(token), words, key=key)
