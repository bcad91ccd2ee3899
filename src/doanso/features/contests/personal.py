"""What contests keep of a person: told on their page. What is only needed to reach winners goes after a year.

Only the consent lets us keep it, so that erasing is what withdrawing from every contest is.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Max, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.contests.models import Attempt, Claim, Contest, Entrant, Former, Round
from doanso.features.contests.queries import announcing, bundles, reviewing
from doanso.features.contests.services import bundling, withdrawing
from doanso.lib.personal import Holding, Retention

YEAR = timedelta(days=365)
MONTH = timedelta(days=30)


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Entrant.objects.filter(person=person).select_related("contest", "unit").order_by("joined_at")
    return [
        {
            "contest": one.contest.name,
            "day": one.joined_at,
            "unit": one.unit.name if one.unit else one.unit_words,
            "birth": one.birth_year or "",
            "job": one.job,
            "phone": one.phone,
            "email": one.email,
            "guardian": one.guardian,
        }
        for one in found
    ]


def _tell_attempts(person: Person) -> list[dict[str, Any]]:
    """Whatever is over: what was answered, what it was worth, and where it counts."""
    ended = Attempt.objects.filter(entrant__person=person).exclude(state=Attempt.State.RUNNING)
    return [_attempt(one) for one in ended.select_related("round__contest", "entrant").order_by("started_at")]


def _attempt(one: Attempt) -> dict[str, Any]:
    result = announcing.of_entrant(one.round, one.entrant)
    excluded = one.round.exclusions.filter(entrant=one.entrant).last()
    return {
        "contest": f"{one.round.contest.name}, {one.round.name}",
        "number": one.number,
        "started": one.started_at,
        "ended": one.ended_at,
        "answers": reviewing.told(one),
        "points": one.score,
        "rank": result.rank if result else "",
        "excluded": f"{excluded.reason} {excluded.appeal_text}".strip() if excluded else "",
    }


def _tell_claims(person: Person) -> list[dict[str, Any]]:
    found = Claim.objects.filter(person=person).select_related("contest").order_by("at")
    return [
        {"contest": one.contest.name, "day": one.at, "phone": one.phone, "words": one.words,
         "decision": f"{one.get_state_display()}. {one.answer}".strip()}
        for one in found
    ]  # fmt: skip


def _erase_claims(person: Person, now: datetime) -> int:
    return Claim.objects.filter(person=person).delete()[0]


def _erase(person: Person, now: datetime) -> int:
    return withdrawing.leave_all(person=person, now=now)


def forget_contacts(now: datetime) -> int:
    """Of contests whose last round closed a year ago: phone, e-mail, browser and network, and by what who has left
    would be known again. Names stay with the results.

    The identity stays unique: it becomes the entrant's own number.
    """
    over = Contest.objects.annotate(closed=Max("rounds__closes_at")).filter(closed__lt=now - YEAR)
    Former.objects.filter(contest__in=over.values("pk")).delete()
    Claim.objects.filter(contest__in=over.values("pk")).delete()
    ended = Entrant.objects.filter(contest__in=over.values("pk"))
    left = ended.filter(~Q(phone="") | ~Q(email="") | ~Q(device="") | ~Q(guardian_contact="") | ~Q(network=""))
    found = list(left.values_list("pk", flat=True))
    nameless = Concat(Value("former:"), Cast("pk", CharField()))
    Entrant.objects.filter(pk__in=found, person=None).update(identity=nameless)
    Entrant.objects.filter(pk__in=found).update(phone="", email="", device="", network="")
    Entrant.objects.filter(pk__in=found).update(guardian_name="", guardian_contact="")
    return len(found)


def forget_pupils(now: datetime) -> int:
    """Of rooms in class that ended a month ago: names, browsers, networks. What was answered stays, of nobody."""
    ended = Round.objects.filter(kind=Round.Kind.ROOM, closes_at__lt=now - MONTH)
    left = Entrant.objects.filter(contest__rounds__in=ended).exclude(full_name="")
    nameless = Concat(Value("former:"), Cast("pk", CharField()))
    return left.update(full_name="", sort_key="", search_key="", identity=nameless, device="", network="")


def forget_files(now: datetime) -> int:
    return bundling.forget(now=now)


HOLDINGS = (
    Holding(
        "contests.entrants",
        _("Contests that you have joined"),
        {
            "contest": _("Contest"), "day": _("Joined"), "unit": _("Unit"), "birth": _("Year of birth"),
            "job": _("Occupation"), "phone": _("Phone"), "email": _("E-mail"),
            "guardian": _("Who agreed for you"),
        },
        _tell,
        _erase,
        ground=_("Results that were announced stay provable; phone and e-mail go a year after the last round."),
        order=70,
    ),
    Holding(
        "contests.claims",
        _("Phone numbers that you said are yours"),
        {
            "contest": _("Contest"), "day": _("Told at"), "phone": _("Phone"), "words": _("What they say"),
            "decision": _("Decision"),
        },
        _tell_claims,
        _erase_claims,
        ground=_("They serve the decision, and go a year after the last round."),
        order=72,
    ),
    Holding(
        "contests.attempts",
        _("Your papers in contests"),
        {
            "contest": _("Contest"), "number": _("Attempt"), "started": _("Started"), "ended": _("Over at"),
            "answers": _("What you answered"), "points": _("Points"), "rank": _("Rank"),
            "excluded": _("Excluded because"),
        },
        _tell_attempts,
        ground=_("When you withdraw or your data is erased, they stay as figures of nobody."),
        order=71,
    ),
)  # fmt: skip
RETENTION = (
    Retention(
        "contests.contacts",
        _("Phone, e-mail and device of entrants"),
        YEAR,
        _("since the last round of the contest closed"),
        _("They serve to reach winners and to answer appeals, and nothing else."),
        forget_contacts,
    ),
    Retention(
        "contests.pupils",
        _("Names of pupils in rooms in class"),
        MONTH,
        _("since the lesson"),
        _("They serve one lesson: the board, and each pupil's own result."),
        forget_pupils,
    ),
    Retention(
        "contests.certificates",
        _("Files of certificates to print"),
        bundles.KEPT,
        _("since they were made"),
        _("They serve the print shop, and can be made again at any time."),
        forget_files,
    ),
)
