"""What the papers of the one-stop desk say (the six forms of Circular 01/2018/TT-VPCP, and two sheets of our own)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from doanso.blocks.papers.documents import Office, Signature, Verification


@dataclass(frozen=True, kw_only=True)
class Case:
    """The dossier that a paper is about. Phone and e-mail are printed as they come: mask them before, if need be."""

    code: str
    procedure: str
    applicant: str
    procedure_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One document of the dossier with the counts that were handed in."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What all papers of the desk have. `issued_at` aware; `officer` handed it out; `track` is the public follow-up.

    `tracking` is the code to type there, when the address alone does not lead to the dossier.
    """

    office: Office
    case: Case
    issued_at: datetime
    officer: str = ""
    number: str = ""
    track: Verification | None = None
    tracking: str = ""
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt(Paper):
    """Form 01: receipt and appointment. `result_at` is where or how the result is handed over."""

    items: tuple[Item, ...]
    received_at: datetime
    due_at: datetime | None
    time_limit: str = ""
    sets: int = 1
    fee: str = ""
    result_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Supplement(Paper):
    """Form 02: what is missing or wrong. Each request is (document or field, what to do)."""

    requests: tuple[tuple[str, str], ...]
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Supplemented(Paper):
    """The office took in what it had asked for; from `counts_from` the clock runs again."""

    brought_by: str
    brought_at: datetime
    counts_from: datetime
    items: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal(Paper):
    """Form 03: why the dossier is not received or not settled, and what the applicant can do."""

    reasons: tuple[str, ...]
    legal: str = ""
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class Apology(Paper):
    """Form 04: the promise was broken; the new date."""

    received_at: datetime
    promised_at: datetime
    new_due_at: datetime
    reason: str
    signature: Signature = field(default_factory=Signature)


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One hand-over of the dossier. `outcome`: early, on time, late, in words."""

    giver: str
    taker: str
    handed_at: datetime
    due_at: datetime | None = None
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ControlSlip(Paper):
    """Form 05: who had the dossier when."""

    hops: tuple[Hop, ...]
    received_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the register."""

    code: str
    procedure: str
    applicant: str
    address: str = ""
    received_at: datetime
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    returned_at: datetime | None = None
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Register:
    """Form 06: the book of dossiers between two days, both included."""

    office: Office
    first: date
    last: date
    entries: tuple[Entry, ...]
    printed_at: datetime
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class CoverSheet(Paper):
    """Lies on top of a paper dossier: its QR code opens the dossier on the officer's screen."""

    scan: Verification
    items: tuple[Item, ...] = ()
    received_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table among the answers; cells are text, numbers already written out. `numeric` columns stand right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the form: label and value, then tables, each with its label."""

    title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnswersCopy(Paper):
    """The applicant's copy of what was submitted."""

    sections: tuple[Section, ...]
    submitted_at: datetime
    files: tuple[str, ...] = ()
