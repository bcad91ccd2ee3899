"""Several rounds become one ranking: what counts, when it is announced, what is fixed from then on."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from tests.support.org import NOON

from doanso.blocks.papers.tests.pdf import text as text_of
from doanso.core.audit.models import Event as Audit
from doanso.core.notify.models import Notification
from doanso.features.contests import composing, reconciling
from doanso.features.contests.models import (
    Attempt,
    Certificate,
    Contest,
    Prize,
    Result,
    Round,
    Standing,
    Together,
    Whole,
)
from doanso.features.contests.queries import announced, organising, ranking
from doanso.features.contests.queries import announcing as told
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.features.contests.services import announcing, judging, publishing
from doanso.features.contests.tests import judged, sample
from doanso.features.contests.tests.test_judging_pages import browser, entrant_browser
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
AFTER, LATER = judged.AFTER, judged.AFTER + timedelta(hours=1)
HERE, THERE = "/to-chuc-thi/thi-thu/ca-cuoc-thi/", "/cuoc-thi/thi-thu/ca-cuoc-thi/"


@pytest.fixture
def one() -> SimpleNamespace:
    """Two weeks and a final. By hand, in points: An 9 5 2, Bình 4 6 7, Chi – 9 9; Dũng was excluded from his only one.

    An and Bình are of the school's branch, which has five members; Chi of no unit.
    """
    one = judged.over(tie_breaks=["time"])
    bank = one.round.lines.get().bank
    final = sample.round_of(one.contest, bank, number=3, name="Chung kết", kind=Round.Kind.FINAL)
    one.rounds = [one.round, sample.round_of(one.contest, bank, number=2), final]
    for round in one.rounds[1:]:
        sample.frozen(round)
    room = sample.round_of(one.contest, bank, number=4, kind=Round.Kind.ROOM)
    branch = one.org.branch
    one.an, one.binh = (judged.stand(one.round, name, n, unit=branch) for name, n in (("An", 9), ("Bình", 4)))
    one.chi = judged.stand(one.rounds[1], "Chi", 9, email="chi@example.org")
    for who, round, score in (
        (one.an, one.rounds[1], 5), (one.binh, one.rounds[1], 6), (one.an, final, 2), (one.binh, final, 7),
        (one.chi, final, 9), (one.binh, room, 12),
    ):  # fmt: skip
        judged.stand(round, who, score)
    gone = judged.stand(one.round, "Dũng", 12)
    Standing.objects.filter(entrant=gone).update(excluded=True)
    return one


def places(one: SimpleNamespace, together: str, best: int = 2) -> list[tuple]:
    one.contest.together, one.contest.best_rounds = together, best
    return [(place.rank, place.entrant_id, int(place.score)) for place in ranking.people(Whole(one.contest))]


def test_the_organiser_s_rule_says_what_is_added_up(one):
    an, binh, chi = one.an.pk, one.binh.pk, one.chi.pk
    assert places(one, Together.SUM) == [(1, chi, 18), (2, binh, 17), (3, an, 16)]
    assert places(one, Together.BEST) == [(1, chi, 18), (2, an, 14), (3, binh, 13)]
    assert places(one, Together.BEST, 1) == [(1, an, 9), (1, chi, 9), (3, binh, 7)]
    assert places(one, Together.FINAL) == [(1, chi, 9), (2, binh, 7), (3, an, 2)]
    one.contest.together = Together.BEST
    unit, *others = units_of(Whole(one.contest))
    assert (unit.unit, unit.entrants, unit.members, unit.total, others) == (one.org.base, 2, 5, 14 + 13, [])


def test_equal_sums_are_decided_by_time_and_by_guesses_in_every_round_that_counts(one):
    """No round has anybody with everything right: a guess is off by itself. Em guessed nothing in the final."""
    one.contest.tie_breaks = ["guess", "time"]
    em, giang = judged.stand(one.round, "Em", 9, guess=1, seconds=10), judged.stand(one.round, "Giang", 9, guess=40)
    judged.stand(one.rounds[1], em, 9, guess=1, seconds=10)
    judged.stand(one.rounds[1], giang, 9, guess=2)
    judged.stand(one.rounds[2], em, 0, seconds=10)
    judged.stand(one.rounds[2], giang, 0, guess=3)
    found = {place.entrant_id: place for place in ranking.people(Whole(one.contest))}
    assert [(found[who.pk].rank, found[who.pk].gap) for who in (giang, em, one.chi)] == [(1, 45), (2, None), (3, None)]
    assert found[em.pk].milliseconds == 30_000


def test_it_is_announced_when_every_round_that_counts_is_and_then_all_is_fixed(one):
    Prize.objects.filter(contest=one.contest).update(name="Giải Nhất chung cuộc")
    week = Prize.objects.create(contest=one.contest, round=one.round, name="Giải tuần", first=1, last=1)
    Prize.objects.create(contest=one.contest, name="Tập thể dẫn đầu", first=1, last=1, for_units=True)
    for round in one.rounds[:2]:
        announcing.announce(round=round, by=one.judge, now=AFTER)
    assert told.people(one.rounds[0].contest.rounds.get(number=1)).get(rank=1).prize == week
    whole = Whole(one.contest)
    assert told.why_not(whole, AFTER) == ["Chung kết chưa công bố kết quả."]
    with pytest.raises(Refused):
        announcing.announce(round=whole, by=one.judge, now=AFTER)
    announcing.announce(round=one.rounds[2], by=one.judge, now=AFTER)
    with pytest.raises(Forbidden):
        announcing.announce(round=whole, by=one.org.base_secretary, now=AFTER)
    whole = announcing.announce(round=whole, by=one.judge, now=AFTER)
    assert [(row.rank, row.entrant, row.figures["score"]) for row in told.people(whole)] == [
        (1, one.chi, "18"), (2, one.binh, "17"), (3, one.an, "16")
    ]  # fmt: skip
    assert [row.prize and row.prize.name for row in told.people(whole)] == ["Giải Nhất chung cuộc", None, None]
    assert [(row.rank, row.unit, row.prize.name) for row in told.units(whole)] == [(1, one.org.base, "Tập thể dẫn đầu")]
    assert Notification.objects.filter(kind="contests.won", address="chi@example.org").last().url == THERE + "xep-hang/"
    with pytest.raises(AlreadyDone):
        announcing.announce(round=Whole(one.contest), by=one.second, now=AFTER)
    with pytest.raises(Refused, match="Hãy rút công bố đó trước"):
        announcing.take_back(round=one.rounds[0], reason="Chấm lại câu 5.", by=one.judge, now=LATER)
    announcing.take_back(round=whole, reason="Chấm lại câu 5.", by=one.judge, now=LATER)
    assert list(told.people(Whole(one.contest))) == []
    announcing.take_back(round=one.rounds[0], reason="Chấm lại câu 5.", by=one.judge, now=LATER)
    trail = Audit.objects.filter(target_type="contests.contest", kind__in=["contests.announced", "contests.taken_back"])
    assert list(trail.order_by("id").values_list("kind", "actor")) == [
        ("contests.announced", one.judge.pk), ("contests.taken_back", one.judge.pk)
    ]  # fmt: skip


def test_what_was_announced_is_compared_with_the_standings(one):
    for round in one.rounds:
        announcing.announce(round=round, by=one.judge, now=AFTER)
    whole = announcing.announce(round=Whole(one.contest), by=one.judge, now=AFTER)
    assert [said for scope in announced.scopes() for said in announced.differences(scope, most=9)] == []
    Result.objects.filter(whole=one.contest, entrant=one.an).update(rank=1)
    Result.objects.filter(whole=one.contest, unit=one.org.base).update(rank=2)
    Standing.objects.filter(round=one.rounds[2], entrant=one.chi).update(score=8)
    assert announced.differences(whole, most=9) == [
        *(f"Cuộc thi thử – Cả cuộc thi: kết quả đã công bố của người dự thi {who.pk} không khớp với kết quả được tính."
          for who in (one.an, one.chi)),
        "Cuộc thi thử – Cả cuộc thi: kết quả đã công bố của đơn vị “Đoàn trường” không khớp với kết quả được tính.",
    ]  # fmt: skip
    final = f"Cuộc thi thử – Chung kết: kết quả đã công bố của người dự thi {one.chi.pk}"
    assert [said for said in reconciling.run() if said.startswith(final)] != []


def test_pages_sheet_report_and_certificate_of_the_whole(one):
    client, own = browser(one.judge), entrant_browser(one.chi)
    assert client.get(HERE + "cong-bo/").context["missing"] != []
    assert [browser(one.org.stranger).get(HERE + page).status_code for page in ("cong-bo/", "bang.xlsx")] == [404] * 2
    for round in one.rounds:
        announcing.announce(round=round, by=one.judge, now=AFTER)
    assert "Chi" not in Client().get(THERE + "xep-hang/").content.decode()
    assert client.post(HERE + "cong-bo/").status_code == 302
    assert THERE + "xep-hang/" in Client().get("/cuoc-thi/thi-thu/").content.decode()
    page = own.get(THERE + "xep-hang/?ten=chi")
    assert ([row.entrant for row in page.context["page"]], page.context["own"]["rank"]) == ([one.chi], "1")
    book = load_workbook(BytesIO(b"".join(client.get(HERE + "bang.xlsx"))))
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert heads[-3:] == ("Điểm Đợt 1", "Điểm Đợt 2", "Điểm Chung kết")
    assert [(row[0], row[2], row[4], *row[-3:]) for row in rows] == [
        (1, "Chi", 18, None, 9, 9), (2, "Bình", 17, 4, 6, 7), (3, "An", 16, 9, 5, 2)
    ]  # fmt: skip
    report = text_of(b"".join(client.get(HERE + "bao-cao.pdf")))
    assert [words for words in ("Giải Nhất", "Chi", "0/5") if words not in report] == []
    assert own.post(THERE + "chung-nhan/").status_code == 302
    paper = text_of(b"".join(own.get(THERE + "chung-nhan/")))
    assert [words for words in ("GIẢI NHẤT", "Cả cuộc thi, hạng 1, 18 điểm") if words not in paper] == []
    assert client.post(HERE + "chung-nhan/").status_code == 302  # who has one keeps it
    given = Certificate.objects.get()
    assert "Cuộc thi thử, Cả cuộc thi" in Client().get(f"/cuoc-thi/chung-nhan/{given.code}/").content.decode()
    assert client.post(HERE + "cong-bo/rut/", {"reason": "Chấm lại câu 5."}).status_code == 302
    given.refresh_from_db()
    assert given.reason == "Chấm lại câu 5."
    Contest.objects.update(together=Together.NOTHING)
    assert Client().get(THERE + "xep-hang/").status_code == 404


def test_the_organiser_chooses_the_rule_and_the_checklist_minds_it(one):
    one.contest.rounds.get(number=4).attempts_made.all().delete()
    one.contest.rounds.get(number=4).delete()
    page, client = "/to-chuc-thi/thi-thu/phan/ca-cuoc-thi/", browser(one.judge)
    seen = client.get(page).context["form"].mark
    fixed = client.post(page, {"together": Together.FINAL, "best_rounds": 2, "seen": seen})
    assert fixed.status_code == 409  # somebody has started
    Attempt.objects.all().delete()
    many = client.post(page, {"together": Together.BEST, "best_rounds": 4, "seen": seen})
    assert many.context["form"].errors == {"best_rounds": ["Cuộc thi không có nhiều đợt như vậy."]}
    assert client.post(page, {"together": Together.BEST, "best_rounds": 3, "seen": seen}).status_code == 302
    one.contest.refresh_from_db()
    assert (one.contest.together, one.contest.best_rounds) == (Together.BEST, 3)
    rounds = list(organising.rounds_of(one.contest))
    assert "tổng điểm 3 đợt cao nhất" in composing.default_rules(one.contest, rounds, [], [])
    one.contest.rounds.update(kind=Round.Kind.WEEKLY)
    missing = {together: _faults(one.contest, together) for together in Together}
    assert missing == {
        Together.SUM: [], Together.BEST: [], Together.FINAL: ["Chưa có đợt nào là chung kết."],
        Together.NOTHING: ["Có giải cho cả cuộc thi, nhưng lại không xếp hạng cả cuộc thi."],
    }  # fmt: skip


def _faults(contest: Contest, together: str) -> list[str]:
    contest.together = together
    return [fault.words for fault in publishing.faults(contest, NOON) if fault.part == "together"]


def test_who_has_left_does_not_count_for_what_is_announced_later(one):
    type(one.chi).objects.filter(pk=one.chi.pk).update(withdrawn_at=NOON)
    assert [entrant for _rank, entrant, _score in places(one, Together.SUM)] == [one.binh.pk, one.an.pk]
    one.contest.announced_at = NOON - timedelta(hours=1)  # it was announced before
    assert places(one, Together.SUM)[0] == (1, one.chi.pk, 18)


def test_the_whole_and_its_rounds_are_judged_one_after_the_other(one):
    """What is held stands still: the contest, and every round that counts, but no room."""
    held = judging.locked(Whole(one.contest))
    assert ([round.number for round in held.rounds], held.contest.unit) == ([1, 2, 3], one.org.province)
    assert timezone.is_aware(held.closes_at)
