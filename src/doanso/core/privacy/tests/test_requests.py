"""What people may ask for about their own data: a copy, a correction, withdrawing consent, erasing."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON
from tests.test_access import text_of

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.consent import services as consent
from doanso.core.consent.models import Consent
from doanso.core.notify.models import Notification
from doanso.core.privacy import queries, services
from doanso.core.privacy.models import Answer
from doanso.core.privacy.tests.support import browser, build
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext, effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    o = build()
    Person.objects.filter(pk=o.mate.pk).update(
        cccd="099301984192", phone="0900000777", email="anh@demo.example", ethnicity="Tày", date_of_birth="2001-03-26"
    )
    o.mate.refresh_from_db()
    User.objects.create(username="0900000777", email="anh@demo.example", person=o.mate)
    return o


def asked(org, answers: dict[str, Any] | None = None, **more: Any) -> EffectContext:
    known = EffectContext("T99-1", "D-DL", answers or {}, org.mate.pk, {}, "9-QĐ/TĐTN", org.keeper.pk, timezone.now())
    return replace(known, **more)


def do(name: str, context: EffectContext) -> dict[str, Any]:
    return effect(name).apply(context, {})


def why_not(name: str, context: EffectContext) -> list[str]:
    return effect(name).check(context, {})


def test_a_copy_has_everything_and_is_for_the_person_alone(org):
    for _twice in range(2):
        do("privacy.copy", asked(org))
    answer = Answer.objects.get()
    services.viewed(reader=org.secretary, person=org.mate, place="members.member", now=NOON)
    mine = browser(org.mate)
    path = f"/du-lieu-ca-nhan/ban-sao/{answer.pk}"

    held = json.loads(mine.get(path + ".json").content)["holdings"]
    readable = text_of(mine.get(path + ".pdf").content)

    assert set(held) == {holding.name for holding in queries.holdings()}
    assert (held["accounts.profile"][0]["cccd"], held["accounts.profile"][0]["phone"]) == ("099301984192", "0900000777")
    assert [row["unit"] for row in held["units.memberships"]] == ["Chi đoàn 10A1"]
    assert [row["reader"] for row in held["privacy.viewings"]] == ["Hồ Khánh Linh"]
    assert ("Trương Mỹ Anh" in readable, "099301984192" in readable) == (True, True)
    assert [browser(one).get(path + ".json").status_code for one in (org.keeper, org.secretary)] == [404, 404]
    assert [event.data["form"] for event in Event.objects.filter(kind="privacy.copy_fetched")] == ["json", "pdf"]
    with pytest.raises(Refused, match="không tải được nữa"):
        services.fetch(answer=answer, form="json", by=org.mate, now=timezone.now() + timedelta(days=31))


def test_a_correction_changes_what_is_given_once_and_the_account_follows(org):
    context = asked(org, {"dien_thoai_dung": "0900000778", "ngay_sinh_dung": "2001-03-27", "ho_ten_dung": ""})

    assert why_not("privacy.correct", context) == []
    assert Person.objects.get(pk=org.mate.pk).phone == "0900000777"
    for _twice in range(2):
        do("privacy.correct", context)

    org.mate.refresh_from_db()
    assert (org.mate.phone, org.mate.date_of_birth, org.mate.full_name) == (
        "0900000778", date(2001, 3, 27), "Trương Mỹ Anh",
    )  # fmt: skip
    assert User.objects.get(person=org.mate).username == "0900000778"
    assert Answer.objects.get().told == ["date_of_birth", "phone"]
    trail = Event.objects.get(kind="privacy.corrected").data
    assert (trail["before"]["phone"], trail["after"]["phone"], trail["decision"]) == (
        "0900000777", "0900000778", "9-QĐ/TĐTN",
    )  # fmt: skip


def test_why_a_correction_cannot_be_made_is_told_before_anybody_signs(org):
    organisation.person("Người Khác", phone="0900000111")

    told = [
        why_not("privacy.correct", asked(org, answers))
        for answers in ({}, *({"dien_thoai_dung": phone} for phone in ("0900000777", "0900000111", "12")))
    ]

    assert told == [
        ["Không có điều nào khác với dữ liệu đang lưu."],
        ["Không có điều nào khác với dữ liệu đang lưu."],
        ["Đã có người dùng số điện thoại này."],
        ["Đây không phải số điện thoại."],
    ]


def test_erasing_takes_what_no_law_keeps_and_leaves_the_register(org):
    Notification.objects.create(kind="x", recipient=org.mate, title="Tin", body="Tin", once="1", created_at=NOON)
    client = browser(org.mate)

    assert why_not("privacy.erase", asked(org)) == []
    for _twice in range(2):
        do("privacy.erase", asked(org))

    org.mate.refresh_from_db()
    account = User.objects.get(person=org.mate)
    gone = (org.mate.phone, org.mate.email, org.mate.cccd, org.mate.ethnicity)
    assert gone == ("", "", None, "")
    assert (org.mate.full_name, org.mate.birth_words) == ("Trương Mỹ Anh", "26/03/2001")
    assert (account.username, account.email, account.is_active) == (f"closed-{account.pk}", None, False)
    assert client.get("/tai-khoan/").status_code == 302
    assert (org.mate.memberships.count(), Notification.objects.filter(recipient=org.mate).count()) == (1, 0)
    assert Answer.objects.get().told == ["accounts.account", "accounts.profile", "notify.messages"]
    assert "0900000777" not in str(list(Event.objects.filter(kind__startswith="privacy.").values_list("data")))


def test_whoever_holds_a_seat_hands_it_over_before_their_data_is_erased(org):
    assert why_not("privacy.erase", asked(org, applicant_person_id=org.secretary.pk)) == [
        "Hồ Khánh Linh đang là Bí thư tại Chi đoàn 10A1: phải thôi giữ chức vụ trước khi xóa dữ liệu."
    ]
    with pytest.raises(Refused):
        do("privacy.erase", asked(org, applicant_person_id=org.secretary.pk))


def test_consents_of_the_named_purposes_are_withdrawn(org):
    consent.seed(NOON)
    for code in ("photo", "email"):
        consent.give(code, person=org.mate, evidence={}, now=NOON)
    context = asked(org, {"muc_dich": ["Ảnh chân dung"]})

    assert why_not("consent.withdraw", context) == []
    do("consent.withdraw", context)

    standing = Consent.objects.filter(person=org.mate, withdrawn_at=None)
    assert [one.purpose.code for one in standing] == ["email"]
    assert why_not("consent.withdraw", context) == ["Không còn sự đồng ý nào thuộc loại này đang có hiệu lực."]


def test_whoever_asks_must_be_known(org):
    for name in ("privacy.copy", "privacy.correct", "privacy.erase", "consent.withdraw"):
        assert why_not(name, asked(org, applicant_person_id=None)) == [
            "Người yêu cầu phải nộp bằng tài khoản của chính mình, hoặc tại bộ phận một cửa sau khi được đối chiếu "
            "giấy tờ: nếu không thì không biết đó là dữ liệu của ai."
        ], name


def test_the_own_page_tells_what_is_kept_and_why(org):
    do("privacy.copy", asked(org))
    answer = browser(org.mate).get("/du-lieu-ca-nhan/toi/")

    parts = {part["holding"].name: part for part in answer.context["parts"]}
    assert parts["units.memberships"]["number"] == 1
    assert {name for name, part in parts.items() if part["erased"]} == {
        "accounts.account", "accounts.profile", "notify.messages",
    }  # fmt: skip
    assert [one.name for one in queries.holdings() if one.erase is None and not one.ground] == []
    assert ("0•••••••4192" in answer.text, "099301984192" in answer.text) == (True, False)
    assert [(one.source, is_open) for one, is_open in answer.context["answers"]] == [("T99-1", True)]
