import time

from procrastinate.contrib.django import app

from doanso.features.contests import admitting_jobs, clock, judging_jobs  # noqa: F401 their tasks are found here
from doanso.features.contests.models import Round
from doanso.features.contests.services import folding

EVERY_S, ROUNDS = 2, 4  # a job's life is shorter than a worker's patience when it is asked to end


@app.periodic(cron="* * * * * */10")  # the last place is that of seconds
@app.task(name="contests.fold", queueing_lock="contests.fold", lock="contests.fold")
def fold(timestamp: int) -> None:
    """While rounds run, every two seconds; else a look every ten."""
    for turn in range(ROUNDS):
        running = folding.to_fold(clock.now())
        for round in running:
            folding.fold(round, now=clock.now())
        if not running:
            return
        if turn < ROUNDS - 1:
            time.sleep(EVERY_S)


@app.task(name=folding.JOB)
def refold(round_id: int) -> None:
    """A large round anew: minutes, in which those that run are folded as ever."""
    folding.fold(Round.objects.get(pk=round_id), now=clock.now())
