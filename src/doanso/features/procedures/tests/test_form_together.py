"""The editor of questions beyond single ones: written by two at once, several at a time, without a network."""

import pytest

from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.tests.questions import NOON, address, build, form, order, post, row
from doanso.features.procedures.tests.test_draft_pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return build()


def test_two_editors_lose_nothing_and_the_later_one_is_told(org) -> None:
    other = browser(org.second)
    sent = {"seen": "0", "type": "text", "required": "no", "spot": "field:ghi_chu"}
    assert org.client.post(address(org, "sua/"), sent | {"label": "Một"}).status_code == 302
    added = {"seen": "0", "them": "section:muc", "label": "Hai", "type": "text"}
    assert other.post(address(org, "them/"), added).status_code == 302
    assert other.post(address(org, "sua/"), sent | {"label": "Ba"}).status_code == 409
    assert (row(org, "field:ghi_chu")["label"], row(org, "field:hai")["label"]) == ("Một", "Hai")


def test_two_editors_who_ask_the_same_at_once_get_two_questions(org) -> None:
    other, asked = browser(org.second), {"seen": "0", "label": "Ngày cấp"}
    for into in ("section:muc", "section:them"):
        assert org.client.post(address(org, "them/"), asked | {"them": into, "type": "date"}).status_code == 302
        answer = other.post(address(org, "them/"), asked | {"them": into, "type": "text"})
        assert answer.status_code == 302
    assert order(org) == [
        ["ho_ten", "quan_he", "ngay", "chi", "tong", "ngay_cap_2", "ngay_cap"],
        ["ghi_chu", "ngay_cap_4", "ngay_cap_3"],
    ]
    assert answer.url == address(org) + "?mo=field%3Angay_cap_4#c-field-ngay_cap_4"

    renamed = org.client.post(address(org, "ma/"), {"seen": "0", "spot": "field:ghi_chu", "key": "ngay_cap"})
    assert (renamed.status_code, renamed.context["panel"]["key_form"].errors["key"]) == (
        422,
        ["Mã “ngay_cap” đã được dùng."],
    )


def test_form_is_allowed_without_a_network_and_not_where_nobody_fills_it_in(org) -> None:
    post(org, "mat-mang/", offline="on")
    assert form(org)["offline"] is True
    assert org.client.get(address(org)).context["offline"] == {"on": True, "hindrance": "", "cautions": []}
    post(org, "them/", them="section:them", label="Nơi xin", type="unit")
    assert org.client.get(address(org)).context["offline"]["cautions"] == [
        "Khi mất mạng không có gợi ý tên: phải gõ đúng tên đơn vị như đã đăng ký (“Nơi xin”)."
    ]
    post(org, "mat-mang/")
    assert "offline" not in form(org)

    drafts.edit(
        draft_id=org.draft.pk, seen=3, make=lambda told: told | {"guide_only": True}, label="x", by=org.writer, now=NOON
    )
    assert post(org, "mat-mang/", offline="on").status_code == 409
    assert org.client.get(address(org)).context["offline"]["hindrance"] == (
        "Thủ tục này chỉ để hướng dẫn: không ai điền biểu mẫu ở đây."
    )


def test_several_questions_are_ticked_moved_copied_and_removed_with_one_undo_each(org) -> None:
    page = org.client.get(address(org) + "?chon=1").content.decode()
    assert 'name="chosen" value="quan_he" id="c-field-quan_he-tick"' in page
    start = order(org)
    ticked = {"chosen": ["ngay", "quan_he"]}
    ticks = post(org, "nhieu/", go="all section:muc", chosen="ghi_chu").context["choosing"]["ticked"]
    assert ticks == ["ghi_chu", "ho_ten", "quan_he", "ngay", "chi", "tong"]

    moved = post(org, "nhieu/", go="move", to="section:them|ghi_chu", **ticked)
    assert moved.url == address(org) + "#c-field-quan_he"
    assert order(org) == [["ho_ten", "chi", "tong"], ["ghi_chu", "quan_he", "ngay"]]
    org.client.post(f"/soan-thao/{org.draft.pk}/hoan-tac/")
    assert order(org) == start

    post(org, "nhieu/", go="copy", **ticked)
    assert order(org)[0] == ["ho_ten", "quan_he", "ngay", "quan_he_2", "ngay_2", "chi", "tong"]
    assert row(org, "field:ngay_2")["show_if"] == "quan_he_2 == 'Con'"
    post(org, "nhieu/", go="remove", chosen=["quan_he_2", "ngay_2"])  # nobody else reads them
    assert order(org) == start


def test_ticked_questions_that_others_read_go_only_when_that_was_told(org) -> None:
    told = post(org, "nhieu/", go="remove", chosen=["quan_he", "tong"])
    assert (told.status_code, told.context["choosing"]["users"]) == (200, ["Ngày xin", "bước “2. Rẽ”"])
    assert told.context["choosing"]["ticked"] == ["quan_he", "tong"]
    assert post(org, "nhieu/", go="surely", chosen=["quan_he", "tong"]).status_code == 302
    assert order(org)[0] == ["ho_ten", "ngay", "chi"]


def test_nothing_ticked_or_no_place_chosen_is_told_and_ticks_stay(org) -> None:
    nothing = post(org, "nhieu/", go="move", to="section:them|")
    assert (nothing.status_code, nothing.context["choosing"]["error"]) == (422, "Hãy chọn ít nhất một câu.")
    nowhere = post(org, "nhieu/", go="move", chosen=["ngay", "gone"])
    assert (nowhere.status_code, nowhere.context["choosing"]["error"]) == (422, "Hãy chọn nơi chuyển đến.")
    assert nowhere.context["choosing"]["ticked"] == ["ngay"]
    assert post(org, "nhieu/", go="x", chosen=["ngay"]).status_code == 409
