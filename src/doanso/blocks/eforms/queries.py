"""Reads over forms, drafts and the units that a form may name."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import Definition, Field, load
from doanso.blocks.eforms.models import Draft, FormVersion
from doanso.blocks.eforms.tokens import Ticket, token_hash
from doanso.core.files.models import File
from doanso.core.units import queries as unit_queries
from doanso.core.units.models import Unit
from doanso.lib import rows
from doanso.lib.errors import Refused
from doanso.lib.text import fold

SUGGESTIONS = 20
# What an uploaded file is for.
UNCLAIMED = "eforms.upload"
PIECE = "eforms.piece"  # sent ahead of its form, by a device that sends file by file
CLAIMED = "eforms.answer"


def latest(code: str) -> FormVersion:
    """Raises FormVersion.DoesNotExist."""
    return FormVersion.objects.select_related("form").filter(form__code=code).latest("number")


def exists(code: str) -> bool:
    """Was a form with this code ever defined?"""
    return FormVersion.objects.filter(form__code=code).exists()


def source(code: str) -> dict[str, Any]:
    """The JSON of a form's latest version. Raises FormVersion.DoesNotExist."""
    return latest(code).definition


def version(pk: int) -> FormVersion:
    """Raises FormVersion.DoesNotExist."""
    return FormVersion.objects.select_related("form").get(pk=pk)


@lru_cache(maxsize=256)
def definition(version_id: int) -> Definition:
    """The compiled form of a version, kept in memory: a version never changes."""
    return load(FormVersion.objects.values_list("definition", flat=True).get(pk=version_id))


def draft(token: str, *, now: datetime) -> Draft | None:
    """The draft behind a link; None when there is none, or no longer."""
    found = rows.select(Draft, "token_hash = %s AND expires_at > %s", token_hash(token), now)
    return found[0] if found else None


def draft_by_hash(hashed: str, *, now: datetime) -> Draft | None:
    """For who was given the hash under our signature."""
    return Draft.objects.filter(token_hash=hashed, expires_at__gt=now).first()


def ref_of(file: File) -> dict[str, Any]:
    """As it stands in an answer."""
    return {"token": file.token, "name": file.name, "size": file.size, "type": file.media_type}


def piece(token: str) -> File | None:
    """A file that was sent ahead of its form, or with it by now."""
    return File.objects.select_related("blob").filter(token=token, purpose__in=(PIECE, CLAIMED)).first()


def not_in_drafts(found: QuerySet[File]) -> QuerySet[File]:
    """Without the files that somebody chose in a form and has not sent."""
    chosen = "SELECT token #>> '{}' FROM eforms_draft, jsonb_path_query(raw, '$.*[*].token') AS token"
    return found.exclude(token__in=RawSQL(f"{chosen} WHERE jsonb_typeof(token) = 'string'", ()))  # noqa: S611 no words of others


def waiting_bytes(prefix: str) -> int:
    """Of the files sent ahead whose tokens begin like this."""
    waiting = File.objects.filter(token__startswith=prefix, purpose=PIECE)
    return waiting.aggregate(bytes=Sum("blob__size"))["bytes"] or 0


def drafts_of(person_id: int, *, now: datetime) -> QuerySet[Draft]:
    """Newest first. Only the owner may be shown them."""
    return Draft.objects.filter(person_id=person_id, expires_at__gt=now).order_by("-updated_at")


def draft_basis(ticket: Ticket, *, now: datetime) -> tuple[int, dict[str, Any]]:
    """Version and typed things to go on from: of the draft, or of the ticket when there is none yet. Refused."""
    found = draft(ticket.token, now=now)
    if found:
        return found.version_id, found.raw
    content = ticket.content()
    if content is None:
        raise Refused(_("This draft has ended or was submitted. Open the form again to begin a new one."))
    return content[0], {}


def page_number(definition: Definition, text: str) -> int:
    """A page that exists, whatever was sent."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return min(number, len(definition.pages) - 1)


def units_for(f: Field, on: date, below: Unit | None = None) -> QuerySet[Unit]:
    """The units that a unit field accepts on a day; `below`: only this one and what it leads."""
    found = unit_queries.below(below, on) if below else unit_queries.units(on)
    if f.unit_types:
        found = found.filter(type_id__in=f.unit_types)
    return found.filter(type__tree=f.tree) if f.tree else found


def find_units(f: Field, text: str, on: date, below: Unit | None = None) -> list[tuple[str, str]]:
    """(code, label) of the units that the typed text may mean: one when it is clear. One query, two for words."""
    candidates = units_for(f, on, below)
    folded = fold(text)
    exact = list(labelled(candidates.filter(Q(code=text) | Q(search_key=folded))))
    by_code = [pair for pair in exact if pair[0] == text]
    return by_code or exact or search_units(f, text, on, below)


def search_units(f: Field, text: str, on: date, below: Unit | None = None) -> list[tuple[str, str]]:
    """(code, label) of at most 20 units whose name holds every word typed, diacritics or not."""
    found = units_for(f, on, below)
    for word in fold(text).split()[:8]:
        found = found.filter(search_key__contains=word)
    return list(labelled(found.order_by("search_key")[:SUGGESTIONS]))


def offered(f: Field, on: date, below: Unit) -> list[tuple[str, str]]:
    """(code, name) of all that may be chosen below a unit, in the order of a list."""
    return list(units_for(f, on, below).order_by("search_key", "code").values_list("code", "name"))


def labelled(units: Iterable[Unit]) -> Iterable[tuple[str, str]]:
    for unit in units:
        yield unit.code, unit_label(unit)


def unit_label(unit: Unit) -> str:
    """What stands in the box once a unit is chosen; the code in brackets makes it unmistakable."""
    return f"{unit.name} [{unit.code}]"


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code, also of units that no longer exist."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "name"))
