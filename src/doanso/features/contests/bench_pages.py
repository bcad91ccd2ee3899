"""What stands around an attempt: the pages before it, and those of the evening on which the results are announced."""

import re
import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import connection, transaction

from doanso.features.contests.models import Round

if TYPE_CHECKING:
    from doanso.cli.measure import Probe
    from doanso.cli.session import Session

VISITORS, WARM = 120, 20
TICKED = re.compile(r'type="checkbox" name="(\w+)"')


def run(probe: "Probe", round: Round) -> dict[str, float]:
    """CPU of a visitor: who comes from the poster and joins; who has joined before; who comes for the own result, and
    who looks at the list of all contests."""
    visitors = [probe.session() for _visitor in range(VISITORS)]
    figures = {
        "joining_cpu_ms": _cost(probe, visitors, lambda one: _joins(one, round)),
        "entering_cpu_ms": _cost(probe, visitors, lambda one: _enters(one, round)),
    }
    _announce(round)
    return figures | {
        "announced_cpu_ms": _cost(probe, visitors, lambda one: _reads(one, round)),
        "hall_cpu_ms": _cost(probe, visitors, lambda one: one.get("/cuoc-thi/")),
    }


def _cost(probe: "Probe", visitors: Sequence["Session"], go: Callable[["Session"], object]) -> float:
    for visitor in visitors[:WARM]:
        go(visitor)
    with probe.measure() as used:
        for visitor in visitors[WARM:]:
            go(visitor)
    return used.cpu_ms / len(visitors[WARM:])


def _joins(visitor: "Session", round: Round) -> None:
    """The contest's page, the form, and the page with the private code."""
    own = round.contest.get_absolute_url()
    visitor.get(own)
    form = visitor.get(f"{own}tham-gia/")
    ticked = dict.fromkeys(TICKED.findall(form.text), "on")
    given = {"csrfmiddlewaretoken": form.csrf_token, "full_name": "Người Đo", "unit": "Xqz"}
    done = visitor.post(f"{own}tham-gia/", given | ticked | {"phone": f"09{secrets.randbelow(10**8):08}"})
    if done.status != HTTPStatus.FOUND:
        raise RuntimeError(f"Joining was answered with {done.status}.")
    visitor.get(done.headers["location"])


def _enters(visitor: "Session", round: Round) -> None:
    """One's own page of the round, and the paper's."""
    own = f"{round.contest.get_absolute_url()}dot-{round.number}/"
    visitor.get(own)
    if "data-ticket" not in visitor.get(f"{own}lam-bai/").text:
        raise RuntimeError("The paper did not come.")


def _reads(visitor: "Session", round: Round) -> None:
    """The own result, and the ranking that it stands in."""
    own = f"{round.contest.get_absolute_url()}dot-{round.number}/"
    if not all(mark in visitor.get(own + page).text for page, mark in (("", "ket-qua"), ("xep-hang/", "own-result"))):
        raise RuntimeError("The result did not come.")


@transaction.atomic
def _announce(round: Round) -> None:
    """Everybody has a paper and a rank; who joined last stands last."""
    with connection.cursor() as cursor:
        cursor.execute(OVER, [round.pk])
        cursor.execute(PAPERS, {"round": round.pk, "contest": round.contest_id})
        cursor.execute(RESULTS, {"round": round.pk, "contest": round.contest_id})
        cursor.execute("ANALYZE contests_result")  # as the service does


OVER = "UPDATE contests_round SET closes_at = now() - interval '1 minute', announced_at = now() WHERE id = %s"
PAPERS = """
    INSERT INTO contests_attempt
        (round_id, entrant_id, number, started_at, last_at, ended_at, state, reply, score, "right", milliseconds)
    SELECT %(round)s, id, 1, now(), now(), now(), 'da_nop', '{}', 10, 10, 60000
    FROM contests_entrant WHERE contest_id = %(contest)s
    ON CONFLICT DO NOTHING
"""
RESULTS = """
    INSERT INTO contests_result (round_id, entrant_id, rank, figures)
    SELECT %(round)s, id, row_number() OVER (ORDER BY id), '{"score": "10"}'
    FROM contests_entrant WHERE contest_id = %(contest)s
"""
