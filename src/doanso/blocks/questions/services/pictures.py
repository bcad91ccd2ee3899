"""Pictures and sounds of a question and of its answers. A change of one is a change of what is asked."""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.questions.models import Media, Question
from doanso.blocks.questions.services import writing
from doanso.core.accounts.models import Person
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.lib.errors import Refused

KINDS = frozenset({"image", "sound"})
MOST_BYTES = 2 * 1024 * 1024  # of a sound four minutes of speech, which a phone on a weak network can still fetch
PURPOSE = "questions.media"
MOST = 20


@transaction.atomic
def add(*, question: Question, place: str, upload: Upload, words: str, by: Person | None, now: datetime) -> Question:
    """`place`: key of an answer, or empty for the question itself; what was there before goes."""
    question = remove(question=question, place=place, by=by, now=now)
    if question.media.count() >= MOST:
        raise Refused(_("A question has at most %(most)s pictures and sounds.") % {"most": MOST})
    file = files.store(upload, kinds=KINDS, by=by, now=now, max_bytes=MOST_BYTES, purpose=PURPOSE)
    if file.media_type == "image/heic":
        raise Refused(_("Browsers do not show HEIC pictures. Save it as JPG or PNG."), field="picture")
    key = attach(question, file, words)
    return _with(question, place, key, by=by, now=now)


@transaction.atomic
def remove(*, question: Question, place: str, by: Person | None, now: datetime) -> Question:
    key = holder(question.body, place).get("media", "")
    if not key:
        return question
    question = _with(question, place, "", by=by, now=now)
    for medium in question.media.filter(key=key).select_related("file__blob"):
        medium.delete()
        files.discard(medium.file, by=by, now=now)
    return question


def attach(question: Question, file: File, words: str, *, key: str = "") -> str:
    """A row for a stored picture; returns the key under which the body names it."""
    numbers = [int(key[1:]) for key in question.media.values_list("key", flat=True) if key[1:].isdecimal()]
    key = key or f"h{max(numbers, default=0) + 1}"
    return Media.objects.create(question=question, key=key, file=file, words=words).key


def holder(body: dict[str, Any], place: str) -> dict[str, Any]:
    """The part of the body that names the picture of this place."""
    if not place:
        return body
    found = next((option for option in body.get("options", []) if option["key"] == place), None)
    if found is None:
        raise Refused(_("There is no such answer any more."))
    return found


def _with(question: Question, place: str, key: str, *, by: Person | None, now: datetime) -> Question:
    body = deepcopy(question.body)
    part = holder(body, place)
    part.pop("media", None)
    if key:
        part["media"] = key
    content = replace(writing.content_of(question), body=body)
    return writing.change(question=question, seen=question.version, content=content, by=by, now=now)
