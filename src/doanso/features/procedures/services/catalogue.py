"""Publishing procedures."""

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
from doanso.features.procedures.services.compose import compose
from doanso.lib.text import fold

Json = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """All that a version says; see `models.Version` for the JSON shapes. `forms` are codes of forms that exist."""

    name: str
    field: str
    flow: Json
    forms: tuple[str, ...] = ()
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
    """A new version in force from now; running dossiers keep theirs. The QR link stays the same for ever."""
    procedure = Procedure.objects.select_for_update().filter(code=code).first()
    procedure = procedure or Procedure.objects.create(code=code, kind=kind, owner=owner, source=source)
    procedure.owner, procedure.kind, procedure.guide_only = owner, kind, guide_only
    number = procedure.versions.count() + 1
    version = _version(procedure, number, content, by, now)
    procedure.current = version
    procedure.save(update_fields=["owner", "kind", "guide_only", "current"])
    qr.issue("form", f"/thu-tuc/{code}/", by=by, now=now, key=code)
    search.put("procedures", now=now, **catalogue.search_entry(version))
    audit.record("procedures.published", procedure, by=by, now=now, label="import", data={"number": number})
    return version


def _version(procedure: Procedure, number: int, content: Content, by: Person | None, now: datetime) -> Version:
    composed = compose(
        code=procedure.code,
        name=content.name,
        forms=[eforms_queries.source(code) for code in content.forms],
        documents=list(content.documents),
        paper_allowed=any(channel.get("mode") == "truc_tiep" for channel in content.channels),
        ask_unit=content.ask_unit,
    )
    form_code = composed.definition["code"]
    form = eforms.define(code=form_code, name=content.name[:200], definition=composed.definition, by=by, now=now)
    flow = workflow.define(code=procedure.code, definition=content.flow, by=by, now=now)
    return Version.objects.create(
        procedure=procedure,
        number=number,
        search_key=fold(f"{procedure.code} {content.name} {content.field}"),
        documents=composed.documents,
        flow=flow,
        form=form,
        extra={**content.extra, "applicant": composed.applicant},
        published_at=now,
        **{name: getattr(content, name) for name in PLAIN},
        **{name: list(getattr(content, name)) for name in LISTS},
    )
