"""Publishing procedures."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from doanso.blocks.eforms import queries as eforms_queries
from doanso.blocks.eforms import services as eforms
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.qr import services as qr
from doanso.core.search import services as search
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Procedure, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services.compose import compose, together
from doanso.lib.text import fold

Json = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """All that a version says; see `models.Version` for the JSON shapes.

    What it asks: `questions` {pages, checks}, or else the forms of the codes `forms`, which exist.
    """

    name: str
    field: str
    flow: Json
    forms: tuple[str, ...] = ()
    questions: Json | None = None
    level: str = ""
    audience: tuple[str, ...] = ()
    online_level: str = ""
    limit: Decimal = Decimal(0)
    limit_unit: str = Version.Limit.DAYS
    limit_text: str = ""
    cutoff: bool = False
    documents: tuple[Json, ...] = ()
    sets: int = 1
    channels: tuple[Json, ...] = ()
    fee: str = ""
    legal: tuple[Any, ...] = ()
    conditions: tuple[str, ...] = ()
    result: str = ""
    description: str = ""
    sequence: str = ""
    effects: tuple[Json, ...] = ()
    note: str = ""
    review_by: date | None = None
    ask_unit: bool = False
    extra: Json = field(default_factory=dict)


PLAIN = ["name", "field", "level", "online_level", "limit", "limit_unit", "limit_text", "cutoff", "sets", "fee"]
PLAIN += ["result", "description", "sequence", "note", "review_by"]
LISTS = ["audience", "channels", "legal", "conditions", "effects"]
MADE = ["documents", "extra", "flow_id", "form_id"]


@transaction.atomic
def publish(
    *,
    code: str,
    kind: str,
    owner: Unit,
    content: Content,
    by: Person | None,
    now: datetime,
    source: str = "",
    guide_only: bool = False,
) -> Version:
    """A new version in force from now, or the current one when it says the same already.

    Running dossiers keep theirs. The QR link stays the same for ever.
    """
    Procedure.objects.get_or_create(code=code, defaults={"kind": kind, "owner": owner, "source": source})
    procedure = Procedure.objects.select_for_update().get(code=code)
    current, version = procedure.current, _version(procedure, content, by, now)
    settled = {"owner": owner, "kind": kind, "guide_only": guide_only}
    same_content = current is not None and digest(current) == digest(version)
    if same_content and all(getattr(procedure, name) == value for name, value in settled.items()):
        return current
    if same_content:
        version = current
    else:
        version.number = procedure.versions.count() + 1
        version.save(force_insert=True)
    for name, value in {**settled, "current": version}.items():
        setattr(procedure, name, value)
    procedure.save(update_fields=[*settled, "current"])
    _point_the_code(version, owner, guide_only, by, now)
    search.put("procedures", now=now, **catalogue.search_entry(version))
    data = {"number": version.number, "owner": owner.code}
    audit.record("procedures.published", procedure, by=by, now=now, label="import", data=data)
    return version


def _point_the_code(version: Version, owner: Unit, guide_only: bool, by: Person | None, now: datetime) -> None:
    """To the form, where anybody may fill it in at once; else to the guide, which says what to do instead."""
    code = version.procedure.code
    guided = guide_only or catalogue.needs_account(version)
    place = f"/thu-tuc/{code}/" if guided else f"/thu-tuc/{code}/nop/"
    link = qr.issue("form", place, by=by, now=now, key=code, unit=owner, label=version.name)
    qr.repoint(link, place, by=by, now=now)


def digest(version: Version) -> str:
    """Of all that a version says, its form and its steps; not of when it was published."""
    told = {name: getattr(version, name) for name in [*PLAIN, *LISTS, *MADE]}
    told["limit"] = f"{version.limit:.2f}"  # as the column keeps it
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _version(procedure: Procedure, content: Content, by: Person | None, now: datetime) -> Version:
    """Not saved yet, and without a number; its form and its flow are new rows only when they are new."""
    composed = compose(
        code=procedure.code,
        name=content.name,
        questions=content.questions or together([eforms_queries.source(code) for code in content.forms]),
        documents=list(content.documents),
        paper_allowed=any(channel.get("mode") == "truc_tiep" for channel in content.channels),
        ask_unit=content.ask_unit,
    )
    form_code = composed.definition["code"]
    form = eforms.define(code=form_code, name=content.name[:200], definition=composed.definition, by=by, now=now)
    flow = workflow.define(code=procedure.code, definition=content.flow, by=by, now=now)
    return Version(
        procedure=procedure,
        search_key=fold(f"{procedure.code} {content.name} {content.field}"),
        documents=composed.documents,
        flow=flow,
        form=form,
        extra={**content.extra, "applicant": composed.applicant, **_found(content, composed.definition)},
        published_at=now,
        **{name: getattr(content, name) for name in PLAIN},
        **{name: list(getattr(content, name)) for name in LISTS},
    )


def _found(content: Content, definition: Json) -> Json:
    """The forms that steps ask for, pinned as the version's own form is: {"step_forms": {code: FormVersion's id}}."""
    codes = sorted({code for step in content.flow["steps"] if (code := (step.get("extra") or {}).get("form"))})
    pinned = {code: eforms_queries.latest(code) for code in codes}
    step_forms = {"step_forms": {code: form.pk for code, form in pinned.items()}} if pinned else {}
    return step_forms | _languages(content.extra, [definition, *(form.definition for form in pinned.values())])


def _languages(extra: Json, definitions: list[Json]) -> Json:
    """Which languages, beside Vietnamese, there is something in: {"languages": [code]}."""
    found = {code for code, texts in extra.get("translations", {}).items() if texts} | set(_codes_in(definitions))
    return {"languages": sorted(found - {"vi"})} if found - {"vi", "en"} else {}


def _codes_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "vi" in value:
        yield from value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _codes_in(part)
