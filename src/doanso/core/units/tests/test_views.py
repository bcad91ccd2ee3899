"""Units as of a day, who sees names, and lending a seat: strangers, neighbours, former delegates."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.units import queries, services
from doanso.core.units.models import Delegation, Lineage, Membership, Position

pytestmark = pytest.mark.django_db
LEND = "/don-vi/uy-quyen/"


@pytest.fixture
def org():
    cache.clear()
    built = organisation.build()
    Position.objects.update(valid_from=timezone.localdate() - timedelta(days=200))
    Membership.objects.update(valid_from=timezone.localdate() - timedelta(days=200))
    return built


def browser(person: Person | None) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk if person else 0}", defaults={"person": person})
    client.force_login(user)
    return client


def form(org, **change) -> dict[str, str]:
    today = timezone.localdate()
    values = {
        "position": Position.objects.get(person=org.secretary).pk,
        "to": "Nguyễn Đăng Khôi",
        "kind": "KT",
        "first_day": f"{today:%Y-%m-%d}",
        "last_day": f"{today + timedelta(days=3):%Y-%m-%d}",
        "note": "Đi học",
    }
    return values | change


def test_index_shows_a_tree_to_everybody(org):
    answer = Client().get("/don-vi/")

    tops = answer.context["tops"]
    assert [
        (top.root.code, [(unit.code, [b.code for b in below]) for unit, below in top.branches]) for top in tops
    ] == [("T-HL", [("T-CS", ["T-CD", "T-CD2"])])]
    assert [top.root.code for top in Client().get("/don-vi/?cay=cq").context["tops"]] == ["T-UB", "T-UB2"]


def test_index_needs_the_same_queries_for_any_size(org):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            Client().get("/don-vi/")
        return len(found)

    few = asked()
    for number in range(30):
        organisation.unit(f"T-N{number}", f"Chi đoàn {number}", "CHI_DOAN", org.base)

    assert asked() == few <= 6


def test_index_as_of_a_day(org):
    organisation.unit("T-OLD", "Đoàn cũ", "DOAN_CO_SO", org.province, valid_to=date(2026, 6, 30))

    def leaves(day: str) -> list[str]:
        return [unit.code for unit in Client().get(f"/don-vi/?ngay={day}").context["tops"][0].leaves]

    assert (leaves("2026-06-30"), leaves("2026-07-01")) == (["T-OLD"], [])
    assert Client().get("/don-vi/?ngay=2019-12-31").context["tops"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10a1", ["T-CD"]), ("CHI ĐOÀN 10", ["T-CD", "T-CD2"]), ("t-ub", ["T-UB", "T-UB2"]), ("khong co", [])],
)
def test_index_finds_by_words_or_code(org, text, expected):
    assert [unit.code for unit in Client().get("/don-vi/", {"q": text}).context["page"]] == expected


@pytest.mark.parametrize(
    "query", ["q=%00", "ngay=hôm+qua", "ngay=0000-00-00", "cay=x", "q=%25", "page=x", "q=" + "a " * 99]
)
def test_pages_survive_any_query(org, query):
    assert Client().get(f"/don-vi/?{query}").status_code == 200
    assert Client().get(f"/don-vi/T-CD/?{query}").status_code == 200


def test_unknown_unit_is_not_found(org):
    assert Client().get("/don-vi/KHONG-CO/").status_code == 404
    assert Client().get("/don-vi/a%00b/").status_code == 404


def test_names_are_for_who_may_see_people_there(org):
    page = "/don-vi/T-CD/"

    def sees(person: Person | None) -> bool:
        return "Nguyễn Đăng Khôi" in browser(person).get(page).text

    assert "Nguyễn Đăng Khôi" not in Client().get(page).text
    assert [sees(who) for who in (org.deputy, org.base_secretary, org.province_secretary)] == [True] * 3
    assert [sees(who) for who in (org.stranger, org.base_member, org.head, org.neighbour_head, None)] == [False] * 5


def test_strangers_learn_the_seats_of_an_agency_without_names(org):
    text = Client().get("/don-vi/T-HC/").text

    assert "Bộ phận Một cửa: 1 người" in " ".join(text.split())
    assert "Đinh Trọng Sơn" not in text
    assert Client().get("/don-vi/T-CD/").context["offices"] == []


def test_former_delegate_no_longer_sees_names(org):
    seat, today = Position.objects.get(person=org.secretary), timezone.localdate()
    lent = services.delegate(
        position=seat, to=org.stranger, kind="KT", first_day=today, last_day=today, by=org.secretary, now=timezone.now()
    )
    client = browser(org.stranger)
    assert client.get("/don-vi/T-CD/").context["sees_people"] is True

    services.revoke_delegation(delegation=lent, by=org.secretary, now=timezone.now())

    assert client.get("/don-vi/T-CD/").context["sees_people"] is False


def test_unit_page_tells_where_it_came_from_and_what_it_became(org):
    old = organisation.unit("T-OLD", "Chi đoàn cũ", "CHI_DOAN", org.base, valid_to=date(2026, 6, 30))
    line = Lineage.objects.create(code="L", kind="merge", effective=date(2026, 7, 1))
    line.sources.add(old)
    line.targets.add(org.branch)

    new, ended = Client().get("/don-vi/T-CD/"), Client().get("/don-vi/T-OLD/")

    assert [one.code for one in new.context["came_from"][0].sources.all()] == ["T-OLD"]
    assert [one.code for one in ended.context["became"][0].targets.all()] == ["T-CD"]
    assert (new.context["stands"], ended.context["stands"]) == (True, False)
    assert Client().get("/don-vi/T-OLD/?ngay=2026-06-30").context["stands"] is True


def test_unit_page_tells_a_change_of_the_unit_itself_once(org):
    line = Lineage.objects.create(code="L", kind="retype", effective=date(2026, 7, 1))
    line.sources.add(org.branch)
    line.targets.add(org.branch)
    told = Client().get("/don-vi/T-CD/").context

    assert ([*told["came_from"]], [*told["altered"]], [*told["became"]]) == ([], [line], [])


def test_delegation_page_asks_to_sign_in(org):
    assert Client().get(LEND).url == f"/dang-nhap/?next={LEND}"
    assert browser(None).get(LEND).status_code == 403


def test_who_holds_no_seat_has_nothing_to_lend(org):
    answer = browser(org.stranger).get(LEND)

    assert answer.context["seats"] is False
    assert browser(org.stranger).post(LEND, form(org)).status_code == 422
    assert Delegation.objects.count() == 0


@pytest.mark.parametrize(
    "to", ["Nguyễn Đăng Khôi", "nguyen dang khoi", "0900000777", "+84 900 000 777", "khoi@demo.example"]
)
def test_holder_lends_by_name_phone_or_mail(org, to):
    Person.objects.filter(pk=org.deputy.pk).update(phone="0900000777", email="Khoi@demo.example")

    answer = browser(org.secretary).post(LEND, form(org, to=to), follow=True)

    lent = Delegation.objects.get()
    assert (lent.delegate, lent.position.person, lent.note) == (org.deputy, org.secretary, "Đi học")
    assert list(answer.context["given"]) == [lent]
    assert list(browser(org.deputy).get(LEND).context["held"]) == [lent]
    assert queries.seats_of(org.deputy, timezone.localdate()).delegated.keys() == {("bi_thu", org.branch.pk)}


@pytest.mark.parametrize("to", ["Nguyễn Đăng", "Khôi", "Người Lạ", "Lê Quang Vinh", "", "T%", "0900000000"])
def test_parts_of_names_strangers_and_other_trees_are_not_found(org, to):
    answer = browser(org.secretary).post(LEND, form(org, to=to))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["to"])
    assert answer.context["form"]["note"].value() == "Đi học"
    assert Delegation.objects.count() == 0


def test_homonyms_are_never_guessed(org):
    twin = organisation.person("Nguyễn Đăng Khôi")
    organisation.seat(twin, org.base, "uv_bch")

    answer = browser(org.secretary).post(LEND, form(org))
    assert answer.context["form"].errors["to"] == [
        "Có nhiều người trùng họ tên. Hãy ghi số điện thoại, thư điện tử hoặc mã."
    ]

    browser(org.secretary).post(LEND, form(org, to=twin.code))
    assert Delegation.objects.get().delegate == twin


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"last_day": "x"}, "last_day"),
        ({"kind": "XX"}, "kind"),
        ({"position": "999999"}, "position"),
        ({"to": "Hồ Khánh Linh"}, "to"),
        ({"note": "a" * 201}, "note"),
    ],
)
def test_wrong_fields_come_back_with_what_was_typed(org, change, field):
    answer = browser(org.secretary).post(LEND, form(org, **change))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Delegation.objects.count() == 0


def test_nobody_lends_a_seat_of_somebody_else(org):
    answer = browser(org.deputy).post(LEND, form(org, to="Hồ Khánh Linh"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["position"])


def test_only_the_holder_takes_back(org):
    browser(org.secretary).post(LEND, form(org))
    address = f"{LEND}{Delegation.objects.get().pk}/thu-hoi/"

    assert [browser(who).post(address).status_code for who in (org.deputy, org.stranger, None)] == [404] * 3
    assert Client().post(address).url.startswith("/dang-nhap/")
    assert browser(org.secretary).get(address).status_code == 405
    assert browser(org.secretary).post(address).url == LEND
    assert browser(org.secretary).post(address).status_code == 409
    assert queries.seats_of(org.deputy, timezone.localdate()).delegated == {}


def test_the_form_is_no_way_to_look_people_up(org):
    client = browser(org.secretary)

    codes = [client.post(LEND, form(org, to=f"09000001{number:02}")).status_code for number in range(21)]

    assert codes == [422] * 20 + [429]
