"""What judges want to know out of all papers: by the worker where they are many, who says how far it is."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Round, Standing, Work
from doanso.features.contests.queries import comparing, statistics, working
from doanso.features.contests.services import flagging, judging
from doanso.lib import jobs
from doanso.lib.errors import Refused

JOB = "contests.work"


@transaction.atomic
def ask(*, round: Round, what: Work.What, by: Person | None, now: datetime) -> None:
    """The worker begins; once at a time."""
    judging.check(by, round, now)
    round = judging.locked(round)
    if now < round.closes_at and what == Work.What.ITEMS:
        raise Refused(_("Please wait until the round is over."))
    if (known := working.of(round, what, now)) and known.running:
        raise Refused(_("The papers are being looked through already."))
    _begin(round, what, now)
    audit.record("contests.work_asked", round, by=by, now=now, data={"what": what})
    jobs.defer((JOB, {"round_id": round.pk, "what": what, "person_id": by.pk if by else None}))


def look(*, round: Round, by: Person | None, now: datetime) -> int | None:
    """How many doubts are new; None: the worker looks, since there are many papers."""
    judging.check(by, round, now)
    if comparing.is_large(round):
        ask(round=round, what=Work.What.DOUBTS, by=by, now=now)
        return None
    return sum(flagging.raise_flags(round=round, by=by, now=now).values())


def prepare(round: Round, *, now: datetime) -> None:
    """After the end, by the worker itself: doubts, and figures that a judge would wait for."""
    wanted = [Work.What.DOUBTS, Work.What.ITEMS] if comparing.is_large(round) else [Work.What.DOUBTS]
    for what in wanted:
        _begin(round, what, now)
        make(round=round, what=what, by=None, now=now)


def make(*, round: Round, what: Work.What, by: Person | None, now: datetime) -> None:
    """Not in one transaction: others see how far it is."""
    row = Work.objects.filter(round=round, what=what)
    tell: Callable[[int], None] = lambda done: row.update(done=done)  # noqa: E731
    if what == Work.What.ITEMS:
        figures = statistics.packed(statistics.sums(round, tell))
    else:
        figures = flagging.raise_flags(round=round, by=by, now=now, tell=tell)
    row.update(made_at=now, figures=figures, done=F("total"))


def _begin(round: Round, what: Work.What, now: datetime) -> None:
    total = Standing.objects.filter(round=round, excluded=False).count()
    Work.objects.update_or_create(round=round, what=what, defaults={"asked_at": now, "done": 0, "total": total})
