"""The finder on a small prepared set whose answers were worked out by hand, and the pages around it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person
from doanso.core.privacy.models import Viewing
from doanso.features.members import duplicates, pairs, services
from doanso.features.members.models import Distinct, Entry, Merge
from doanso.features.members.services import Source, Wanted, merging
from doanso.features.members.tests.test_importing import preview, row
from doanso.features.members.tests.test_views import browser

pytestmark = pytest.mark.django_db
BORN = date(2008, 3, 5)


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def member(org, name: str, born: date | None = BORN, *, unit: Any = None, **more: Any) -> Person:
    person = organisation.person(name, date_of_birth=born, **more)
    wanted = Wanted(Entry.Kind.ADMITTED, SINCE, unit=unit or org.branch)
    services.enter(person, wanted, Source("import:1", None, NOON))
    return person


def found(by: Person, **more: Any) -> list[tuple[set[str], int, tuple[str, ...]]]:
    rows, total = duplicates.candidates(by, timezone.localdate(), **more)
    assert total == len(rows)
    return [({row.first.code, row.second.code}, row.score, row.reasons + row.doubts) for row in rows]


def test_what_may_be_one_person_is_found_with_reasons_the_surest_first(org) -> None:
    a = member(org, "Giàng Thị Mỷ", phone="0912345678", cccd="012308001234")
    b = member(org, "Giang Thi My", phone="0912345678", cccd="012308001235", unit=org.sister)
    c = member(org, "Lò Văn Sơn")
    d = member(org, "Lò Văn Sơn", date(2008, 5, 3), unit=org.sister)  # 05/03 and 03/05
    e = member(org, "Lò Văn Sơn", date(2008, 1, 1), birth_precision="year")
    f, g = (member(org, "Thào A Páo", None, email=text) for text in ("Pao@x.vn", "pao@x.vn"))
    h, i = member(org, "Tráng A Dơ"), member(org, "Trang A Do", date(2009, 3, 5))
    for person, card in ((h, "HL 00-17"), (g, "c-17"), (f, "C17")):
        more = {"data": {"card": card}}
        services.enter(person, Wanted(Entry.Kind.CARDED, SINCE, **more), Source("import:1", None, NOON))

    assert found(org.base_secretary) == [
        ({a.code, b.code}, 120, ("họ tên chỉ khác dấu", "trùng ngày sinh", "số căn cước chỉ lệch một chữ số",
                                 "trùng số điện thoại")),
        ({f.code, g.code}, 100, ("trùng họ tên", "trùng thư điện tử", "trùng số thẻ", "một hồ sơ chưa có ngày sinh")),
        ({c.code, d.code}, 60, ("trùng họ tên", "ngày và tháng sinh đảo chỗ nhau")),
        ({c.code, e.code}, 50, ("trùng họ tên", "ngày sinh khớp phần đã biết")),
        ({d.code, e.code}, 50, ("trùng họ tên", "ngày sinh khớp phần đã biết")),
    ]  # fmt: skip
    assert [codes for codes, _score, _why in found(org.base_secretary, unit=org.sister)] == [
        {a.code, b.code},
        {c.code, d.code},
        {d.code, e.code},
    ]
    assert found(org.secretary) == [row for row in found(org.base_secretary) if not row[0] & {b.code, d.code}]
    assert i.code not in {code for codes, _score, _why in found(org.base_secretary) for code in codes}


def test_namesakes_twins_and_who_is_known_to_be_another_are_not_duplicates(org) -> None:
    member(org, "Vàng Thị Say", cccd="012308001111", phone="0912000111")
    member(org, "Vàng Thị Say", cccd="012308009999", phone="0912000111")  # two whole numbers
    member(org, "Hạng Thị Chở", phone="0912000222")
    member(org, "Hạng Thị Chở", BORN + timedelta(days=1), phone="0912000222")  # two births
    member(org, "Cứ A Lềnh", phone="0912000333")
    member(org, "Cứ A Sềnh", phone="0912000333")  # twins, with the phone of their mother
    one, other = member(org, "Sùng A Tủa"), member(org, "Sùng A Tủa")
    assert [codes for codes, _score, _why in found(org.base_secretary)] == [{one.code, other.code}]

    Distinct.objects.create(first=one, second=other, reason="Hai anh em họ", at=NOON, by=org.base_secretary)
    assert found(org.base_secretary) == []


def test_officers_compare_preview_merge_and_take_back_on_pages(org) -> None:
    one = member(org, "Giàng Thị Mỷ", cccd="012308001234")
    two = member(org, "Giang Thi My", unit=org.sister, phone="0912345678", cccd="012308001235")
    client = browser(org.base_secretary)
    assert [row[0].first for row in client.get("/doan-vien/trung/").context["rows"]] == [one]
    page = f"/doan-vien/trung/{one.pk}-{two.pk}/"
    answer = client.get(page)
    assert "••••••••1234" not in answer.text
    assert answer.context["chosen"] == {
        "stays": str(one.pk), "full_name": str(one.pk), "cccd": str(one.pk), "code": str(one.pk), "history": "rest"
    }  # fmt: skip
    assert set(Viewing.objects.values_list("person", "place")) == {(one.pk, "members.pair"), (two.pk, "members.pair")}

    chosen = answer.context["chosen"] | {"cccd": str(two.pk)}
    assert "đã là đoàn viên" in client.get(page + "xem-truoc/", chosen | {"history": "join"}).text
    seen = client.get(page + "xem-truoc/", chosen)
    assert (seen.context["obstacles"], [held.unit for held in seen.context["resting"]]) == ([], [org.sister])
    assert not Merge.objects.exists()
    assert client.post(page + "gop/", chosen | {"seen": "x"}).status_code == 409
    done = client.post(page + "gop/", chosen | {"seen": seen.context["seen"]})
    made = Merge.objects.get()
    assert done.url == f"/doan-vien/trung/da-gop/{made.pk}/"
    one.refresh_from_db()
    assert (one.full_name, one.cccd, one.phone) == ("Giàng Thị Mỷ", "012308001235", "0912345678")
    assert client.get(page).status_code == 409
    assert client.get(f"/doan-vien/{two.pk}/").context["member"] == one  # links in old notices lead on
    assert "Giàng Thị Mỷ" in client.get("/doan-vien/trung/da-gop/").text

    assert client.post(done.url + "hoan-tac/").status_code == 302
    one.refresh_from_db()
    assert (one.cccd, one.phone) == ("012308001234", "")
    assert client.post(page + "khac-nguoi/", {"reason": ""}).status_code == 422
    assert client.post(page + "khac-nguoi/", {"reason": "Đã gặp cả hai"}).status_code == 302
    assert client.get("/doan-vien/trung/").context["rows"] == []
    assert client.post(f"/doan-vien/trung/khac-nguoi/{Distinct.objects.get().pk}/xet-lai/").status_code == 302
    assert len(client.get("/doan-vien/trung/").context["rows"]) == 1


def test_who_keeps_only_one_of_the_two_units_finds_nothing_at_these_addresses(org) -> None:
    one, two = member(org, "Giàng Thị Mỷ"), member(org, "Giàng Thị Mỷ", unit=org.sister)
    page, chosen = f"/doan-vien/trung/{one.pk}-{two.pk}/", {"stays": one.pk, "history": "rest", "code": one.pk}
    for by in (org.secretary, org.stranger, org.base_member):
        client = browser(by)
        codes = [client.get(page).status_code, client.get(page + "xem-truoc/", chosen).status_code]
        codes += [client.post(page + end, chosen | {"reason": "x"}).status_code for end in ("gop/", "khac-nguoi/")]
        assert codes == [404] * 4
    assert browser(org.secretary).get("/doan-vien/trung/").context["rows"] == []
    assert browser(org.stranger).get("/doan-vien/trung/").status_code == 403
    strange = browser(org.base_secretary)
    for query in ("stays=x", "stays=1&history=y", "history=join"):
        assert strange.get(page + "xem-truoc/?" + query).status_code == 302
    assert strange.get(f"/doan-vien/trung/{two.pk}-{one.pk}/").status_code == 404
    assert strange.get("/doan-vien/trung/?don_vi=%27&page=x").status_code == 200


def test_the_code_of_a_merged_record_still_names_the_person_in_a_spreadsheet(org) -> None:
    one, two = member(org, "Giàng Thị Mỷ"), member(org, "Giàng Thị Mỷ", unit=org.sister)
    choice = pairs.Choice(one.pk, two.pk, aside=True)
    merging.merge(choice=choice, seen=pairs.state([one, two]), by=org.base_secretary, now=NOON)

    batch = preview(org, row("Giàng Thị Mỷ", ma=two.code, nghe="Sinh viên"))
    making.confirmed(batch, org.secretary)

    assert Person.objects.filter(job="Sinh viên").get() == one
    assert preview(org, row("Giàng Thị Mỷ", ngay_sinh="05/03/2008")).rows.get().reasons["ma"] == [
        f"Đã có người cùng họ tên và ngày sinh: {one.code}. Hãy ghi mã ấy, hoặc MỚI nếu là người khác."
    ]
