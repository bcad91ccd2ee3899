"""Joining a contest: with the account, or with one's name, unit and what else the contest asks.

One human being joins a contest once. Whoever has no account gets a private code, which opens the same place on another
phone; of the code only its hash is kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.consent import queries as consents
from doanso.core.consent import services as consent
from doanso.core.consent.models import Purpose
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Entrant, State
from doanso.features.contests.queries import entrants, formers, unit_search
from doanso.features.contests.queries.hall import shown
from doanso.features.contests.rules import children
from doanso.features.contests.rules import joining as rules
from doanso.features.contests.services import guardians
from doanso.features.contests.services.guardians import Guardian
from doanso.lib import codes, locks, rows, text
from doanso.lib.errors import Refused

PURPOSE = "contest"
SUBJECT = "contest:"  # with a number: an entrant without an account


@dataclass(frozen=True)
class Given:
    """What somebody tells of themselves; clean. `email_proven`: a code that was sent there came back."""

    full_name: str = ""
    unit: Unit | None = None
    unit_words: str = ""
    birth_year: int | None = None
    job: str = ""
    phone: str = ""
    email: str = ""
    guardian: Guardian | None = None


@dataclass(frozen=True)
class Browser:
    """Where somebody joins from. `device`: a random number that the browser keeps; `network`: a hash."""

    device: str = ""
    network: str = ""


@dataclass(frozen=True)
class Joined:
    """`code`: the private one, which nobody ever sees again; empty for who has an account."""

    entrant: Entrant
    code: str = ""


@transaction.atomic
def join_with_account(
    contest: Contest, *, person: Person, given: Given, browser: Browser, evidence: dict[str, Any], now: datetime
) -> Entrant:
    """Twice is once: who has joined already is told nothing else."""
    joined = entrants.of_person(contest, person)
    if joined is not None:
        return joined
    given = _known(contest, person, given, now)
    _check(contest, given, now, person)
    entrant = _entrant(contest, _identity(given, person), given, browser, now)
    entrant.person = person
    if not _add(entrant):
        return entrants.of_person(contest, person)
    _agreed(entrant, evidence, now)
    return entrant


def join(contest: Contest, *, given: Given, browser: Browser, evidence: dict[str, Any], now: datetime) -> Joined:
    """Without an account. An e-mail address was proven before (`proving`)."""
    made = join_or_tell(contest, given=given, browser=browser, evidence=evidence, now=now)
    if not isinstance(made, Joined):
        raise Refused(made[1], field=made[0])
    return made


@transaction.atomic
def join_or_tell(
    contest: Contest, *, given: Given, browser: Browser, evidence: dict[str, Any], now: datetime
) -> Joined | tuple[str, str]:
    """The same for a form: who cannot join is told as by `why_not`, and nothing is written."""
    if not contest.without_account:
        return "", _("For this contest, please sign in with your account.")
    if wrong := _wrong(contest, given, now, None):
        return wrong
    code = codes.new_private_code()
    given, identity = _meant(contest, given), _identity(given)
    entrant = _entrant(contest, identity, given, browser, now)
    entrant.key = entrants.digest(code)
    if not _add(entrant):
        return _taken(given)
    _agreed(entrant, evidence, now)
    return Joined(entrant, code)


def why_not(contest: Contest, given: Given, now: datetime, person: Person | None = None) -> tuple[str, str] | None:
    """What was told and why nobody can join with it, for the form; None when one can."""
    given = _known(contest, person, given, now) if person else given
    if wrong := _wrong(contest, given, now, person):
        return wrong
    if person is None and contest.entrants.filter(identity=_identity(given)).exists():
        return _taken(given)
    return None


def purpose() -> Purpose | None:
    """The words that an entrant agrees to."""
    return consents.newest(PURPOSE)


def seed(now: datetime) -> None:
    """Publish the first words where there are none."""
    if purpose() is None:
        consent.publish(PURPOSE, by=None, now=now, **WORDS)
    guardians.seed(now)


def subject_of(entrant: Entrant) -> str:
    """Under which the consent stands: with the person, or by itself."""
    return entrant.contest.code if entrant.person_id else f"{SUBJECT}{entrant.pk}"


def _known(contest: Contest, person: Person, given: Given, now: datetime) -> Given:
    """What the register says goes before what is typed; phone and e-mail are taken over where the contest asks."""
    wanted = rules.wanted(contest)
    membership = units.main_membership(person, timezone.localdate(now))
    born = person.date_of_birth
    return Given(
        full_name=person.full_name,
        unit=membership.unit if membership else given.unit,
        unit_words="" if membership else given.unit_words,
        birth_year=born.year if born else given.birth_year,
        job=given.job or person.job,
        phone=given.phone or (person.phone if "phone" in wanted else ""),
        email=given.email or (person.email if "email" in wanted else ""),
        guardian=given.guardian,
    )


def _meant(contest: Contest, given: Given) -> Given:
    """Words that are known to mean a unit; they stay beside it."""
    if given.unit is not None or not given.unit_words:
        return given
    locks.share(entrants.naming_lock(contest))
    return replace(given, unit=entrants.meant(contest, given.unit_words))


def _check(contest: Contest, given: Given, now: datetime, person: Person | None = None) -> None:
    if wrong := _wrong(contest, given, now, person):
        raise Refused(wrong[1], field=wrong[0])


def _wrong(contest: Contest, given: Given, now: datetime, person: Person | None) -> tuple[str, str] | None:
    if contest.state == State.DRAFT:
        return "", _("This contest is not open.")
    if closed := rules.why_closed(shown(contest, now)):
        return "", closed
    identity = _identity(given, person)
    if formers.has_left(contest, identity=identity, person=person, phone=given.phone, email=given.email):
        return "", _("Whoever has withdrawn from this contest cannot join it again.")
    fits = rules.why_not(
        contest,
        unit=given.unit,
        paths=unit_search.audience_paths(contest),
        birth_year=given.birth_year,
        job=given.job,
        on=timezone.localdate(now),
    )
    kind = given.guardian.kind if given.guardian else ""
    alone = children.why_not(given.birth_year, kind, timezone.localdate(now))
    return fits or (("guardian_name", alone) if alone else None)


def _identity(given: Given, person: Person | None = None) -> str:
    """Who has told neither phone nor e-mail is known by name, unit and year of birth."""
    if person is not None:
        return f"person:{person.pk}"
    if given.email:
        return f"email:{given.email.lower()}"[:140]
    if given.phone:
        return f"phone:{given.phone}"
    place = f"#{given.unit.pk}" if given.unit else text.fold(given.unit_words)
    told = f"{text.fold(given.full_name)}|{place}|{given.birth_year or ''}"
    return f"name:{entrants.digest(told)}"


def _taken(given: Given) -> tuple[str, str]:
    if given.email:
        return "email", _(
            "Somebody has joined with this e-mail address already. If it was you, enter your private code."
        )
    if given.phone:
        return "phone", _("Somebody has joined with this phone number already. If it was you, enter your private code.")
    return "full_name", _(
        "Somebody of this name and unit has joined already. If it was you, enter your private code; if not, add your "
        "class or group to the unit."
    )


def _entrant(contest: Contest, identity: str, given: Given, browser: Browser, now: datetime) -> Entrant:
    guardian = given.guardian or Guardian("", "", "")
    if not children.is_child(given.birth_year, timezone.localdate(now)):
        guardian = Guardian("", "", "")
    return Entrant(
        contest=contest,
        guardian_kind=guardian.kind,
        guardian_name=guardian.name,
        guardian_contact=guardian.contact,
        identity=identity,
        full_name=given.full_name,
        unit=given.unit,
        unit_words=given.unit_words,
        birth_year=given.birth_year,
        job=given.job,
        phone=given.phone,
        email=given.email,
        device=browser.device[:32],
        network=browser.network[:32],
        joined_at=now,
    )


def _add(entrant: Entrant) -> bool:
    """The constraint decides, so that two at once are one."""
    entrant.derive()
    return rows.insert_once(entrant)


def _agreed(entrant: Entrant, evidence: dict[str, Any], now: datetime) -> None:
    words = purpose()
    if words is not None:
        proof = guardians.evidence_of(entrant, evidence)
        consent.give(words, person=entrant.person, subject=subject_of(entrant), evidence=proof, now=now)
    guardians.agreed(entrant, subject_of(entrant), evidence, now)
    accepted = {"contest": entrant.contest.code, "rules": entrants.digest(entrant.contest.rules)}
    audit.record("contest.joined", entrant, by=entrant.person, now=now, data=accepted)


WORDS = {
    "title_vi": "Xử lý dữ liệu cá nhân để dự thi",
    "title_en": "Processing of personal data for a contest",
    "text_vi": (
        "Tôi đồng ý để đơn vị tổ chức sử dụng thông tin tôi khai và bài làm của tôi chỉ để tổ chức cuộc thi: xếp hạng, "
        "xác minh, trao giải, cấp giấy chứng nhận. Họ tên, đơn vị và thứ hạng của người dự thi được công bố cùng kết "
        "quả. Tôi được xem, yêu cầu sửa dữ liệu của mình và rút lại sự đồng ý này bất cứ lúc nào."
    ),
    "text_en": (
        "I agree that the organiser uses what I declare and my answers only to hold the contest: to rank, to verify, "
        "to award prizes and to issue certificates. Names, units and ranks of entrants are published with the results. "
        "I may see my data, ask for corrections and withdraw this consent at any time."
    ),
    "required_for_vi": (
        "Bạn rời cuộc thi và không tham gia lại được. Đợt chưa công bố: bài không được tính. Đợt đã công bố: tên được "
        "gỡ, chỉ còn con số; giấy chứng nhận hết giá trị."
    ),
    "required_for_en": (
        "You leave the contest for good. Rounds not announced yet: your paper does not count. Announced: your name "
        "goes, figures stay; certificates end."
    ),
}
