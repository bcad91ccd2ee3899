"""The same work as the hot path's through ordinary lean views, to compare: signed tokens, the ORM, no middleware.

Served only by `doanso bench contest`: `python -m doanso.features.contests.bench_lean PORT`.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

from doanso.features.contests import tokens

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

    from doanso.features.contests.models import Round
    from doanso.features.contests.papers import Pool

THREADS = 4


def application() -> "WSGIHandler":
    """Only here settings change: whoever merely imports this module goes on with their own."""
    import django  # after the settings are named
    from django.conf import settings  # as above
    from django.core.handlers.wsgi import WSGIHandler  # as above

    django.setup()
    settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
    return WSGIHandler()


@cache
def known(round_id: int) -> "tuple[Round, Pool]":
    from doanso.features.contests.models import Round  # once Django is set up
    from doanso.features.contests.queries.pools import pool_of  # as above

    round = Round.objects.get(pk=round_id)
    return round, pool_of(round)


def start(request: HttpRequest) -> JsonResponse:
    from doanso.features.contests.models import Attempt, What  # once Django is set up
    from doanso.features.contests.papers import compose  # as above

    now = datetime.now(UTC)
    given = tokens.read_ticket(json.loads(request.body)["ticket"], now)
    round, pool = known(given.round_id)
    moments = {"started_at": now, "last_at": min(now + timedelta(minutes=round.minutes), round.closes_at)}
    attempt, _new = Attempt.objects.get_or_create(
        round_id=given.round_id, entrant_id=given.entrant_id, number=given.number, defaults=moments
    )
    started, ends = tokens.milliseconds(attempt.started_at), tokens.milliseconds(attempt.last_at)
    own = tokens.Pass(given.round_id, given.entrant_id, given.number, started, ends)
    _keep(own, What.START, 0, "{}")
    paper = compose(pool, secret=bytes(round.secret), entrant_id=given.entrant_id, number=given.number)
    return _told({"pass": tokens.write_pass(own), "started": started, "ends": ends, "paper": paper.shown()})


def save(request: HttpRequest, what: int) -> JsonResponse:
    body = json.loads(request.body)
    _keep(tokens.read_pass(body["pass"]), what, body["seq"], json.dumps({"answers": body["answers"]}))
    return _told({"seq": body["seq"]})


def _told(answer: dict[str, Any]) -> JsonResponse:
    """Without middleware nobody else says how long it is."""
    response = JsonResponse(answer)
    response["Content-Length"] = len(response.content)
    return response


def _keep(own: tokens.Pass, what: int, seq: int, data: str) -> None:
    from doanso.features.contests.models import Event  # once Django is set up

    whose = {"round_id": own.round_id, "entrant_id": own.entrant_id, "number": own.number}
    Event.objects.create(**whose, what=what, seq=seq, at=datetime.now(UTC), data=data, device="")


urlpatterns = [path("bat-dau", start), path("luu", save, {"what": 2}), path("nop", save, {"what": 3})]


def main() -> None:
    from granian import Granian  # only this process serves

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")
    target = "doanso.features.contests.bench_lean:application"
    quiet = {"log_enabled": False, "websockets": False}  # the figures alone are written to standard output
    Granian(target, factory=True, interface="wsgi", port=int(sys.argv[1]), blocking_threads=THREADS, **quiet).serve()


if __name__ == "__main__":
    main()
