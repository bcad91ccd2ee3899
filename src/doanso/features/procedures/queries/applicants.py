"""What an applicant, or anybody who holds a tracking code, may read about a dossier."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.blocks.eforms.queries import Draft
from doanso.blocks.eforms.render import Row, rows
from doanso.blocks.eforms.tokens import Ticket, token_hash
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.queries import Activation, Case, Entry
from doanso.core.accounts.models import Person
from doanso.core.files.models import File
from doanso.features.procedures.models import Dossier, Paper, Result, Version
from doanso.features.procedures.queries import catalogue, dossiers, stepforms
from doanso.lib.codes import clean_tracking_code
from doanso.lib.identity import clean_phone
from doanso.lib.rows import select

SEEN = ("version__flow", "procedure", "unit", "destroyed_in__unit")
MOST_DRAFTS = 20
SENSITIVE = frozenset({"cccd", "file", "photo", "signature"})


def tracked(typed: str) -> Dossier | None:
    """By a tracking code however it was typed; a typing error is noticed without asking the database."""
    try:
        code = clean_tracking_code(typed)
    except ValueError:
        return None
    return Dossier.objects.select_related(*SEEN).filter(tracking=code).first()


def with_phone(typed: str, phone: str) -> Dossier | None:
    """The dossier, when this is the phone number that it was submitted with. One answer for every kind of miss."""
    dossier = tracked(typed)
    given, kept = _phone(phone), _phone(dossier.applicant_phone if dossier else "")
    same = hmac.compare_digest(given.encode(), kept.encode())
    return dossier if dossier and given and same else None


def with_email(typed: str, email: str) -> Dossier | None:
    """The dossier, when this is the e-mail address that it was submitted with."""
    dossier = tracked(typed)
    given, kept = email.strip().lower(), dossier.applicant_email.strip().lower() if dossier else ""
    same = hmac.compare_digest(given.encode(), kept.encode())
    return dossier if dossier and given and same else None


def _phone(text: str) -> str:
    try:
        return clean_phone(text)
    except ValueError:
        return ""


def submitted_with(ticket: Ticket, code: str) -> Dossier | None:
    """What became of the form with this ticket, which only its own browser has and only we can have signed."""
    content = ticket.content()
    if content is None or content[1] != code:
        return None
    found = select(Dossier, "once = ANY(%s)", [ticket.token, paper_once(token_hash(ticket.token))])
    return next((dossier for dossier in found if dossier.procedure.code == code), None)


def paper_once(hashed: str) -> str:
    """The submission's id when the draft was printed and received at the counter, where its token is not known."""
    return f"giay:{hashed[:48]}"


def one_form(typed: str) -> str:
    """A tracking code in its one written form, so that tries are counted together; what is none stays as typed."""
    try:
        return clean_tracking_code(typed)
    except ValueError:
        return typed


def mine(person: Person | None) -> QuerySet[Dossier]:
    return dossiers.mine(person)


def drafts(person: Person | None, *, now: datetime) -> list[tuple[Draft, Version]]:
    """Applications that this person began and has not sent, with the procedure as it stands today. Two queries."""
    if person is None:
        return []
    begun = list(eforms.drafts_of(person.pk, now=now)[:MOST_DRAFTS])
    open_ones = catalogue.open_for_applications().filter(procedure__code__in={draft.subject for draft in begun})
    versions = {version.procedure.code: version for version in open_ones}
    return [(draft, versions[draft.subject]) for draft in begun if draft.subject in versions]


def draft(person: Person, pk: int, *, now: datetime) -> Draft | None:
    return eforms.drafts_of(person.pk, now=now).filter(pk=pk).first()


def case(dossier: Dossier) -> Case:
    return workflow.case_of(dossier)


@dataclass(frozen=True)
class Stage:
    """One step as it stands: done, now or next. Nobody's name is in it."""

    name: str
    who: str
    state: str
    at: datetime | None = None
    output: str = ""


def stages_of(dossier: Dossier) -> list[Stage]:
    return stages(dossier, case(dossier))


