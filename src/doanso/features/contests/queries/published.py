"""Published contests for pages of others: the search, the start page, what changed since publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from doanso.core.audit import queries as audit
from doanso.core.qr import queries as qr
from doanso.features.contests.models import Contest, Round, State
from doanso.features.contests.queries.organising import IN_CLASS
from doanso.ui.formats import vn_datetime

SOON = timedelta(days=14)
SOURCE, QR = "contests", "contest"
MOVED, CALLED_OFF, RULES = "contests.round_moved", "contests.called_off", "contests.rules_changed"


@dataclass(frozen=True)
class Notice:
    """What everybody is told about a change. `earlier`: the rules that whoever joined before then had accepted."""

    at: datetime
    words: str
    reason: str
    earlier: str = ""


def notices(contest: Contest) -> list[Notice]:
    """The newest first, from the trail itself: what is told and what was done cannot differ."""
    found = audit.of(contest).filter(kind__in=[MOVED, CALLED_OFF, RULES]).order_by("-at")
    return [
        Notice(event.at, _words(event.kind, event.data), event.data.get("reason", ""), event.data.get("earlier", ""))
        for event in found
    ]


def _words(kind: str, data: dict[str, Any]) -> str:
    if kind == CALLED_OFF:
        return _("The contest was called off.")
    if kind == RULES:
        return _("The rules were changed.")
    window = {name: vn_datetime(parse_datetime(text)) for name, text in data["after"].items()}
    facts = {"round": data["round"], "opens": window["opens_at"], "closes": window["closes_at"]}
    return _("%(round)s now runs from %(opens)s to %(closes)s.") % facts


def link(contest: Contest) -> str:
    """What the QR code on the poster says; empty before publication."""
    found = qr.of_key(QR, contest.code)
    return found.url if found else ""


def open_now(now: datetime, most: int) -> list[Round]:
    """Rounds that are open, the first to close first; where there is none, those that open next."""
    shown = Round.objects.filter(contest__state=State.PUBLISHED, closes_at__gt=now).exclude(kind=Round.Kind.ROOM)
    shown = shown.select_related("contest", "contest__unit")
    found = list(shown.filter(opens_at__lte=now).order_by("closes_at", "pk")[:most])
    return found or list(shown.filter(opens_at__lte=now + SOON).order_by("opens_at", "pk")[:most])


def search_entry(contest: Contest) -> dict[str, Any]:
    return {
        "key": contest.code,
        "title": contest.name,
        "body": "\n".join([contest.summary, contest.unit.name, contest.rules])[:20_000],
        "url": contest.get_absolute_url(),
        "unit_id": contest.unit_id,
        "weight": 2,
    }


def documents() -> Iterable[dict[str, Any]]:
    found = Contest.objects.filter(state=State.PUBLISHED).exclude(IN_CLASS).select_related("unit")
    for contest in found.iterator(chunk_size=500):
        yield search_entry(contest)


def visible(user: Any, keys: list[str]) -> set[str]:
    found = Contest.objects.filter(state=State.PUBLISHED, code__in=keys).exclude(IN_CLASS)
    return set(found.values_list("code", flat=True))
