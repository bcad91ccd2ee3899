"""Joining a contest: with the account, or with one's name, unit and what else the contest asks.

One human being joins a contest once. Whoever has no account gets a private code, which opens the same place on another
phone; of the code only its hash is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
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
from doanso.features.contests.queries import entrants
from doanso.features.contests.queries.hall import shown
from doanso.features.contests.rules import joining as rules
from doanso.lib import codes, text
from doanso.lib.errors import Refused

PURPOSE = "contest"


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
    given = _known(person, given, now)
    _check(contest, given, now)
    entrant = _entrant(contest, f"person:{person.pk}", given, browser, now)
    entrant.person = person
    if not _add(entrant):
        return entrants.of_person(contest, person)
    _agreed(entrant, evidence, now)
    return entrant


@transaction.atomic
def join(contest: Contest, *, given: Given, browser: Browser, evidence: dict[str, Any], now: datetime) -> Joined:
    """Without an account. An e-mail address was proven before (`proving`)."""
    if not contest.without_account:
        raise Refused(_("For this contest, please sign in with your account."))
    _check(contest, given, now)
    code = codes.new_private_code()
    entrant = _entrant(contest, _identity(given), given, browser, now)
    entrant.key = entrants.digest(code)
    if not _add(entrant):
        raise Refused(_taken(given))
    _agreed(entrant, evidence, now)
    return Joined(entrant, code)


def why_taken(contest: Contest, given: Given) -> str:
    """Said before a code is sent; empty when nobody has joined so."""
    return _taken(given) if contest.entrants.filter(identity=_identity(given)).exists() else ""


def purpose() -> Purpose | None:
    """The words that an entrant agrees to."""
    return consents.newest(PURPOSE)


def seed(now: datetime) -> None:
    """Publish the first words where there are none."""
    if purpose() is None:
        consent.publish(PURPOSE, by=None, now=now, **WORDS)


def _known(person: Person, given: Given, now: datetime) -> Given:
    """What the register says goes before what is typed."""
    membership = units.main_membership(person, timezone.localdate(now))
    born = person.date_of_birth
    return Given(
        full_name=person.full_name,
        unit=membership.unit if membership else given.unit,
        unit_words="" if membership else given.unit_words,
        birth_year=born.year if born else given.birth_year,
        job=given.job or person.job,
        phone=given.phone or person.phone,
        email=given.email or person.email,
    )


def _check(contest: Contest, given: Given, now: datetime) -> None:
    on = timezone.localdate(now)
    seen = shown(contest, now)
    paths = entrants.audience_paths(contest)
    wrong = rules.why_closed(contest, seen.phase) or rules.why_not(
        contest, unit=given.unit, paths=paths, birth_year=given.birth_year, job=given.job, on=on
    )
    if contest.state == State.DRAFT or wrong:
        raise Refused(wrong or _("This contest is not open."))


def _identity(given: Given) -> str:
    """Who has told neither phone nor e-mail is known by name, unit and year of birth."""
    if given.email:
        return f"email:{given.email.lower()}"[:140]
    if given.phone:
        return f"phone:{given.phone}"
    place = f"#{given.unit.pk}" if given.unit else text.fold(given.unit_words)
    told = f"{text.fold(given.full_name)}|{place}|{given.birth_year or ''}"
    return f"name:{entrants.digest(told)}"


def _taken(given: Given) -> str:
    if given.email:
        return _("Somebody has joined with this e-mail address already. If it was you, enter your private code.")
    if given.phone:
        return _("Somebody has joined with this phone number already. If it was you, enter your private code.")
    return _(
        "Somebody of this name and unit has joined already. If it was you, enter your private code; if not, add your "
        "class or group to the unit."
    )


def _entrant(contest: Contest, identity: str, given: Given, browser: Browser, now: datetime) -> Entrant:
    return Entrant(
        contest=contest,
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
    try:
        with transaction.atomic():
            entrant.save()
    except IntegrityError:
        return False
    return True


def _agreed(entrant: Entrant, evidence: dict[str, Any], now: datetime) -> None:
    words = purpose()
    if words is not None:
        subject = "" if entrant.person else f"contest:{entrant.pk}"
        consent.give(words, person=entrant.person, subject=subject, evidence=evidence, now=now)
    audit.record("contest.joined", entrant, by=entrant.person, now=now, data={"contest": entrant.contest.code})


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
    "required_for_vi": "Bạn không thể tiếp tục dự thi.",
    "required_for_en": "You cannot go on taking part.",
}