def stages(dossier: Dossier, case: Case) -> list[Stage]:
    """The steps that were taken or are still ahead. Those that this dossier leapt over are left out."""
    latest: dict[str, Activation] = {row.step: row for row in workflow.steps_taken(case)}
    steps = catalogue.guide_steps(dossier.version)
    reached = max((number for number, step in enumerate(steps) if step.key in latest), default=-1)
    running = case.ended_at is None
    found = []
    for number, step in enumerate(steps):
        taken = latest.get(step.key)
        if taken is None and (number < reached or not running):
            continue
        state, at = _state(taken)
        found.append(Stage(step.name, step.who, state, at, step.output))
    return found


def _state(taken: Activation | None) -> tuple[str, datetime | None]:
    if taken is None:
        return "next", None
    if taken.state == Activation.State.OPEN:
        return "now", taken.opened_at
    return ("done" if taken.state == Activation.State.DONE else "stopped"), taken.closed_at


def news(case: Case) -> list[Entry]:
    """What the office wrote to the applicant, and what the applicant answered: newest first."""
    return [entry for entry in reversed(workflow.timeline(case, public=True)) if entry.text or entry.kind != "start"]


def own_steps(case: Case) -> list[Activation]:
    """Steps that wait for the applicant."""
    return [row for row in workflow.open_steps(case) if row.applicant]


def own_step(dossier: Dossier, pk: int) -> Activation | None:
    return workflow.open_steps(workflow.case_of(dossier)).filter(pk=pk, applicant=True).first()


def request_text(case: Case, kind: str = "supplement") -> str:
    """The officer's latest request for a supplement, or for a payment."""
    entry = case.entries.filter(kind=kind).order_by("-at", "-pk").first()
    return entry.text if entry else ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]


def sections(dossier: Dossier, *, full: bool) -> list[Section]:
    """The applicant's answers as last given: the procedure's form, then steps' own; without `full` the less private."""
    latest: dict[tuple[str, int], dict[str, Any]] = {}
    for form_id, step, given in stepforms.of_applicant(dossier).values_list("form_id", "step", "answers"):
        latest[step, form_id] = given
    found: list[Row] = []
    for (_step, form_id), given in latest.items():
        definition = eforms.definition(form_id)
        found += rows(definition, given if full else without_sensitive(definition, given))
    return [Section(title, tuple(group)) for title, group in groupby(found, key=lambda row: row.section)]


def without_sensitive(definition: Definition, given: dict[str, Any]) -> dict[str, Any]:
    """Without citizen numbers, files and signatures, at any depth."""
    shown = {}
    for key, value in given.items():
        f = definition.fields.get(key)
        if f is None or f.type in SENSITIVE:
            continue
        hidden = {part.key for part in f.parts if part.type in SENSITIVE}
        shown[key] = _without(value, hidden) if hidden else value
    return shown


def with_withheld(definition: Definition, known: dict[str, Any], given: dict[str, Any], today: date) -> dict[str, Any]:
    """Answers given in a form that began `without_sensitive`: a blank where nothing was shown takes nothing away."""
    whole = dict(given)
    for key, f in definition.fields.items():
        parts = {part.key for part in f.parts if part.type in SENSITIVE} if f.type == "group" else set()
        if f.type in SENSITIVE and key in known:
            whole.setdefault(key, known[key])
        elif parts and (withheld := parts & set(known.get(key) or {})):
            whole[key] = {part: known[key][part] for part in withheld} | given.get(key, {})
    hidden = engine.reread(definition, engine.raw_of(definition, whole), today=today).hidden
    return {key: value for key, value in whole.items() if key in given or key not in hidden}


def _without(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, list):
        return [_without(row, hidden) for row in value]
    return {k: v for k, v in value.items() if k not in hidden} if isinstance(value, dict) else value


def papers(dossier: Dossier) -> QuerySet[Paper]:
    """Those that the office issued to the applicant, but for the receipt, which has a place of its own."""
    return dossier.papers.filter(public=True).exclude(kind="receipt").order_by("-issued_at", "-pk")


def file_of(dossier: Dossier, token: str) -> File | None:
    """A file that came with this dossier's own forms, or that was sent to the applicant on its timeline."""
    return File.objects.select_related("blob").filter(token=token, pk__in=_files(dossier)).first()


def _files(dossier: Dossier) -> Any:
    return stepforms.of_applicant(dossier).values("files")


def result_of(token: str) -> Result | None:
    return Result.objects.select_related("issuer", "dossier__destroyed_in").filter(verify_token=token).first()
