"""From what a paper or a result says to its PDF, kept in the file store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.render import rows
from doanso.blocks.papers import desk, documents, render, word
from doanso.blocks.papers import queries as papers
from doanso.blocks.papers.models import WordTemplate
from doanso.blocks.papers.offices import office_of
from doanso.core.accounts.models import Person
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Paper, PaperKind, Result
from doanso.features.procedures.queries import catalogue, stated
from doanso.lib.dates import local


def store(content: bytes, name: str, *, now: datetime) -> File:
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    return files.store(
        upload, kinds=frozenset({"pdf"}), by=None, now=now, max_bytes=20_000_000, purpose="procedures.paper"
    )


def result(row: Result) -> bytes:
    """The decision, in the State's or the Union's layout, with the QR that leads to its verification."""
    return render.decision(_decision(row))


def word_template(row: Result) -> WordTemplate | None:
    """The issuing office's own template for its decisions, or its superior's."""
    return papers.word_template(row.issuer, "quyet_dinh")


def result_in_word(row: Result, template: WordTemplate) -> bytes:
    """The same decision in the office's own layout, as a .docx that can still be changed before it is printed."""
    return word.fill(bytes(template.content), _decision(row), answers=_answers(row.dossier))


@translation.override("vi")
def _answers(dossier: Dossier) -> dict[str, str]:
    """What was stated, as it reads, by the keys of the fields: the latest of each."""
    found: dict[str, str] = {}
    for form_id, answers in dossier.filings.order_by("pk").values_list("form_id", "answers"):
        definition = eforms.definition(form_id)
        found = stated.renewed(found, definition, {row.path: row.text for row in rows(definition, answers)})
    return found


def _decision(row: Result) -> documents.Decision:
    said = row.content
    address = f"{settings.ADDRESS}/kiem-tra/{row.verify_token}/"
    return documents.Decision(
        office=documents.Office(**said["office"]),
        number=row.number,
        on=local(row.issued_at).date(),
        abstract=said["abstract"],
        decider=said["decider"],
        grounds=tuple(said["grounds"]),
        articles=tuple(said["articles"]),
        recipients=tuple(said["recipients"]),
        signature=documents.Signature(**said["signature"]),
        verification=documents.Verification(url=address, address=address.split("://", 1)[-1]),
        demo=settings.DEMO,
    )


@translation.override("vi")
def paper(row: Paper) -> bytes:
    """An official paper is in Vietnamese, whoever opens it first."""
    dossier = row.dossier
    if row.kind == PaperKind.MINUTES:
        return render.minutes(_minutes(row, dossier))
    draw = {
        PaperKind.RECEIPT: (_receipt, render.receipt),
        PaperKind.SUPPLEMENT: (_supplement, render.supplement),
        PaperKind.SUPPLEMENTED: (_supplemented, render.supplemented),
        PaperKind.REFUSAL: (_refusal, render.refusal),
        PaperKind.APOLOGY: (_apology, render.apology),
        PaperKind.COVER: (_cover, render.cover_sheet),
        PaperKind.CONTROL: (_control, render.control_slip),
    }
    build, print_it = draw[PaperKind(row.kind)]
    return print_it(build(row, dossier, _common(row, dossier)))


def office(unit: Unit) -> documents.Office:
    return replace(office_of(unit), address=unit.address, phone=unit.phone)


def _common(row: Paper, dossier: Dossier) -> dict[str, Any]:
    track = f"{settings.ADDRESS}/tra-cuu/?ma={dossier.tracking}"
    return {
        "office": office(dossier.unit),
        "case": desk.Case(
            code=dossier.code,
            procedure=dossier.version.name,
            procedure_code=dossier.procedure.code,
            applicant=dossier.applicant_name,
            phone=dossier.applicant_phone,
            email=dossier.applicant_email,
            channel=dossier.get_channel_display(),
        ),
        "issued_at": row.issued_at,
        "officer": row.content.get("issued_by", ""),
        "track": documents.Verification(url=track, address=f"{settings.ADDRESS.split('://', 1)[-1]}/tra-cuu"),
        "tracking": dossier.tracking,
        "demo": settings.DEMO,
    }


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _items(dossier: Dossier) -> tuple[desk.Item, ...]:
    """What was handed in: the form itself, and each document that the applicant attached or brings on paper."""
    merged = stated.answers(dossier)
    rows = [d for d in dossier.version.documents if d.get("form") or merged.get(d["key"]) or merged.get("nop_ban_giay")]
    return tuple(
        desk.Item(name=d["name"], originals=d.get("original", 0), copies=d.get("copy", 0))
        for d in rows
        if not d.get("later")
    )


