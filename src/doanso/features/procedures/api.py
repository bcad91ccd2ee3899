"""The API of procedures and dossiers. A client's token goes into `Authorization: Bearer <token>`."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, UploadedFile
from ninja import Status as Answer
from ninja.security import HttpBearer
from pydantic import Field as Described

from doanso.blocks.eforms import engine, schema
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms import services as eforms_services
from doanso.blocks.eforms.definition import Field, Text
from doanso.blocks.eforms.kinds.files import sign
from doanso.core.files import budget
from doanso.features.procedures.models import Client, Dossier, Status, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import dossiers as dossier_queries
from doanso.features.procedures.services import clients, contacts, dossiers
from doanso.lib.errors import Forbidden
from doanso.ui import limits

router = Router(tags=["procedures"])
VISITOR_LIMIT, CLIENT_LIMIT = 60, 1200  # submissions an hour
MOST_ROWS = 100
ANY_FILE = Field(key="file", type="file", label=Text("file"), max_mb=10, accept=("pdf", "image", "office"))


class Token(HttpBearer):
    """A token is optional: without one the same is possible as in the browser without an account."""

    def __call__(self, request: HttpRequest) -> Client | str | None:
        return super().__call__(request) if request.headers.get("Authorization") else "visitor"

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:
        client = clients.find(token)
        if client:
            clients.used(client, now=timezone.now())
        return client


class ProcedureRow(Schema):
    code: str
    name: str
    kind: str
    field: str
    level: str
    audience: list[str]
    owner: str
    time_limit: str
    online: bool


class Procedures(Schema):
    count: int
    items: list[ProcedureRow]


class ProcedureDetail(ProcedureRow):
    version: int
    fee: str
    result: str
    documents: list[dict[str, Any]]
    channels: list[dict[str, Any]]
    legal: list[str]
    conditions: list[str]
    steps: list[dict[str, Any]]
    form: dict[str, Any] = Described(description="JSON Schema (2020-12) of `answers` when submitting")


class NewDossier(Schema):
    procedure: str = Described(max_length=40)
    answers: dict[str, Any]
    once: str = Described(
        "",
        max_length=64,
        description="Your own id of this submission: sent twice, it is made once. With a token the second answer is "
        "200 and tells of the first dossier, without its key; without one, 409, for the same answers alone",
    )


class Created(Schema):
    code: str
    tracking: str
    key: str = Described(description="Opens the applicant's private page; shown this once, empty in a second answer")
    status: int
    step: str
    due_at: datetime | None
    url: str


class DossierOut(Schema):
    code: str
    procedure: str
    status: int
    status_name: str
    step: str
    due_at: datetime | None
    submitted_at: datetime
    finished_at: datetime | None
    result_number: str | None = None


class Errors(Schema):
    errors: dict[str, list[str]]


class Problem(Schema):
    detail: str = Described(description="In the language of Accept-Language")


REFUSALS = {frozenset({400, 401, 403, 404, 409, 429, 503}): Problem, 422: Errors}


class FileOut(Schema):
    file: str = Described(description="Put this text where the form's schema wants a file")
    name: str
    size: int


@router.get("/procedures", response={200: Procedures, **REFUSALS}, auth=Token(), summary="Procedures that are online")
def list_procedures(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    field: str = Query("", max_length=200),
    kind: str = Query("", max_length=10),
    offset: int = Query(0, ge=0, le=100_000),
    limit: int = Query(50, ge=1, le=MOST_ROWS),
) -> dict[str, Any]:
    found = catalogue.search(catalogue.Wanted(text=_plain(q), field=_plain(field), kind=_plain(kind)))
    return {"count": found.count(), "items": [_row(version) for version in found[offset : offset + limit]]}


@router.get(
    "/procedures/{code}",
    response={200: ProcedureDetail, **REFUSALS},
    auth=Token(),
    summary="One procedure with its form",
)
def show_procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    version = get_object_or_404(catalogue.published().select_related("flow"), procedure__code=_plain(code))
    steps = [{"number": s.number, "name": s.name, "who": s.who, "time": s.time} for s in catalogue.guide_steps(version)]
    return _row(version) | {
        "version": version.number,
        "fee": version.fee,
        "result": version.result,
        "documents": version.documents,
        "channels": version.channels,
        "legal": catalogue.legal_texts(version),
        "conditions": version.conditions,
        "steps": steps,
        "form": schema.json_schema(eforms.definition(version.form_id)),
    }


@router.post(
    "/files", response={201: FileOut, **REFUSALS}, auth=Token(), summary="Send a file before the dossier that needs it"
)
def send_file(request: HttpRequest, file: UploadedFile = File(...)) -> Answer:  # noqa: B008 how ninja declares it
    _count(request, "files")
    ref = eforms_services.keep_file(file, ANY_FILE, by=None, now=timezone.now())
    return Answer(201, {"file": sign(ref), "name": ref["name"], "size": ref["size"]})


@router.post("/dossiers", response={201: Created, 200: Created, **REFUSALS}, auth=Token(), summary="Submit a dossier")
def submit(request: HttpRequest, body: NewDossier) -> Answer:
    _count(request, "dossiers")
    client = _client(request, Client.Scope.SUBMIT)
    once = _once(client, body)
    first = dossiers.submitted_before(once) if client else None
    if first is not None:  # the program never got our first answer
        return Answer(200, _created(dossiers.Submitted(first, "")))
    version = _open_version(body.procedure)
    if version is None:
        return Answer(422, {"errors": {"procedure": [_("There is no such procedure.")]}})
    now = timezone.now()
    definition = eforms.definition(version.form_id)
    reading = engine.check(definition, body.answers, today=timezone.localdate(now))
    if reading.errors:
        return Answer(422, {"errors": reading.errors})
    made = dossiers.submit(
        version=version,
        answers=reading.answers,
        contact=contacts.contact_of(version, reading.answers, None),
        files=tuple(eforms_services.claim_files(reading.file_tokens(definition))),
        by=None,
        now=now,
        once=once,
        client=client,
    )
    return Answer(201, _created(made))


@router.get("/dossiers/{code}", response={200: DossierOut, **REFUSALS}, auth=Token(), summary="Where a dossier stands")
def show_dossier(request: HttpRequest, code: str) -> Answer:
    """By tracking code for everybody; by dossier code for the client that submitted it or whose unit handles it."""
    limits.hit("api.read", limits.client_address(request), limit=600, per_seconds=60)
    client, who = _client(request), _who(request)
    # Codes are tried here as seldom as on the page, and a visitor's tries count together with those there.
    limits.check("procedures.track", who, limit=30, per_seconds=600)
    dossier = dossier_queries.for_client(client, _plain(code)) or dossier_queries.by_typed_tracking(_plain(code))
    if dossier is None:
        limits.hit("procedures.track", who, limit=30, per_seconds=600)
        return Answer(404, {"detail": _("There is no such dossier, or it is not yours to see.")})
    return Answer(200, _state(dossier))


def _row(version: Version) -> dict[str, Any]:
    procedure = version.procedure
    return {
        "code": procedure.code,
        "name": version.name,
        "kind": procedure.kind,
        "field": version.field,
        "level": version.level,
        "audience": version.audience,
        "owner": procedure.owner.code,
        "time_limit": catalogue.limit_in_words(version),
        "online": not procedure.guide_only,
    }


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def _count(request: HttpRequest, what: str) -> None:
    client = _client(request)
    limits.hit(f"api.{what}", _who(request), limit=CLIENT_LIMIT if client else VISITOR_LIMIT, per_seconds=3600)
    if not client:
        budget.count(request, by=None)


def _who(request: HttpRequest) -> str:
    """Whose requests are counted together."""
    client = _client(request)
    return f"client:{client.pk}" if client else limits.client_address(request)


def _client(request: HttpRequest, scope: str = "") -> Client | None:
    """The client behind the token; Forbidden when it lacks the scope. None for a visitor."""
    client = getattr(request, "auth", None)
    if not isinstance(client, Client):
        return None
    if scope and scope not in client.scopes:
        raise Forbidden(_("This token may not do that."))
    return client


def _open_version(code: str) -> Version | None:
    return catalogue.open_for_applications().select_related("flow").filter(procedure__code=_plain(code)).first()


def _once(client: Client | None, body: NewDossier) -> str:
    """Each client's ids are its own; hashed, so that a long one is not cut.

    Who has no token has no name either, so the id counts only together with what is submitted: two strangers with the
    same id do not meet, and nobody learns of another's dossier without having its answers.
    """
    if not body.once:
        return ""
    own = str(client.pk) if client else json.dumps([body.procedure, body.answers], sort_keys=True)
    return hashlib.sha256(f"{own}:{body.once}".encode()).hexdigest()


def _created(made: dossiers.Submitted) -> dict[str, Any]:
    dossier = made.dossier
    private = f"/cua-toi/{dossier.tracking}/{made.key}/"
    return {
        "code": dossier.code,
        "tracking": dossier.tracking,
        "key": made.key,
        "status": dossier.status,
        "step": dossier.step_name,
        "due_at": dossier.due_at,
        "url": private if made.key else f"/tra-cuu/?ma={dossier.tracking}",
    }


def _state(dossier: Dossier) -> dict[str, Any]:
    result = getattr(dossier, "result", None)
    return {
        "code": dossier.code,
        "procedure": dossier.procedure.code,
        "status": dossier.status,
        "status_name": str(Status(dossier.status).label),
        "step": dossier.step_name,
        "due_at": dossier.new_promise or dossier.due_at,
        "submitted_at": dossier.submitted_at,
        "finished_at": dossier.finished_at,
        "result_number": result.number if result else None,
    }
