"""Entrants under 16: who agrees for them, what is kept of it, and when it goes. The year is 2026."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from doanso.core.accounts.models import User
from doanso.core.consent import services as consent
from doanso.core.consent.models import Consent
from doanso.features.contests import personal
from doanso.features.contests.models import Entrant
from doanso.features.contests.rules import children
from doanso.features.contests.services import joining, withdrawing
from doanso.features.contests.services.guardians import Guardian
from doanso.features.contests.services.joining import Browser, Given
from doanso.features.contests.tests.test_joining import contest
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
MOTHER = Guardian(Entrant.Guardian.PARENT, "Trần Thị Mẹ", "0900000123")
SCHOOL = Guardian(Entrant.Guardian.SCHOOL, "Cô Lan, lớp 3A", "lan@truong.vn")
HOME = "/cuoc-thi/thi-thu/"
TYPED = {"full_name": "Lê Thị Na", "unit": "Lớp 5B", "agree": "on"}
AGREED = {
    "guardian_kind": "cha_me", "guardian_name": "Trần  Thị Mẹ", "guardian_contact": "0900 000 123",
    "guardian_agree": "on",
}  # fmt: skip


def join(made, year, guardian=None):
    given = Given(full_name="Lê Thị Na", unit_words="Lớp 5B", birth_year=year, guardian=guardian)
    return joining.join(made, given=given, browser=Browser(), evidence={"ip": ""}, now=timezone.now()).entrant


@pytest.mark.parametrize(
    ("years", "guardian", "fits"),
    [(16, None, True), (15, None, False), (15, MOTHER, True), (15, SCHOOL, True), (6, MOTHER, True), (6, SCHOOL, False),
     (7, SCHOOL, True)],
)  # fmt: skip
def test_under_sixteen_somebody_agrees_and_under_seven_no_school(years, guardian, fits):
    _org, made = contest(fields=["birth"])
    year = timezone.localdate().year - years
    if not fits:
        with pytest.raises(Refused) as refusal:
            join(made, year, guardian)
        assert refusal.value.field == "guardian_name"
        return
    entrant = join(made, year, guardian)
    assert entrant.guardian_kind == (guardian.kind if guardian else "")


def test_the_consent_stands_by_itself_without_a_name_and_says_who_gave_which():
    _org, made = contest(fields=["birth"])
    year = timezone.localdate().year
    entrant = join(made, year - 12, MOTHER)
    own, mothers = Consent.objects.order_by("pk")
    assert {own.subject, mothers.subject} == {f"contest:{entrant.pk}"}
    assert (own.purpose.code, own.evidence["given_by"]) == ("contest", "child and guardian")
    assert (mothers.purpose.code, mothers.evidence["guardian"]) == ("contest_guardian", "cha_me")
    assert "Trần" not in str(own.evidence) + str(mothers.evidence)
    assert children.is_child(year - 15, timezone.localdate())
    assert not children.is_child(year - 16, timezone.localdate())


def test_who_is_sixteen_leaves_nobody_s_name_behind():
    _org, made = contest(fields=["birth"])
    entrant = join(made, timezone.localdate().year - 16, MOTHER)
    assert (entrant.guardian_name, entrant.guardian_contact) == ("", "")
    assert Consent.objects.count() == 1


def test_leaving_takes_the_parent_s_name_along_and_ends_both_consents():
    _org, made = contest(fields=["birth"])
    entrant = join(made, timezone.localdate().year - 12, MOTHER)
    withdrawing.withdraw(entrant=entrant, by=None, now=timezone.now())
    entrant.refresh_from_db()
    assert (entrant.guardian_kind, entrant.guardian_name, entrant.guardian_contact) == ("", "", "")
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_taking_back_the_guardian_s_consent_alone_ends_the_entry_too():
    org, made = contest(fields=["birth"])
    child = org.members[2]
    child.date_of_birth = timezone.localdate().replace(year=timezone.localdate().year - 14, day=1)
    child.save()
    given = Given(guardian=MOTHER)
    told = {"person": child, "browser": Browser(), "evidence": {}, "now": timezone.now()}
    with pytest.raises(Refused, match="dưới 16 tuổi"):
        joining.join_with_account(made, given=Given(), **told)
    entrant = joining.join_with_account(made, given=given, **told)
    (row,) = personal._tell(child)
    assert row["guardian"] == "Trần Thị Mẹ, 0900000123, Cha hoặc mẹ"
    consent.withdraw(Consent.objects.get(purpose__code="contest_guardian"), by=child, now=timezone.now())
    entrant.refresh_from_db()
    assert entrant.withdrawn_at
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_a_year_after_the_end_the_parent_s_name_goes():
    _org, made = contest(fields=["birth"])
    entrant = join(made, timezone.localdate().year - 12, MOTHER)
    personal.forget_contacts(made.rounds.get().closes_at + personal.YEAR + personal.MONTH)
    entrant.refresh_from_db()
    assert (entrant.full_name, entrant.guardian_name, entrant.guardian_contact) == ("Lê Thị Na", "", "")


def test_the_form_asks_in_the_same_step_and_loses_nothing():
    _org, made = contest(fields=["birth"])
    client, year = Client(), timezone.localdate().year
    typed = TYPED | {"birth": str(year - 11)}
    page = client.post(f"{HOME}tham-gia/", typed).content.decode()
    assert "Thêm một bước cho bạn dưới 16 tuổi" in page
    assert "không bắt buộc" not in page
    assert re.search(r'value="cha_me"[^>]* checked', page)
    assert "Vui lòng sửa" not in page
    again = client.post(f"{HOME}tham-gia/", typed | {"guardian_name": "", "guardian_contact": ""})
    assert set(again.context["form"].errors) == {"guardian_kind", "guardian_name", "guardian_contact", "guardian_agree"}
    assert 'value="Lê Thị Na"' in page
    assert "Cha mẹ, người giám hộ đồng ý những gì" in page
    for wrong in ({"guardian_agree": ""}, {"guardian_contact": "12"}, {"guardian_name": ""}, {"guardian_kind": "x"}):
        assert client.post(f"{HOME}tham-gia/", typed | AGREED | wrong).status_code == 200
    assert not made.entrants.exists()
    assert client.post(f"{HOME}tham-gia/", typed | AGREED).status_code == 302
    entrant = made.entrants.get()
    assert entrant.guardian == "Trần Thị Mẹ, 0900000123, Cha hoặc mẹ"
    assert "Trần Thị Mẹ" in client.get(f"{HOME}dot-1/").content.decode()
    small = client.post(f"{HOME}tham-gia/", TYPED | {"birth": str(year - 6)})
    assert small.status_code == 302  # this browser has joined


def test_a_child_with_an_account_is_asked_at_once_and_a_small_one_only_the_parent():
    org, made = contest(fields=[])
    child, today = org.members[2], timezone.localdate()
    child.date_of_birth = today.replace(year=today.year - 14, day=1)
    child.save()
    client = Client()
    client.force_login(User.objects.create_user("0900000111", person=child))
    page = client.get(f"{HOME}tham-gia/").content.decode()
    assert "Ai đồng ý cho bạn dự thi" in page
    assert "Nhà trường" in page
    assert client.post(f"{HOME}tham-gia/", {"agree": "on"}).status_code == 200
    assert client.post(f"{HOME}tham-gia/", {"agree": "on"} | AGREED).status_code == 302
    assert made.entrants.get().guardian_kind == "cha_me"
    page = Client().post(f"{HOME}tham-gia/", TYPED).content.decode()
    assert "Ai đồng ý" not in page  # this contest asks nobody's year