def _receipt(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.Receipt:
    return desk.Receipt(
        **common,
        items=_items(dossier),
        received_at=dossier.submitted_at,
        due_at=dossier.promised_at,
        time_limit=catalogue.limit_in_words(dossier.version),
        sets=dossier.version.sets,
        fee=dossier.version.fee,
        result_at=dossier.unit.address or dossier.unit.name,
    )


def _supplement(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.Supplement:
    return desk.Supplement(**common, requests=tuple((line, "") for line in _lines(row.content["reason"])))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _restated(labels: list[str]) -> tuple[str, ...]:
    return (_("Given anew in the form: %(labels)s.") % {"labels": "; ".join(labels)},) if labels else ()


def _supplemented(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.Supplemented:
    said = row.content
    due = _moment(said["new_promise"]) or _moment(said["due_at"])
    return desk.Supplemented(
        **common,
        brought_by=said["brought_by"],
        brought_at=_moment(said["brought_at"]) or row.issued_at,
        counts_from=_moment(said["counts_from"]) or row.issued_at,
        items=(*_lines(said["reason"]), *_restated(said.get("changed", []))),
        files=tuple(said["files"]),
        due_at=due if due and due > row.issued_at else None,  # a late dossier is not promised for yesterday
    )


def _refusal(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.Refusal:
    return desk.Refusal(
        **common, reasons=_lines(row.content["reason"]), legal="; ".join(catalogue.legal_texts(dossier.version))
    )


def _apology(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.Apology:
    return desk.Apology(
        **common,
        received_at=dossier.submitted_at,
        promised_at=_moment(row.content["due_at"]) or dossier.submitted_at,
        new_due_at=_moment(row.content["new_promise"]) or row.issued_at,
        reason=row.content["reason"],
        signature=documents.Signature(name=row.content["issued_by"]),
    )


def _cover(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.CoverSheet:
    scan = f"{settings.ADDRESS}/ho-so/{dossier.code}/"
    return desk.CoverSheet(
        **common,
        scan=documents.Verification(url=scan, address=scan.split("://", 1)[-1]),
        items=_items(dossier),
        received_at=dossier.submitted_at,
        due_at=dossier.due_at,
    )


def _control(row: Paper, dossier: Dossier, common: dict[str, Any]) -> desk.ControlSlip:
    hops = tuple(
        desk.Hop(**{**hop, "handed_at": datetime.fromisoformat(hop["handed_at"]), "due_at": _moment(hop["due_at"])})
        for hop in row.content["hops"]
    )
    return desk.ControlSlip(**common, hops=hops, received_at=dossier.submitted_at, due_at=dossier.due_at)


@translation.override("vi")
def register(rows: Iterable[Dossier], *, first: date, last: date, by: Person, now: datetime) -> bytes:
    """The register of these dossiers as a book; nothing is stored."""
    entries = tuple(
        desk.Entry(
            code=row.code,
            procedure=row.version.name,
            applicant=row.applicant_name,
            received_at=row.submitted_at,
            due_at=row.due_at,
            returned_at=row.returned_at,
            channel=str(row.get_channel_display()),
            note=str(row.get_status_display()),
        )
        for row in rows
    )
    seat = units.positions_of(by, local(now).date()).first()
    whose = office(seat.unit) if seat else documents.Office(name=by.full_name)
    book = desk.Register(office=whose, first=first, last=last, entries=entries, printed_at=now, demo=settings.DEMO)
    return render.register(book)


def _minutes(row: Paper, dossier: Dossier) -> documents.Minutes:
    said = row.content["minutes"]
    closed = _moment(said["closed_at"]) or row.issued_at
    outcome = "tán thành" if said["passed"] else "không tán thành"
    return documents.Minutes(
        office=office(dossier.unit),
        number="",
        on=local(closed).date(),
        abstract=f"{said['step']}: {dossier.applicant_name} (hồ sơ {dossier.code})",
        entitled=said["total"],
        present=said["counts"]["present"],
        chair=said["chair"],
        secretary="",
        conclusion=f"Hội nghị {outcome} đề nghị trong hồ sơ {dossier.code}.",
        venue=said["body"],
        ballots=(_ballot(said),),
        demo=settings.DEMO,
    )


def _ballot(said: dict[str, Any]) -> documents.Ballot:
    counts = said["counts"]
    return documents.Ballot(
        subject=said["step"],
        votes_for=counts["for"],
        votes_against=counts["against"],
        votes_blank=counts["blank"],
        adopted=said["passed"],
    )
