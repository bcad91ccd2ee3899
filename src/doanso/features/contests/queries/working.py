"""What the worker makes for judges out of all papers of a round, and how far it is."""

from datetime import datetime, timedelta

from doanso.features.contests.models import Round, Work

LONGEST = timedelta(hours=1)


def of(round: Round, what: Work.What, now: datetime) -> Work | None:
    """With `running`: it is being made; what was asked for long ago and never came is forgotten."""
    work = Work.objects.filter(round=round, what=what).first()
    if work is not None:
        work.running = is_running(work, now)
    return work


def is_running(work: Work, now: datetime) -> bool:
    begun = work.made_at is None or work.made_at < work.asked_at
    return begun and work.asked_at > now - LONGEST


def is_looked_through(round: Round) -> bool:
    """Whether doubts were looked for since the round was over."""
    return round.works.filter(what=Work.What.DOUBTS, made_at__gte=round.closes_at).exists()
