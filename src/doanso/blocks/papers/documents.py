"""What official documents say: decisions and minutes. Plain values; `render` turns them into PDF."""

from dataclasses import dataclass
from datetime import date

STATE, UNION = "nha_nuoc", "doan"


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who issues a paper, as its head says it. `family` is "nha_nuoc" (State layout) or "doan" (Union layout).

    `superior` stands above the name in plain capitals; `place` is the territory before the date ("Trung Lộc").
    """

    name: str
    family: str = STATE
    superior: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The block at the right foot: `authority` ("TM. BAN CHẤP HÀNH", "KT. GIÁM ĐỐC", or empty), then the title."""

    title: str = ""
    name: str = ""
    authority: str = ""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Where anybody can check the paper: `url` in the QR code, `address` to type."""

    url: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision (or another document of articles). `decider` is who decides: "GIÁM ĐỐC SỞ NỘI VỤ".

    `number` is the whole number and symbol ("08/QĐ-SNV"), empty on a draft; `on` is empty on a draft too. An article
    may have several paragraphs, one a line.
    """

    office: Office
    number: str
    on: date | None
    abstract: str
    decider: str
    articles: tuple[str, ...]
    signature: Signature
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    kind: str = "QUYẾT ĐỊNH"
    verification: Verification | None = None
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """The count on one question: for, against, blank; `adopted` is what the rule made of it."""

    subject: str
    votes_for: int
    votes_against: int
    votes_blank: int
    adopted: bool
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The minutes of a collective decision. `entitled` and `present` are heads; `quorum` is the rule in words."""

    office: Office
    number: str
    on: date | None
    abstract: str
    entitled: int
    present: int
    chair: str
    secretary: str
    conclusion: str
    began: str = ""
    ended: str = ""
    venue: str = ""
    quorum: str = ""
    quorate: bool = True
    attendees: tuple[str, ...] = ()
    absentees: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    verification: Verification | None = None
    demo: bool = False
