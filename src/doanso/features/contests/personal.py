"""What contests keep of a person: told on their page. What is only needed to reach winners goes after a year."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Max, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.contests.models import Entrant, Round
from doanso.features.contests.queries import bundles
from doanso.features.contests.services import bundling
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
        }
        for one in found
    ]


def forget_contacts(now: datetime) -> int:
    """Of contests whose last round closed a year ago: phone, e-mail, browser and network. Names stay with the results.

    The identity stays unique: it becomes the entrant's own number.
    """
    ended = Entrant.objects.annotate(closed=Max("contest__rounds__closes_at")).filter(closed__lt=now - YEAR)
    left = ended.filter(~Q(phone="") | ~Q(email="") | ~Q(device="") | ~Q(network=""))
    found = list(left.values_list("pk", flat=True))
    nameless = Concat(Value("former:"), Cast("pk", CharField()))
    Entrant.objects.filter(pk__in=found, person=None).update(identity=nameless)
    Entrant.objects.filter(pk__in=found).update(phone="", email="", device="", network="")
    return len(found)


def forget_pupils(now: datetime) -> int:
    """Of rooms in class that ended a month ago: names, browsers, networks. What was answered stays, of nobody."""
    ended = Round.objects.filter(kind=Round.Kind.ROOM, closes_at__lt=now - MONTH)
    left = Entrant.objects.filter(contest__rounds__in=ended).exclude(full_name="")
    nameless = Concat(Value("former:"), Cast("pk", CharField()))
    return left.update(full_name="", sort_key="", search_key="", identity=nameless, device="", network="")


HOLDINGS = (
    Holding(
        "contests.entrants",
        _("Contests that you have joined"),
        {
            "contest": _("Contest"), "day": _("Joined"), "unit": _("Unit"), "birth": _("Year of birth"),
            "job": _("Occupation"), "phone": _("Phone"), "email": _("E-mail"),
        },
        _tell,
        ground=_("Results that were announced stay provable; phone and e-mail go a year after the last round."),
        order=70,
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
        bundling.forget,
    ),
)
