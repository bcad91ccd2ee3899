"""Addresses of contests and of the question bank: see `addresses`, which takes them from here.

`KEEPERS`: path, who may open it, and how `addresses.Guarded` is to be filled. `OPEN`: for everybody, and why.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from doanso.features.contests.tests import sample as contests
from tests.support import class_addresses, entrant_addresses, judging_addresses, organise_addresses, question_addresses
from tests.support.question_addresses import QUESTIONS

KEEPERS: list[tuple[str, str, dict[str, Any]]] = [
    *QUESTIONS,
    *organise_addresses.PREPARED,
    *judging_addresses.JUDGED,
    *class_addresses.TAUGHT,
]
HALL, CONTEST, ROUND = "/cuoc-thi/", "/cuoc-thi/thi-thu/", "/cuoc-thi/thi-thu/dot-1/"
OPEN: dict[str, str] = {
    **judging_addresses.SHOWN,
    **organise_addresses.SHOWN,
    **class_addresses.SHOWN,
    HALL: "all contests",
    CONTEST: "one contest: rules, prizes, rounds",
    CONTEST + "tham-gia/": "joining, with an account or without",
    CONTEST + "tham-gia/thu/guessed/": "the digits from the e-mail; who guesses the address is led to the beginning",
    CONTEST + "tham-gia/ma/": "the private code, which lies in the entrant's own browser",
    CONTEST + "tham-gia/don-vi/": "names of units, for the list below the box",
    CONTEST + "nhap-ma/": "going on with another phone, by the private code",
    CONTEST + "mat-ma/": "a new code by the e-mail address that somebody joined with",
    CONTEST + "mat-ma/guessed/": "the digits for it; who guesses the address is led to the beginning",
    CONTEST + "so-cua-toi/": "somebody else joined with one's phone number",
    CONTEST + "so-cua-toi/guessed/": "the digits for it; who guesses the address is led to the beginning",
    CONTEST + "nguoi-khac/": "this browser forgets who takes part",
    CONTEST + "rut/": "an entrant withdraws; who is none is led to the contest",
    CONTEST + "on-tap/": "practice, of which nothing is kept",
    ROUND: "an entrant's own page; who is none is led to the contest",
    ROUND + "lam-bai/": "the paper; who is no entrant is led to joining",
    ROUND + "lam-bai/mot-trang/": "the paper without scripts, likewise",
    ROUND + "tep/0/anh/": "a picture of a question, for who is doing the paper",
    ROUND + "xem-lai/1/": "an entrant's own answers, when they are open",
}


def sample(o: SimpleNamespace) -> None:
    """A contest that runs, and an entrant in it."""
    question_addresses.sample(o)
    questions = contests.bank(o.province)
    made = contests.contest(o.province, questions, practice=True)
    made.rounds.update(opens_at=o.now - timedelta(hours=1), closes_at=o.now + timedelta(hours=1))
    contests.frozen(made.rounds.get())
    contests.entrant(made)
    judging_addresses.sample(o)
    organise_addresses.sample(o)
    class_addresses.sample(o)
    entrant_addresses.sample(o)
