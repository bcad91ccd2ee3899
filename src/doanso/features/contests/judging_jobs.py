"""Work that follows from a round that is over."""

from datetime import timedelta

from procrastinate.contrib.django import app

from doanso.blocks.questions import services as questions
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.features.contests import clock
from doanso.features.contests.models import Attempt, Round, Work
from doanso.features.contests.queries import bundles, statistics
from doanso.features.contests.queries import working as queries
from doanso.features.contests.queries.announcing import SETTLED
from doanso.features.contests.services import bundling, comparing, working
from doanso.features.contests.services.freezing import place_of

LATE = timedelta(hours=1)


@app.task(name="contests.tell_bank")
def tell_bank(round_id: int) -> None:
    """How each question of an announced round did."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    label = f"{round.contest.name} – {round.name}"[:200]
    told = statistics.told(round)
    questions.record_trials(told, place=place_of(round), label=label, now=clock.now())


@app.task(name="contests.compare")
def compare(round_id: int, person_id: int | None) -> None:
    """A round of many attempts with its log, for the judge who asked."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    comparing.compare(round=round, by=Person.objects.filter(pk=person_id).first(), now=clock.now())


@app.task(name=working.JOB)
def work(round_id: int, what: str, person_id: int | None) -> None:
    """Papers of a large round are looked through, for the judge who asked."""
    round = Round.objects.select_related("contest__unit").get(pk=round_id)
    by = Person.objects.filter(pk=person_id).first()
    working.make(round=round, what=Work.What(what), by=by, now=clock.now())


@app.task(name=bundling.GIVE)
def give_certificates(contest_id: int, number: int, asked_id: int, after: int) -> None:
    """A thousand of them, and the next thousand."""
    round, asked = bundles.scope(contest_id, number), Event.objects.get(pk=asked_id)
    bundling.give_some(round=round, asked=asked, after=after, now=clock.now())


@app.task(name=bundling.PRINT)
def print_certificates(contest_id: int, number: int, asked_id: int, after: int) -> None:
    """One file of them, and the next file."""
    round, asked = bundles.scope(contest_id, number), Event.objects.get(pk=asked_id)
    bundling.print_some(round=round, asked=asked, after=after, now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="contests.look", queueing_lock="contests.look")
def look(timestamp: int) -> None:
    """Doubts about rounds that have ended within the hour and are graded, once."""
    now = clock.now()
    ended = Round.objects.filter(closes_at__gt=now - LATE, closes_at__lte=now - SETTLED, frozen_at__isnull=False)
    for round in ended.exclude(kind=Round.Kind.ROOM).select_related("contest__unit"):
        graded = not round.attempts_made.filter(state=Attempt.State.RUNNING).exists()
        if graded and not queries.is_looked_through(round):
            working.prepare(round, now=now)
