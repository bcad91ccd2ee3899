"""Who runs the contest helps its entrants: lost codes, wrong names, units in words."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON
from tests.support.together import at_once

from doanso.core.accounts.models import User
from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.contests.models import Entrant, Fold, Round, Standing
from doanso.features.contests.queries import entrant_lists, entrants
from doanso.features.contests.services import announcing, correcting, joining, reissuing
from doanso.features.contests.services.joining import Browser, Given
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.judged import AFTER
from doanso.lib.errors import Forbidden, Refused

WHY = "Đọc đúng số điện thoại và năm sinh."


def page_of(entrant, cookie):
    client = Client()
    client.cookies[entrants.cookie_name(entrant.contest)] = cookie
    return client.get(f"/cuoc-thi/{entrant.contest.code}/dot-1/").status_code


def page_of_text(entrant):
    client = Client()
    client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)
    return client.get(f"/cuoc-thi/{entrant.contest.code}/dot-1/").content.decode()


@pytest.mark.django_db
def test_a_new_code_ends_the_old_one_and_every_browser_that_used_it():
    o = judged.over()
    entrant = judged.stand(o.round, "Lê Thị Na", 5, key=entrants.digest("CU"), email="na@thu.vn")
    old = entrants.cookie_value(entrant)
    assert page_of(entrant, old) == 200
    with pytest.raises(Forbidden):
        reissuing.reissue(entrant=entrant, reason=WHY, by=o.org.stranger, now=AFTER)
    with pytest.raises(Refused):
        reissuing.reissue(entrant=entrant, reason="?", by=o.judge, now=AFTER)
    code = reissuing.reissue(entrant=entrant, reason=WHY, by=o.judge, now=AFTER)
    entrant.refresh_from_db()
    assert entrants.by_code(o.contest, code) == entrant
    assert not Entrant.objects.filter(key=entrants.digest("CU")).exists()
    assert [page_of(entrant, cookie) for cookie in (old, entrants.cookie_value(entrant))] == [302, 200]
    row = audit.of(entrant).get()
    assert (row.kind, row.actor, row.data) == ("contests.code_reissued", o.judge, {"reason": WHY})
    mail = Notification.objects.get(kind="contests.new_code")
    assert code not in mail.body
    assert mail.address == "na@thu.vn"
    entrant.person = o.org.stranger
    entrant.save()
    with pytest.raises(Refused, match="tài khoản"):
        reissuing.reissue(entrant=entrant, reason=WHY, by=o.judge, now=AFTER)


@pytest.mark.django_db
def test_by_a_proven_address_one_gets_a_new_code_oneself_and_digits_for_joining_do_not_serve():
    o = judged.over(fields=["email"])
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    mine = judged.stand(o.round, "Lê Thị Na", 5, identity="email:na@thu.vn", email="na@thu.vn", key="cu")
    typed = judged.stand(o.round, "Lê Thị Nở", 5, email="no@thu.vn", key="cu-2")  # told, and never proven
    home, client = "/cuoc-thi/thi-thu/", Client()
    there = client.post(f"{home}mat-ma/", {"email": "NA@thu.vn"})["Location"]
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.get().body)[0]
    token = there.split("/")[-2]
    assert client.post(f"{home}tham-gia/thu/{token}/", {"digits": digits})["Location"] == f"{home}tham-gia/"
    there = client.post(f"{home}mat-ma/", {"email": "na@thu.vn"})["Location"]
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.order_by("pk").last().body)[0]
    assert client.post(there, {"digits": digits})["Location"] == f"{home}tham-gia/ma/"
    shown = re.search(r"\w{4}-\w{4}-\w{4}-\w", client.get(f"{home}tham-gia/ma/").content.decode())[0]
    assert entrants.by_code(o.contest, shown) == mine
    there = client.post(f"{home}mat-ma/", {"email": "no@thu.vn"})["Location"]
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.order_by("pk").last().body)[0]
    assert client.post(there, {"digits": digits}).status_code == 409
    typed.refresh_from_db()
    assert typed.key == "cu-2"


@pytest.mark.django_db
def test_words_become_a_unit_and_the_ranking_follows_but_not_what_is_announced():
    o = judged.over()
    ann, bao, con = (judged.stand(o.round, f"Lê Văn {name}", 5, unit_words=words)
                     for name, words in (("An", "10A1"), ("Bảo", "Lớp 10A1"), ("Con", "Lớp 9C")))  # fmt: skip
    Fold.objects.create(round=o.round, through=1, finished=True)
    assert list(entrant_lists.unit_words(o.contest, "10a1").values_list("unit_words", "number")) == [
        ("10A1", 1),
        ("Lớp 10A1", 1),
    ]
    given = {"contest": o.contest, "unit": o.org.branch, "now": AFTER}
    with pytest.raises(Forbidden):
        correcting.assign(words={"10A1"}, by=o.org.stranger, **given)
    assert correcting.assign(words={"10A1", "Lớp 10A1"}, by=o.judge, **given) == (2, 0)
    units = Standing.objects.order_by("pk").values_list("entrant", "unit_id")
    assert list(units) == [(ann.pk, o.org.branch.pk), (bao.pk, o.org.branch.pk), (con.pk, None)]
    assert o.round.tallies.get(unit_id=o.org.branch.pk).papers == 2
    ann.refresh_from_db()
    assert (ann.unit, ann.unit_words) == (o.org.branch, "10A1")
    announcing.announce(round=o.round, by=o.judge, now=AFTER)
    assert correcting.assign(words={"Lớp 9C"}, by=o.judge, **given) == (0, 1)
    with pytest.raises(Refused, match="đã công bố"):
        correcting.correct(entrant=ann, full_name="Lê An", unit=None, reason=WHY, by=o.judge, now=AFTER)
    assert audit.of(o.contest).filter(kind="contests.units_assigned").first().data == {
        "entrants": 2, "unit": "T-CD", "words": ["10A1", "Lớp 10A1"],
    }  # fmt: skip


def joined(contest, name, words, **more):
    given = Given(full_name=name, unit_words=words, **more)
    return joining.join(contest, given=given, browser=Browser(), evidence={}, now=NOON).entrant


@pytest.mark.django_db
def test_words_that_mean_a_unit_bind_who_joins_later_in_any_spelling_and_can_be_undone():
    o = judged.over(fields=[])
    early = joined(o.contest, "Lê Thị Na", "Lớp 10A1")
    assert correcting.assign(contest=o.contest, words={"lop 10a1"}, unit=o.org.branch, by=o.judge, now=AFTER) == (1, 0)
    with pytest.raises(Refused, match="đã tham gia"):
        joined(o.contest, "Lê Thị Na", "lớp 10A1")  # whatever the words mean, she is the same
    late = joined(o.contest, "Lê Văn Bảo", "LỚP  10a1")
    other = joined(o.contest, "Lê Văn Con", "Lớp 10A11")
    assert (late.unit, late.unit_words, late.place) == (o.org.branch, "LỚP  10a1", "Chi đoàn 10A1")
    assert other.unit is None
    assert "Lớp 10A1, tính cho Chi đoàn 10A1" in page_of_text(early)
    client = Client()
    client.cookies[entrants.cookie_name(o.contest)] = entrants.cookie_value(late)
    client.cookies[f"thi_ma_{o.contest.pk}"] = signing.dumps("7K3M-9QXA-4BCD-T", salt="contests.code")
    assert (
        "kết quả của bạn được tính cho Chi đoàn 10A1" in client.get("/cuoc-thi/thi-thu/tham-gia/ma/").content.decode()
    )
    with pytest.raises(Forbidden):
        correcting.unbind(contest=o.contest, words="lop 10a1", by=o.org.stranger, now=AFTER)
    assert correcting.unbind(contest=o.contest, words="lop 10a1", by=o.judge, now=AFTER) == (2, 0)
    with pytest.raises(Refused):
        correcting.unbind(contest=o.contest, words="lop 10a1", by=o.judge, now=AFTER)
    assert not o.contest.entrants.exclude(unit=None).exists()
    row = audit.of(o.contest).filter(kind="contests.units_unbound").get()
    assert row.data == {"words": "lop 10a1", "unit": "T-CD", "entrants": 2}


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_their_words_get_a_meaning_does_not_fall_between():
    o = judged.over(fields=[])
    for number in range(3):
        o.words = f"Tổ {number}"
        at_once(
            lambda: correcting.assign(contest=o.contest, words={o.words}, unit=o.org.branch, by=o.judge, now=AFTER),
            *(lambda name=name: joined(o.contest, name, o.words) for name in ("Lê An", "Lê Bảo", "Lê Con")),
        )
    assert o.contest.entrants.count() == 9
    assert not o.contest.entrants.filter(unit=None).exists()


@pytest.mark.django_db
def test_the_pages_find_correct_and_assign():
    o = judged.over()
    entrant = judged.stand(o.round, "Lê Thị Na", 5, unit_words="10A1", phone="0912345678")
    client, home = Client(), "/to-chuc-thi/thi-thu/"
    client.force_login(User.objects.create_user("0900000991", person=o.judge))
    for words in ("le thi", "0912 345 678", str(entrant.pk)):
        assert list(client.get(f"{home}nguoi-du-thi/", {"ten": words}).context["page"]) == [entrant]
    assert list(client.get(f"{home}nguoi-du-thi/", {"ten": "\0"}).context["page"]) == []
    page = f"{home}nguoi-du-thi/{entrant.pk}/"
    told = {"full_name": "Lê Thị Nà", "unit": "chi doan", "reason": WHY}
    offered = client.post(page, told)
    assert (offered.status_code, re.findall(r'value="(T-CD2?)"', offered.content.decode())) == (422, ["T-CD", "T-CD2"])
    assert client.post(page, told | {"unit_choice": "T-CD2"}).status_code == 302
    entrant.refresh_from_db()
    assert (entrant.full_name, entrant.unit.code) == ("Lê Thị Nà", "T-CD2")
    row = audit.of(entrant).get()
    assert row.data == {
        "before": {"name": "Lê Thị Na", "unit": "10A1"}, "after": {"name": "Lê Thị Nà", "unit": "T-CD2"}, "reason": WHY,
    }  # fmt: skip
    assert client.post(page, {"full_name": "Lê Thị Nà", "unit": "", "reason": WHY}).status_code == 302
    assert re.search(r"\w{4}-\w{4}-\w{4}-\w", client.post(f"{page}ma/", {"reason": WHY}).content.decode())
    assert client.post(f"{home}don-vi/", {"chu": "10A1", "unit": "T-CD"}).status_code == 302
    entrant.refresh_from_db()
    assert entrant.unit.code == "T-CD"
    assert client.post(f"{home}don-vi/", {"unit": "T-CD"}).status_code == 422
    assert "“10a1”" in client.get(f"{home}don-vi/").content.decode()
    assert client.post(f"{home}don-vi/bo/", {"words": "10a1"}).status_code == 302
    entrant.refresh_from_db()
    assert entrant.unit is None
    other = Client()
    other.force_login(User.objects.create_user("0900000992", person=o.org.stranger))
    assert [other.get(url).status_code for url in (f"{home}nguoi-du-thi/", page, f"{home}don-vi/")] == [404] * 3
