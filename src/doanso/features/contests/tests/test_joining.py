"""Joining: one human being once, who belongs to the audience, found again by account, cookie and private code."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.db import connections
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON, build

from doanso.core.accounts.models import User
from doanso.core.audit import queries as audit
from doanso.core.consent.models import Consent
from doanso.core.notify.models import Notification
from doanso.features.contests import personal
from doanso.features.contests.models import Entrant
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import joining
from doanso.features.contests.services.joining import Browser, Given, join
from doanso.features.contests.tests import sample
from doanso.lib.errors import Refused

GIVEN = Given(full_name="Lê Thị Na", unit_words="Lớp 9B", phone="0912345678", birth_year=2008)
EVIDENCE = {"ip": "", "form": "test"}


def joined(contest, given=GIVEN):
    return join(contest, given=given, browser=Browser("may", "mang"), evidence=EVIDENCE, now=NOON)


def contest(**more):
    """Runs now, too: pages look at the clock."""
    org = build()
    made = sample.contest(org.province, sample.bank(org.province), **more)
    now = timezone.now()
    made.rounds.update(opens_at=min(now, NOON) - timedelta(hours=1), closes_at=max(now, NOON) + timedelta(hours=1))
    joining.seed(NOON)
    return org, made


@pytest.mark.django_db
def test_who_joins_gets_a_code_that_finds_them_and_is_kept_only_as_a_hash():
    _org, made = contest()
    first = joined(made)
    assert re.fullmatch(r"(\w{4}-){3}\w", first.code)
    assert first.entrant.key == entrants.digest(first.code)
    assert entrants.by_code(made, first.code.lower().replace("-", " ")) == first.entrant
    assert entrants.by_code(made, "7K3M-9QXA-4BCD-T") is None
    assert [row.kind for row in audit.of(first.entrant)] == ["contest.joined"]
    assert Consent.objects.get().subject == f"contest:{first.entrant.pk}"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"phone": ""}, {"phone": "", "email": "na@example.vn"}])
def test_nobody_joins_twice_by_phone_by_email_or_by_name_and_unit(asked):
    _org, made = contest()
    given = Given(**{**GIVEN.__dict__, **asked})
    joined(made, given)
    with pytest.raises(Refused, match="đã tham gia"):
        joined(made, Given(**{**given.__dict__, "full_name": "lê  thị NA"}))
    assert made.entrants.count() == 1


@pytest.mark.django_db
def test_audience_is_checked_in_words():
    org, made = contest(audience={"units": ["T-CS"], "from_age": 16, "to_age": 30, "jobs": ["Học sinh"]})
    pupil = {"full_name": "Lê Thị Na", "unit": org.branch, "phone": "0912345678", "birth_year": 2010, "job": "Học sinh"}
    said = []
    for wrong in ({"unit": org.commune}, {"birth_year": 2011}, {"birth_year": 1994}, {"job": "Kỹ sư"}):
        with pytest.raises(Refused) as refusal:
            joined(made, Given(**{**pupil, **wrong}))
        said.append(refusal.value.message)
    assert said == [
        "Cuộc thi này không dành cho UBND phường.",
        "Cuộc thi này dành cho người từ 16 tuổi trở lên.",
        "Cuộc thi này dành cho người đến 30 tuổi.",
        "Cuộc thi này dành cho: Học sinh.",
    ]
    assert joined(made, Given(**pupil)).entrant.unit == org.branch


@pytest.mark.django_db
def test_with_an_account_one_press_is_enough_and_the_register_says_who_it_is():
    org, made = contest()
    client = Client()
    client.force_login(User.objects.create_user("0900000111", person=org.members[2]))
    page = f"/cuoc-thi/{made.code}/tham-gia/"
    assert "Chi đoàn 10A1" in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(page, {"agree": "on"}).status_code == 302
    entrant = Entrant.objects.get()
    assert (entrant.identity, entrant.full_name, entrant.unit) == (
        f"person:{org.members[2].pk}", "Trương Mỹ Anh", org.branch,
    )  # fmt: skip
    assert Consent.objects.get().person == org.members[2]


@pytest.mark.django_db
def test_by_email_only_the_six_digits_let_in():
    _org, made = contest(fields=["email"])
    client, page = Client(), f"/cuoc-thi/{made.code}/tham-gia/"
    typed = {"full_name": "Lê Thị Na", "unit": "Lớp 9B", "email": "Na@thu.vn", "agree": "on"}
    there = client.post(page, typed)["Location"]
    assert Entrant.objects.count() == 0
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.get(kind="contests.code").body)[0]
    wrong = "000000" if digits != "000000" else "111111"
    assert client.post(there, {"digits": wrong}).status_code == 409
    assert client.post(there, {"digits": f"{digits[:3]} {digits[3:]}"}).status_code == 302
    assert Entrant.objects.get().identity == "email:na@thu.vn"
    assert client.post(there, {"digits": digits})["Location"] == page  # the digits work once
    assert mail.outbox == []  # a job sends it


@pytest.mark.django_db
def test_five_wrong_guesses_end_the_digits():
    _org, made = contest(fields=["email"])
    client = Client()
    typed = {"full_name": "Lê Thị Na", "unit": "Lớp 9B", "email": "na@thu.vn", "agree": "on"}
    there = client.post(f"/cuoc-thi/{made.code}/tham-gia/", typed)["Location"]
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.get().body)[0]
    for _guess in range(5):
        client.post(there, {"digits": f"{(int(digits) + 1) % 1_000_000:06}"})
    assert client.post(there, {"digits": digits}).status_code == 409
    assert Entrant.objects.count() == 0


@pytest.mark.django_db
def test_a_unit_is_found_by_its_name_and_several_are_offered():
    _org, made = contest()
    client, page = Client(), f"/cuoc-thi/{made.code}/tham-gia/"
    typed = {"full_name": "Lê Thị Na", "unit": "chi doan", "agree": "on"}
    offered = re.findall(r'name="unit_choice" value="([^"]+)"', client.post(page, typed).content.decode())
    assert offered == ["T-CD", "T-CD2", "-"]
    client.post(page, {**typed, "unit_choice": "T-CD2"})
    Client().post(page, {**typed, "full_name": "Trần Văn Hai", "unit": "Chi đoàn 10A1"})
    Client().post(page, {**typed, "full_name": "Trần Văn Ba", "unit": "Lớp 5C"})
    Client().post(page, {**typed, "full_name": "Trần Văn Bốn", "unit_choice": "-"})
    found = Entrant.objects.order_by("pk").values_list("unit__code", "unit_words")
    assert list(found) == [("T-CD2", ""), ("T-CD", ""), (None, "Lớp 5C"), (None, "chi doan")]


@pytest.mark.django_db
def test_the_code_is_shown_once_and_opens_the_place_on_a_second_phone():
    _org, made = contest()
    client, home = Client(), f"/cuoc-thi/{made.code}/"
    typed = {"full_name": "Lê Thị Na", "unit": "Lớp 5C", "agree": "on"}
    assert client.post(f"{home}tham-gia/", typed)["Location"] == f"{home}tham-gia/ma/"
    code = re.search(r"\w{4}-\w{4}-\w{4}-\w", client.get(f"{home}tham-gia/ma/").content.decode())[0]
    assert client.post(f"{home}tham-gia/ma/")["Location"] == f"{home}dot-1/"
    assert client.get(f"{home}tham-gia/ma/")["Location"] == f"{home}dot-1/"
    second = Client()
    assert second.post(f"{home}nhap-ma/", {"code": "AAAA-AAAA-AAAA-A"}).status_code == 200
    assert second.get(f"{home}dot-1/").status_code == 302
    assert second.post(f"{home}nhap-ma/", {"code": code})["Location"] == f"{home}dot-1/"
    assert "Lê Thị Na" in second.get(f"{home}dot-1/").content.decode()


@pytest.mark.django_db
def test_a_forged_cookie_or_one_of_another_contest_opens_nothing():
    org, made = contest()
    other = sample.contest(org.province, sample.bank(org.province, code="T-NH2"), code="thi-khac")
    theirs, mine = sample.entrant(other), sample.entrant(made)
    page = f"/cuoc-thi/{made.code}/dot-1/"
    good = entrants.cookie_value(mine)
    forged = [str(mine.pk), good[:-2] + "xx", signing.dumps(mine.pk), entrants.cookie_value(theirs)]
    answers = []
    for value in [good, *forged]:
        client = Client()
        client.cookies[entrants.cookie_name(made)] = value
        answers.append(client.get(page).status_code)
    assert answers == [200, 302, 302, 302, 302]
    mine.person = org.stranger  # whoever has an account signs in: an old cookie is not enough
    mine.save()
    client = Client()
    client.cookies[entrants.cookie_name(made)] = good
    assert client.get(page).status_code == 302


@pytest.mark.django_db
def test_a_year_after_the_last_round_nobody_can_be_called_any_more():
    _org, made = contest()
    entrant = joined(made).entrant
    closed = made.rounds.get().closes_at
    assert [personal.forget_contacts(closed + timedelta(days=days)) for days in (364, 366, 367)] == [0, 1, 0]
    entrant.refresh_from_db()
    assert (entrant.identity, entrant.phone, entrant.device, entrant.full_name) == (
        f"former:{entrant.pk}", "", "", "Lê Thị Na",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_eight_who_join_at_once_with_one_phone_are_one():
    _org, made = contest()

    def once(_number):
        try:
            return joined(made).code
        except Refused:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        codes = [code for code in pool.map(once, range(8)) if code]
    assert (len(codes), made.entrants.count()) == (1, 1)
