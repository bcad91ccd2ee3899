"""A final by ranking: who is let in, when the list is fixed, and what holds from then on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from tests.support.org import NOON, seat
from tests.support.together import at_once

from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.contests import admitting_jobs, composing
from doanso.features.contests.models import Admitted, Attempt, Entrant, Gate, Round
from doanso.features.contests.queries import admitting as queries
from doanso.features.contests.queries import hall, organising
from doanso.features.contests.services import admitting, announcing, answering, joining, publishing, withdrawing
from doanso.features.contests.services.joining import Browser, Given
from doanso.features.contests.tests import judged, sample
from doanso.features.contests.tests.hot import during, send, ticket
from doanso.features.contests.tests.test_judging_pages import browser, entrant_browser
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

AFTER, WHY = judged.AFTER, "Bạn ấy đã rút khỏi cuộc thi."
HERE, THERE = "/to-chuc-thi/thi-thu/dot-3/vao-thi/", "/cuoc-thi/thi-thu/dot-3/"


def weeks(admits: dict | None = None) -> SimpleNamespace:
    """Two weeks and a final tomorrow. In points: An 9 8, Bình 8 –, Chi 8 –, Dũng 5 9, Em – 7, Giang 3 –.

    So the ranks are An 1, Bình and Chi 2, Dũng 4, Giang 5; and Dũng 1, An 2, Em 3.
    """
    one = judged.over()
    bank = one.round.lines.get().bank
    one.second_week = sample.frozen(sample.round_of(one.contest, bank, number=2))
    opens = max(timezone.now(), AFTER) + timedelta(days=1)
    final = sample.round_of(
        one.contest, bank, number=3, name="Chung kết", kind=Round.Kind.FINAL, opens_at=opens,
        closes_at=opens + timedelta(hours=2), admits=admits or {"rounds": [1, 2], "best": 2, "by_unit": False},
    )  # fmt: skip
    one.final = sample.frozen(final)
    units = {"Dũng": one.org.sister, "Giang": one.org.sister, "Em": None}
    one.people = {}
    for round, name, score in (
        (1, "An", 9), (1, "Bình", 8), (1, "Chi", 8), (1, "Dũng", 5), (1, "Giang", 3), (2, "Dũng", 9), (2, "An", 8),
        (2, "Em", 7),
    ):  # fmt: skip
        who = one.people.get(name)
        unit = units.get(name, one.org.branch)
        where = one.round if round == 1 else one.second_week
        more = {} if who else {"unit": unit, "email": f"{len(one.people)}@thu.vn"}
        one.people[name] = judged.stand(where, who or name, score, **more)
    return one


def announce(one: SimpleNamespace) -> None:
    for round in (one.round, one.second_week):
        announcing.announce(round=round, by=one.judge, now=AFTER)


def fix(one: SimpleNamespace, *, now=AFTER) -> Round:
    one.final = Round.objects.select_related("contest").get(pk=one.final.pk)
    one.final = admitting.fix(round=one.final, seen=admitting.mark(one.final), by=one.judge, now=now)
    return one.final


def names(one: SimpleNamespace) -> list[str]:
    return [line.entrant.full_name for line in queries.listed(one.final)]


def again(one: SimpleNamespace, name: str) -> Entrant:
    return Entrant.objects.select_related("contest").get(pk=one.people[name].pk)


@pytest.mark.django_db
def test_the_best_of_each_round_go_in_equal_ones_together_and_each_once():
    """Bình and Chi are equal at the limit of the first; An stands in both, and nobody moves up for that."""
    one = weeks()
    with pytest.raises(Refused, match="chưa công bố"):
        fix(one)
    announce(one)
    fix(one)
    assert names(one) == ["An", "Bình", "Chi", "Dũng"]
    assert [(line.source, line.rank) for line in queries.listed(one.final)] == [
        (one.round, 1), (one.round, 2), (one.round, 2), (one.second_week, 1)
    ]  # fmt: skip
    row = audit.of(one.contest).filter(kind="contests.list_fixed").get()
    assert (row.actor, row.data["people"], row.data["round"]) == (one.judge, 4, 3)
    with pytest.raises(AlreadyDone):
        fix(one)


@pytest.mark.django_db
def test_of_each_unit_so_many_go_in_and_who_counts_for_none_does_not():
    """The audience names two branches: An of the one, Dũng of the other; Em wrote a unit in words."""
    one = weeks({"rounds": [1, 2], "best": 1, "by_unit": True})
    one.contest.audience = {"units": [one.org.branch.code, one.org.sister.code]}
    one.contest.save()
    announce(one)
    fix(one)
    assert [(line.entrant.full_name, line.unit) for line in queries.listed(one.final)] == [
        ("An", one.org.branch), ("Dũng", one.org.sister)
    ]  # fmt: skip


@pytest.mark.django_db
def test_rankings_stay_while_the_list_stands_and_the_list_until_the_round_opens():
    one = weeks()
    announce(one)
    fix(one)
    with pytest.raises(Refused, match="Chung kết"):
        announcing.take_back(round=one.round, reason=WHY, by=one.judge, now=AFTER)
    with pytest.raises(Refused, match="đã mở"):
        admitting.give_up(round=one.final, reason=WHY, by=one.judge, now=one.final.opens_at)
    with pytest.raises(Forbidden):
        admitting.give_up(round=one.final, reason=WHY, by=one.org.stranger, now=AFTER)
    with pytest.raises(Refused):
        admitting.give_up(round=one.final, reason="?", by=one.judge, now=AFTER)
    admitting.give_up(round=one.final, reason=WHY, by=one.judge, now=AFTER)
    assert not Admitted.objects.exists()
    announcing.take_back(round=one.round, reason=WHY, by=one.judge, now=AFTER)
    with pytest.raises(Refused, match="chưa công bố"):
        fix(one)


@pytest.mark.django_db
def test_who_comes_next_moves_up_only_where_somebody_has_withdrawn_and_never_by_themselves():
    """Dũng, rank 4 of the first week, is on the list by the second: Giang is next."""
    one = weeks()
    announce(one)
    fix(one)
    assert queries.next_in_line(one.final) == []
    withdrawing.leave(entrant=again(one, "Bình"), by=None, now=AFTER)
    following = queries.next_in_line(one.final)
    assert [(found.source, found.rank, [who.full_name for who in found.entrants]) for found in following] == [
        (one.round, 5, ["Giang"])
    ]  # fmt: skip
    giang = again(one, "Giang")
    giang.phone = one.judge.phone = "0900000077"
    giang.save()
    one.judge.save()
    key = following[0].key
    with pytest.raises(Forbidden, match="tự gọi"):
        admitting.call_up(round=one.final, key=key, reason=WHY, by=one.judge, now=AFTER)
    seat(one.second, one.org.province, "bi_thu")
    with pytest.raises(Forbidden):
        admitting.call_up(round=one.final, key=key, reason=WHY, by=one.org.stranger, now=AFTER)
    assert admitting.call_up(round=one.final, key=key, reason=WHY, by=one.second, now=AFTER) == 1
    with pytest.raises(Refused, match="bổ sung"):
        admitting.call_up(round=one.final, key=key, reason=WHY, by=one.second, now=AFTER)
    assert queries.next_in_line(one.final) == []
    assert queries.why_not(one.final, giang) == ""
    assert audit.of(one.contest).filter(kind="contests.moved_up").get().data["entrants"] == [giang.pk]


@pytest.mark.django_db
def test_everybody_on_the_list_is_told_once_and_told_why_when_it_is_given_up(monkeypatch):
    monkeypatch.setattr(admitting_jobs, "PIECE", 3)
    one = weeks()
    announce(one)
    fix(one)
    for _twice in range(2):
        admitting_jobs.tell(one.final.pk, after=0)
    admitting_jobs.tell(one.final.pk, after=queries.listed(one.final).order_by("pk")[2].pk)
    told = Notification.objects.filter(kind="contests.admitted")
    assert sorted(told.values_list("address", flat=True)) == ["0@thu.vn", "1@thu.vn", "2@thu.vn", "3@thu.vn"]
    assert "hạng 1 ở Đợt 1 đưa bạn vào Chung kết" in told.get(address="0@thu.vn").body
    people = list(queries.listed(one.final).values_list("entrant", flat=True))
    admitting_jobs.tell_back(one.final.pk, people, WHY, "lan-mot")
    admitting_jobs.tell_back(one.final.pk, people, WHY, "lan-mot")
    back = Notification.objects.filter(kind="contests.list_back")
    assert back.count() == 3  # the fourth is told by the next piece
    assert WHY in back.first().body


@pytest.mark.django_db
def test_the_rule_is_fixed_when_somebody_has_started_and_leads_from_rounds_that_are_over():
    one = weeks()
    gate, seen = Gate((1,), 3, False), organising.seen(organising.admits(one.final))
    told = {"round": one.final, "seen": seen, "by": one.judge, "now": AFTER}
    with pytest.raises(Refused, match="Đã có người vào thi"):
        admitting.set_gate(gate=gate, **told)
    Attempt.objects.all().delete()
    with pytest.raises(Forbidden):
        admitting.set_gate(gate=gate, **told | {"by": one.org.stranger})
    with pytest.raises(Refused, match="không còn"):
        admitting.set_gate(gate=Gate((3,), 3, False), **told)
    changed = admitting.set_gate(gate=gate, **told)
    assert changed.gate == gate
    with pytest.raises(Refused, match="Vừa có người sửa"):
        admitting.set_gate(gate=None, **told)
    window = {"opens_at": one.round.closes_at, "closes_at": one.final.closes_at}
    with pytest.raises(Refused, match="phải kết thúc trước"):
        publishing.move(round=one.final, reason=WHY, by=one.judge, now=NOON, **window)
    rules = composing.default_rules(one.contest, list(organising.rounds_of(one.contest)), [], [])
    assert "dành cho 3 người xếp hạng cao nhất ở mỗi đợt sau: Đợt 1" in rules


@pytest.mark.django_db
def test_only_who_is_on_the_list_gets_a_paper_and_the_others_are_told_why():
    one = weeks()
    one.org.an, one.org.em = (entrant_browser(again(one, name)) for name in ("An", "Em"))
    page = one.org.an.get(THERE)
    assert "Danh sách vào đợt này có sau khi" in page.content.decode()
    assert one.org.an.get(f"{THERE}lam-bai/")["Location"] == THERE
    announce(one)
    fix(one)
    assert "hạng 1 ở Đợt 1" in one.org.an.get(THERE).content.decode()
    assert one.org.an.get(f"{THERE}lam-bai/").status_code == 200
    said = one.org.em.get(THERE).content.decode()
    assert "Lần này bạn chưa có tên" in said
    assert "lam-bai" not in said
    assert one.org.em.get(f"{THERE}lam-bai/")["Location"] == THERE
    now = timezone.now()
    Round.objects.filter(pk=one.final.pk).update(opens_at=now - timedelta(minutes=1))
    one.final.refresh_from_db()
    assert one.org.em.post(f"{THERE}lam-bai/mot-trang/", {"do": "start", "number": 1}).status_code == 409
    with pytest.raises(Refused, match="xếp hạng cao nhất"):
        answering.start(one.final, entrant=again(one, "Em"), number=1, device="", now=now)
    assert one.org.an.post(f"{THERE}lam-bai/mot-trang/", {"do": "start", "number": 1}).status_code == 302
    listed = one.org.em.get(f"{THERE}danh-sach/").content.decode()
    assert [name in listed for name in ("An", "Bình", "Giang")] == [True, True, False]
    home = one.org.em.get("/cuoc-thi/thi-thu/").content.decode()
    assert "Dành cho 2 người xếp hạng cao nhất ở mỗi đợt: Đợt 1, Đợt 2." in home


@pytest.mark.django_db
def test_nobody_joins_when_only_the_final_is_left():
    one = weeks()
    assert not hall.shown(one.contest, AFTER).joinable
    na = Given(full_name="Lê Thị Na", phone="0900000099")
    with pytest.raises(Refused, match="chỉ còn đợt dành cho"):
        joining.join(one.contest, given=na, browser=Browser(), evidence={}, now=AFTER)


@pytest.mark.django_db
def test_the_organiser_looks_at_the_list_fixes_it_and_gives_it_up():
    one = weeks()
    client = browser(one.judge)
    assert "Chưa công bố" in client.get(HERE).content.decode()
    announce(one)
    page = client.get(HERE)
    assert "4 người đủ điều kiện" in page.content.decode()
    mark = page.context["mark"]
    withdrawing.leave(entrant=again(one, "Bình"), by=None, now=AFTER)
    assert client.post(f"{HERE}chot/", {"seen": mark}).status_code == 409
    assert client.post(f"{HERE}chot/", {"seen": client.get(HERE).context["mark"]}).status_code == 302
    withdrawing.leave(entrant=again(one, "Chi"), by=None, now=AFTER)
    page = client.get(HERE)
    assert "Danh sách: 3 người" in page.content.decode()
    key = page.context["following"][0].key
    assert client.post(f"{HERE}doi/", {"key": key, "reason": "?"}).status_code == 422
    assert client.post(f"{HERE}doi/", {"key": key, "reason": WHY}).status_code == 302
    assert client.post(f"{HERE}doi/", {"reason": WHY}).status_code == 302
    assert not Admitted.objects.exists()
    assert browser(one.org.stranger).get(HERE).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_ticket_from_before_the_list_starts_nothing():
    one = weeks()
    announce(one)
    fix(one)
    Round.objects.filter(pk=one.final.pk).update(opens_at=timezone.now() - timedelta(minutes=1))

    async def go(hot):
        return [await send(hot, "bat-dau", ticket(one.final, one.people[name])) for name in ("Em", "An")]

    refused, begun = during(go)
    assert (refused[0], refused[1]["error"]) == (403, "gate")
    assert begun[0] == 200
    assert Attempt.objects.filter(round=one.final).count() == 1


@pytest.mark.django_db(transaction=True)
def test_fixing_the_list_and_taking_a_ranking_back_at_once_never_both():
    one = weeks()
    announce(one)
    at_once(lambda: fix(one), lambda: announcing.take_back(round=one.round, reason=WHY, by=one.second, now=AFTER))
    one.round.refresh_from_db()
    assert bool(one.round.announced_at) == Admitted.objects.exists()


@pytest.mark.django_db
def test_a_round_from_before_there_were_gates_lets_in_everybody():
    round = sample.running().round
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contests_round SET admits = DEFAULT")
    round.refresh_from_db()
    assert (round.admits, round.gate) == ({}, None)
