"""Somebody joined with the number of another: who is kept out says so, and a person decides."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.together import at_once

from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.contests import personal
from doanso.features.contests.models import Claim, Entrant
from doanso.features.contests.services import claiming, joining, withdrawing
from doanso.features.contests.services.joining import Browser, Given
from doanso.features.contests.tests.test_joining import contest
from doanso.features.contests.tests.test_judging_pages import browser, entrant_browser
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

PHONE, WHY = "0900000155", "Đã gọi số này, mẹ của Na nghe máy."
HOME, HERE = "/cuoc-thi/thi-thu/so-cua-toi/", "/to-chuc-thi/thi-thu/nguoi-du-thi/"
WORDS = "Em học lớp 9B, cô Lan chủ nhiệm; gọi số này gặp mẹ em."


def join(made, name, phone=PHONE):
    given = Given(full_name=name, unit_words="Lớp 9B", phone=phone)
    return joining.join(made, given=given, browser=Browser(), evidence={}, now=timezone.now()).entrant


def claim(made, **more):
    told = {"full_name": "Lê Thị Na", "words": WORDS, "person": None, "email": "na@thu.vn"}
    return claiming.claim(made, phone=PHONE, now=timezone.now(), **told | more)


def decide(found, by, granted=True, words=WHY):
    return claiming.decide(claim=found, granted=granted, words=words, by=by, now=timezone.now())


@pytest.fixture
def o(db):
    org, made = contest(fields=["phone"])
    org.contest, org.other = made, join(made, "Ngô Mượn Số")
    return org


def test_granted_the_number_is_free_and_the_other_goes_on_without_it(o):
    found = claim(o.contest)
    with pytest.raises(Forbidden):
        decide(found, o.stranger)
    with pytest.raises(Refused):
        decide(found, o.province_secretary, words="?")
    decide(found, o.province_secretary)
    with pytest.raises(AlreadyDone):
        decide(found, o.province_secretary, granted=False)
    o.other.refresh_from_db()
    assert (o.other.phone, o.other.identity, o.other.withdrawn_at) == ("", f"unproven:{o.other.pk}", None)
    na = join(o.contest, "Lê Thị Na")
    assert na.identity == f"phone:{PHONE}"
    page = entrant_browser(o.other).get("/cuoc-thi/thi-thu/dot-1/").content.decode()
    assert WHY in page
    assert WHY not in entrant_browser(na).get("/cuoc-thi/thi-thu/dot-1/").content.decode()
    told = Notification.objects.get(kind="contests.claim_granted")
    assert (told.address, WHY in told.body) == ("na@thu.vn", True)
    row = audit.of(found).get(kind="contests.claim_decided")
    assert (row.actor, row.data) == (o.province_secretary, {"granted": True, "reason": WHY})


def test_refused_nothing_changes_and_the_reason_is_told(o):
    decide(claim(o.contest), o.province_secretary, granted=False)
    o.other.refresh_from_db()
    assert o.other.phone == PHONE
    with pytest.raises(Refused, match="đã tham gia"):
        join(o.contest, "Lê Thị Na")
    assert WHY in Notification.objects.get(kind="contests.claim_refused").body
    assert not Notification.objects.filter(kind="contests.phone_gone").exists()


def test_nothing_is_claimed_twice_that_nobody_holds_or_of_oneself(o):
    claim(o.contest)
    with pytest.raises(Refused, match="báo việc này rồi"):
        claim(o.contest)
    told = {"full_name": "Lê Na", "words": WORDS, "person": None, "email": "a@b.vn", "now": timezone.now()}
    with pytest.raises(Refused, match="Chưa có ai dùng"):
        claiming.claim(o.contest, phone="0900000156", **told)
    mine = claim(o.contest, person=o.province_secretary, email="")
    with pytest.raises(Forbidden, match="việc của mình"):
        decide(mine, o.province_secretary)
    o.province_secretary.phone = PHONE
    o.province_secretary.save()
    with pytest.raises(Forbidden, match="việc của mình"):
        decide(Claim.objects.first(), o.province_secretary)


def test_who_was_kept_out_by_somebody_who_has_withdrawn_gets_in_with_the_account(o):
    child = o.members[2]
    child.phone = PHONE
    child.save()
    withdrawing.withdraw(entrant=o.other, by=None, now=timezone.now())
    told = {"person": child, "given": Given(), "browser": Browser(), "evidence": {}, "now": timezone.now()}
    with pytest.raises(Refused, match="rút"):
        joining.join_with_account(o.contest, **told)
    found = claim(o.contest, person=child, email="")
    assert (found.holder, found.full_name, found.email) == (None, child.full_name, "")
    decide(found, o.province_secretary)
    assert joining.join_with_account(o.contest, **told).person == child
    (row,) = personal._tell_claims(child)
    assert row["decision"] == f"Đã trả lại số. {WHY}"
    assert personal._erase_claims(child, timezone.now()) == 1


def test_pages_ask_for_a_proven_address_and_show_the_organiser_what_is_known(o):
    client = Client()
    assert "so-cua-toi" in client.get("/cuoc-thi/thi-thu/tham-gia/").content.decode()
    typed = {"phone": "0900 000 155", "full_name": "Lê Thị Na", "email": "NA@thu.vn", "words": WORDS}
    assert client.post(HOME, typed | {"phone": "12"}).status_code == 422
    free = client.post(HOME, typed | {"phone": "0900000157"})
    assert "Chưa có ai dùng số này" in free.content.decode()
    there = client.post(HOME, typed)["Location"]
    digits = re.search(r"\b[0-9]{6}\b", Notification.objects.get(kind="contests.code").body)[0]
    token = there.split("/")[-2]
    assert client.post(f"/cuoc-thi/thi-thu/tham-gia/thu/{token}/", {"digits": digits}).status_code == 302
    assert client.post(f"/cuoc-thi/thi-thu/mat-ma/{token}/", {"digits": digits}).status_code == 302
    assert (Claim.objects.count(), Entrant.objects.count()) == (0, 1)
    assert client.post(there, {"digits": digits}).status_code == 302
    found = Claim.objects.get()
    assert (found.email, found.phone, found.holder) == ("na@thu.vn", PHONE, o.other)
    office = browser(o.province_secretary)
    assert "Lê Thị Na, 0900000155" in office.get(HERE).content.decode()
    page = f"{HERE}so/{found.pk}/"
    assert "Ngô Mượn Số" in office.get(page).content.decode()
    assert browser(o.stranger).get(page).status_code == 404
    assert office.post(page, {"granted": "1", "words": "?"}).status_code == 422
    assert office.post(page, {"granted": "1", "words": WHY}).status_code == 302
    assert Claim.objects.get().state == Claim.State.GRANTED


@pytest.mark.django_db(transaction=True)
def test_two_organisers_decide_at_once_and_one_is_told_who_did():
    org, made = contest(fields=["phone"])
    other = join(made, "Ngô Mượn Số")
    found = claim(made)
    done = at_once(
        *(lambda granted=granted: decide(found, org.province_secretary, granted) for granted in (True, False))
    )
    late, first = sorted(done, key=lambda one: type(one).__name__)
    assert (type(late), late.who, type(first)) == (AlreadyDone, org.province_secretary.full_name, Claim)
    other.refresh_from_db()
    assert (other.phone == "") == (Claim.objects.get().state == Claim.State.GRANTED)
