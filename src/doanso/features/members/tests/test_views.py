"""Who sees which member, the Vietnamese order, filters, export."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import services as units
from doanso.core.units.models import Membership, Position
from doanso.features.members import queries
from doanso.features.members.services import Source, Wanted, enter, open_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return organisation.build()


def browser(person: Person | None) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk if person else 0}", defaults={"person": person})
    client.force_login(user)
    return client


def admit(name: str, unit, **more) -> Person:
    person = organisation.person(name)
    units.admit(person=person, unit=unit, since=organisation.SINCE, by=None, now=organisation.NOON, **more)
    return person


def names(answer) -> list[str]:
    return [held.person.full_name for held in answer.context["page"]]


def sheet(answer) -> list[list[object]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_index_lists_the_branch_by_given_name(org):
    answer = browser(org.secretary).get("/doan-vien/")

    assert names(answer) == ["Trương Mỹ Anh", "Nguyễn Đăng Khôi", "Phạm Tuấn Kiệt", "Hồ Khánh Linh", "Lâm Nhã Uyên"]


def test_index_turns_round_and_sorts_by_unit_and_day(org):
    admit("Bế Văn Ân", org.sister)
    client = browser(org.base_secretary)

    assert names(client.get("/doan-vien/?sort=-name"))[::5] == ["Lâm Nhã Uyên", "Trương Mỹ Anh"]
    assert names(client.get("/doan-vien/?sort=-unit"))[0] == "Bế Văn Ân"
    assert names(client.get("/doan-vien/?sort=admitted"))[0] == "Trương Mỹ Anh"
    assert len(names(client.get("/doan-vien/?sort=cccd"))) == 6


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=truong%20my", ["Trương Mỹ Anh"]),
        ("q=ANH%20TRƯƠNG", ["Trương Mỹ Anh"]),
        ("q=T-0042", ["Bế Văn Ân"]),
        ("don_vi=T-CD2", ["Bế Văn Ân"]),
        ("trang_thai=tam_hoan_sinh_hoat", ["Bế Văn Ân"]),
        ("loai=clb", []),
        ("don_vi=T-CD2&q=anh", []),
    ],
)
def test_index_narrows(org, query, expected):
    other = admit("Bế Văn Ân", org.sister, card_number="t-0042")
    Membership.objects.filter(person=other).update(state="tam_hoan_sinh_hoat")

    assert names(browser(org.base_secretary).get(f"/doan-vien/?{query}")) == expected


def test_index_survives_any_query(org):
    client = browser(org.secretary)
    for query in (
        "q=%00",
        "don_vi=%27",
        "don_vi=D-XX",
        "trang_thai=x",
        "sort=%00",
        "page=-1",
        "page=9" * 99,
        "q=" + "a " * 999,
    ):
        assert client.get(f"/doan-vien/?{query}").status_code == 200


def test_index_shows_nobody_to_strangers_neighbours_and_subordinates(org):
    assert Client().get("/doan-vien/").url == "/dang-nhap/?next=/doan-vien/"
    neighbour = organisation.person("Bí Thư Bên")
    organisation.seat(neighbour, org.sister, "bi_thu")

    for who in (org.stranger, neighbour, org.members[2], None):
        assert names(browser(who).get("/doan-vien/")) == []
    assert len(names(browser(org.base_secretary).get("/doan-vien/"))) == 5
    assert len(names(browser(org.province_secretary).get("/doan-vien/"))) == 5


def test_members_of_a_committee_above_do_not_see_below(org):
    """The seat of a committee member covers its own unit alone."""
    assert names(browser(org.base_member).get("/doan-vien/")) == []


def test_delegate_sees_only_while_the_delegation_holds(org):
    today, seat = timezone.localdate(), Position.objects.get(person=org.secretary)
    Position.objects.filter(pk=seat.pk).update(valid_from=today - timedelta(days=99))
    Membership.objects.update(valid_from=today - timedelta(days=99))
    lent = units.delegate(
        position=seat, to=org.stranger, kind="KT", first_day=today, last_day=today, by=org.secretary, now=timezone.now()
    )
    client, page = browser(org.stranger), f"/doan-vien/{org.members[2].pk}/"
    assert (len(names(client.get("/doan-vien/"))), client.get(page).status_code) == (5, 200)

    units.revoke_delegation(delegation=lent, by=org.secretary, now=timezone.now())

    assert (names(client.get("/doan-vien/")), client.get(page).status_code) == ([], 404)


def test_index_needs_the_same_queries_for_any_length(org):
    client = browser(org.base_secretary)
    Membership.objects.exclude(person=org.secretary).delete()

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as sent:
            return len(client.get("/doan-vien/").context["page"].paginator.object_list), len(sent)

    client.get("/doan-vien/")
    one = asked()
    for number in range(99):
        admit(f"Lê Văn {number}", org.sister)

    assert (one[0], asked()[0]) == (1, 100)
    assert one[1] == asked()[1] <= 18


def test_search_finds_words_as_they_begin_in_any_order(org):
    client = browser(org.base_secretary)
    admit("Trần Thị Hoà", org.sister)
    admit("H'Hen Niê", org.sister)

    def found(text: str) -> list[str]:
        return names(client.get("/doan-vien/", {"q": text}))

    assert found("my truong") == found("Trương MỸ") == found("tru m") == ["Trương Mỹ Anh"]
    assert found("hòa") == found("hoà") == found("hoa tra") == ["Trần Thị Hoà"]
    assert found("h'hen") == found("nie") == ["H'Hen Niê"]
    assert found("ruong") == found("' & | !") == found("'") == []


def test_what_is_searched_for_is_counted_up_to_a_limit(org, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 1)
    client = browser(org.base_secretary)

    everybody = client.get("/doan-vien/")
    many, few = client.get("/doan-vien/?q=n"), client.get("/doan-vien/?q=truong")

    assert (everybody.context["tally"].total, "5 lượt sinh hoạt" in everybody.text) == (5, True)
    assert (many.context["tally"].more, many.context["page"].paginator.count) == (True, 1)
    assert "Có hơn 1 kết quả" in many.text
    assert (few.context["tally"].more, few.context["tally"].sums) == (False, [("Đang sinh hoạt", 1)])


def test_export_holds_the_filtered_list_and_is_written_down(org):
    evil = admit("=HYPERLINK(1)", org.sister, card_number="0007")
    client = browser(org.base_secretary)

    rows = sheet(client.get("/doan-vien/danh-sach.xlsx?don_vi=T-CD2"))

    assert rows[0] == [
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Đơn vị",
        "Loại sinh hoạt",
        "Tình trạng",
        "Số thẻ",
        "Ngày vào Đoàn",
    ]
    assert [row[0] for row in rows[1:]] == [evil.full_name]
    assert (rows[1][6], rows[1][7].date()) == ("0007", organisation.SINCE)
    event = Event.objects.latest("pk")
    assert (event.kind, event.actor, event.data["rows"]) == ("members.exported", org.base_secretary, 1)


def test_list_of_an_earlier_day_shows_and_finds_the_cards_of_then(org):
    """A card on 1 February, another on 1 March; received by the sister branch on 1 April."""
    member, source = org.members[2], Source("T-1", None, organisation.NOON)
    open_register(now=organisation.NOON)
    for month, card in ((2, "A-0001"), (3, "A-0002")):
        enter(member, Wanted("carded", date(2026, month, 1), data={"card": card}), source)
    enter(member, Wanted("sent", date(2026, 4, 1)), source)
    enter(member, Wanted("received", date(2026, 4, 1), unit=org.sister), source)
    client = browser(org.base_secretary)

    def card(on: str, **more: str) -> list[str | None]:
        rows = client.get("/doan-vien/", {"ngay": on, **more}).context["page"]
        return [held.card_number for held in rows if held.person == member]

    assert [card(f"2026-{day}") for day in ("01-31", "02-01", "02-28", "03-01")] == [
        [None], ["A-0001"], ["A-0001"], ["A-0002"],
    ]  # fmt: skip
    assert (card("2026-02-10", q="a-0001"), card("2026-02-10", q="A-0002")) == (["A-0001"], [])
    assert (card("", q="A-0001"), card("", q="A-0002")) == ([], ["A-0002"])
    told = sheet(client.get("/doan-vien/danh-sach.xlsx?ngay=2026-02-10&don_vi=T-CD"))
    assert [row[6] for row in told if row[0] == member.full_name] == ["A-0001"]
    with CaptureQueriesContext(connection) as one:
        card("2026-02-10", q="truong")
    with CaptureQueriesContext(connection) as all_of_them:
        card("2026-02-10")
    assert len(one) == len(all_of_them)


def test_export_is_refused_to_who_oversees_nobody(org):
    for who in (org.stranger, org.members[2], org.desk_officer, None):
        assert browser(who).get("/doan-vien/danh-sach.xlsx").status_code == 403
    assert Event.objects.filter(kind="members.exported").count() == 0
    assert Client().get("/doan-vien/danh-sach.xlsx").status_code == 302


def test_member_page_is_for_oneself_and_the_superiors(org):
    page = f"/doan-vien/{org.members[2].pk}/"

    allowed = [org.members[2], org.secretary, org.deputy, org.base_secretary, org.province_secretary]
    refused = [org.stranger, org.members[3], org.base_member, org.head, org.neighbour_head, None]

    assert [browser(who).get(page).status_code for who in allowed] == [200] * 5
    assert [browser(who).get(page).status_code for who in refused] == [404] * 6
    assert browser(org.secretary).get("/doan-vien/999999/").status_code == 404


def test_record_of_who_left_is_for_the_last_branch_and_who_went_elsewhere_for_the_new_one(org):
    left, gone, day = org.members[2], org.members[3], timezone.localdate()
    far = organisation.unit("X-CD", "Chi đoàn ở xa", "CHI_DOAN", organisation.unit("X", "Tỉnh khác", "TINH_DOAN"))
    there = organisation.person("Lò Thị Xa")
    organisation.seat(there, far, "bi_thu")
    open_register(now=organisation.NOON)
    source = Source("T-1", None, organisation.NOON)
    enter(left, Wanted("came_of_age", day), source)
    enter(gone, Wanted("sent", day), source)
    enter(gone, Wanted("received", day, unit=far), source)
    readers = [org.secretary, org.base_secretary, org.province_secretary, org.stranger, there, left]

    def status(person):
        return [browser(who).get(f"/doan-vien/{person.pk}/").status_code for who in readers]

    assert status(left) == [200, 200, 200, 404, 404, 200]
    assert status(gone) == [404, 404, 404, 404, 200, 404]
    before = browser(org.secretary).get(f"/doan-vien/?ngay={day - timedelta(days=1)}").text
    assert (left.full_name in before, f'href="/doan-vien/{left.pk}/"' in before) == (True, True)
    assert (gone.full_name in before, f'href="/doan-vien/{gone.pk}/"' in before) == (True, False)


def test_member_page_tells_the_whole_way(org):
    seat = Position.objects.get(person=org.secretary)
    units.end_position(position=seat, last_day=organisation.SINCE, by=None, now=organisation.NOON)
    organisation.seat(org.secretary, org.base, "uv_bch")

    answer = browser(org.base_secretary).get(f"/doan-vien/{org.secretary.pk}/")

    assert [held.role_id for held in answer.context["positions"]] == ["bi_thu", "uv_bch"]
    assert [held.unit for held in answer.context["memberships"]] == [org.branch]


def test_member_page_masks_the_citizen_number(org):
    Person.objects.filter(pk=org.secretary.pk).update(cccd="099090984192")

    text = browser(org.secretary).get("/doan-vien/toi/", follow=True).text

    assert "192" in text
    assert "099090984192" not in text


def test_profile_and_unit_lead_to_the_record(org):
    client = browser(org.secretary)

    assert f'href="/doan-vien/{org.secretary.pk}/"' in client.get("/tai-khoan/").text
    assert 'href="/doan-vien/?don_vi=T-CD"' in client.get("/don-vi/T-CD/").text
    assert 'href="/doan-vien/?don_vi=T-CD2"' not in client.get("/don-vi/T-CD2/").text
    assert 'href="/doan-vien/?don_vi=T-CD"' not in browser(org.stranger).get("/don-vi/T-CD/").text


def test_a_person_has_the_address_of_their_record(org):
    assert org.stranger.get_absolute_url() == f"/doan-vien/{org.stranger.pk}/"
