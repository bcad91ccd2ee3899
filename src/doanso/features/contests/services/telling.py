"""Telling entrants and judges what was decided: in the app who has an account, else by e-mail when it is known."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.notify import services as notify
from doanso.core.units import queries as units
from doanso.features.contests.models import Admitted, Claim, Entrant, Exclusion, Round, Scope
from doanso.features.contests.queries import announcing
from doanso.features.contests.queries.judging import JUDGE, ORGANISE


def excluded(exclusion: Exclusion, *, now: datetime) -> None:
    _tell("contests.excluded", exclusion, f"contests.excluded:{exclusion.pk}", now)


def answered(exclusion: Exclusion, *, now: datetime) -> None:
    _tell("contests.answered", exclusion, f"contests.answered:{exclusion.pk}", now)


def appealed(exclusion: Exclusion, *, now: datetime) -> None:
    """All who may answer: who judges there, but who excluded."""
    round = exclusion.round
    seats = units.seats_granting(JUDGE, round.contest.unit, timezone.localdate(now), but=exclusion.by)
    url = reverse("contests:exclusions", args=[round.contest.code, round.number])
    context = {"round": round, "contest": round.contest, "exclusion": exclusion}
    for person in units.people_of(list(seats), timezone.localdate(now)):
        if person.pk == exclusion.by_id:
            continue
        once = f"contests.appealed:{exclusion.pk}:{person.pk}"
        notify.send("contests.appealed", to=person, context=context, once=once, now=now, url=url)


def announced(round: Scope, *, now: datetime) -> None:
    """Who won a prize; everybody else looks at the public page."""
    url = reverse("contests:results", args=[round.contest.code, round.number])
    for result in announcing.winners(round):
        context = {"round": round, "contest": round.contest, "result": result, "entrant": result.entrant}
        if to := _address(result.entrant):
            once = f"contests.won:{result.pk}:{now.isoformat()}"
            notify.send("contests.won", to=to, context=context, once=once, now=now, url=url)


def admitted(line: Admitted, *, now: datetime) -> None:
    round, entrant = line.round, line.entrant
    if to := _address(entrant):
        context = {"contest": round.contest, "round": round, "line": line, "entrant": entrant}
        url = reverse("contests:round", args=[round.contest.code, round.number])
        notify.send("contests.admitted", to=to, context=context, once=f"contests.admitted:{line.pk}", now=now, url=url)


def list_given_up(round: Round, entrant: Entrant, reason: str, *, once: str, now: datetime) -> None:
    if to := _address(entrant):
        context = {"contest": round.contest, "round": round, "entrant": entrant, "reason": reason}
        url = reverse("contests:round", args=[round.contest.code, round.number])
        notify.send("contests.list_back", to=to, context=context, once=f"{once}:{entrant.pk}", now=now, url=url)


def claimed(claim: Claim, *, now: datetime) -> None:
    """Who organises the contest."""
    on = timezone.localdate(now)
    seats = units.seats_granting(ORGANISE, claim.contest.unit, on)
    url = reverse("contests:claim_decide", args=[claim.contest.code, claim.pk])
    for person in units.people_of(list(seats), on):
        once = f"contests.claimed:{claim.pk}:{person.pk}"
        notify.send("contests.claimed", to=person, context={"contest": claim.contest}, once=once, now=now, url=url)


def claim_decided(claim: Claim, *, now: datetime) -> None:
    """Who told of it, and, where the number goes, who joined with it."""
    granted = claim.state == Claim.State.GRANTED
    context = {"contest": claim.contest, "answer": claim.answer}
    kind = "contests.claim_granted" if granted else "contests.claim_refused"
    url = claim.contest.get_absolute_url()
    notify.send(kind, to=claim.person or claim.email, context=context, once=f"{kind}:{claim.pk}", now=now, url=url)
    if granted and claim.holder and (to := _address(claim.holder)):
        once = f"contests.phone_gone:{claim.pk}"
        notify.send("contests.phone_gone", to=to, context=context, once=once, now=now, url=url)


def code_reissued(entrant: Entrant, *, now: datetime) -> None:
    """Without the code: whoever reads the mail of another gets nothing."""
    if to := _address(entrant):
        context = {"contest": entrant.contest, "entrant": entrant}
        once = f"contests.new_code:{entrant.pk}:{now.isoformat()}"
        notify.send("contests.new_code", to=to, context=context, once=once, now=now)


def _tell(kind: str, exclusion: Exclusion, once: str, now: datetime) -> None:
    round = exclusion.round
    context = {"round": round, "contest": round.contest, "exclusion": exclusion, "entrant": exclusion.entrant}
    if to := _address(exclusion.entrant):
        notify.send(kind, to=to, context=context, once=once, now=now, url=_page(round))


def _page(round: Round) -> str:
    return reverse("contests:appeal", args=[round.contest.code, round.number])


def _address(entrant: Entrant) -> Person | str:
    return entrant.person or entrant.email
