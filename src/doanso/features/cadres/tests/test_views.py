"""Who may open and do what with cadres; lists cost the same whatever their length."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.privacy.models import Viewing
from doanso.core.units.models import Position
from doanso.features.cadres.models import Planned, Term, Training
from doanso.features.cadres.services import planning
from doanso.features.cadres.tests.support import NOW, agree, browser, term

pytestmark = pytest.mark.django_db
TERM = {"body": "btv", "first": "2026-01-05", "last": "2028-01-04", "decision": "7/QĐ", "seats_uv_btv": "2"}


@pytest.fixture
def org():
    built = organisation.build()
    built.neighbour = organisation.person("Mai Thị Thu")
    organisation.seat(built.neighbour, built.sister, "bi_thu")
    built.former = organisation.person("Tạ Từng Làm")
    yesterday = timezone.localdate() - timedelta(days=1)
    Position.objects.create(
        person=built.former, unit=built.branch, role_id="bi_thu", valid_from=organisation.SINCE, valid_to=yesterday
    )
    return built


def rows(answer) -> list[list[object]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_cadres_are_seen_in_the_unit_and_from_above_alone(org) -> None:
    made, deputy = term(org.branch), org.deputy.pk
    paths = [
        "/can-bo/?don_vi=T-CD",
        f"/can-bo/nhiem-ky/{made.pk}/",
        f"/can-bo/nguoi/{deputy}/",
        "/can-bo/nhiem-ky/moi/",
    ]
    who = ["secretary", "province_secretary", "neighbour", "base_member", "former"]
    clients = {one: browser(getattr(org, one)) for one in who}

    found = {one: [client.get(path).status_code for path in paths] for one, client in clients.items()}

    assert found == {
        "secretary": [200, 200, 200, 200],
        "province_secretary": [200, 200, 200, 200],
        "neighbour": [422, 404, 404, 200],
        "base_member": [403, 404, 404, 403],
        "former": [403, 404, 404, 403],
    }
    seen = Viewing.objects.filter(place="cadres.record").order_by("pk").values_list("reader", flat=True)
    assert list(seen) == [org.secretary.pk, org.province_secretary.pk]


def test_only_who_keeps_the_unit_enters_and_nobody_their_own(org) -> None:
    refused = browser(org.neighbour).post("/can-bo/nhiem-ky/moi/", TERM | {"unit": "T-CD"})
    wrong = browser(org.secretary).post("/can-bo/nhiem-ky/moi/", TERM | {"unit": "T-CD", "seats_uv_ubkt": "1"})
    assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"unit"})
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"seats_uv_ubkt"})
    made = browser(org.secretary).post("/can-bo/nhiem-ky/moi/", TERM | {"unit": "T-CD"})
    assert (made.status_code, Term.objects.get().seats) == (302, {"uv_btv": 2})

    course = {"course": "Kỹ năng số", "first_day": "2026-05-11"}
    for by, whom, status in (
        (org.secretary, org.deputy, 302),
        (org.deputy, org.deputy, 404),
        (org.neighbour, org.deputy, 404),
    ):
        assert browser(by).post(f"/can-bo/nguoi/{whom.pk}/dao-tao/", course).status_code == status
    training = Training.objects.get()
    assert browser(org.secretary).post(f"/can-bo/dao-tao/{training.pk}/rut/", {"reason": "Nhầm"}).status_code == 302
    assert "<s>Kỹ năng số</s>" in browser(org.deputy).get(f"/can-bo/nguoi/{org.deputy.pk}/").text
    agree()


def test_a_plan_is_proposed_decided_and_not_decided_twice(org) -> None:
    plan = {"who": org.deputy.code, "unit": "T-CS", "role": "uv_bch", "first_year": "2026", "last_year": "2030"}
    client = browser(org.base_secretary)
    assert client.post("/can-bo/quy-hoach/moi/", plan).status_code == 302
    assert client.post("/can-bo/quy-hoach/moi/", plan).status_code == 409
    planned = Planned.objects.get()
    decision = {"state": "phe_duyet", "decision": "7/QĐ", "decided_on": "2026-03-20", "seen": "de_xuat"}
    address = f"/can-bo/quy-hoach/{planned.pk}/"

    assert [browser(by).post(address, decision).status_code for by in (org.secretary, org.stranger)] == [404, 404]
    assert [client.post(address, decision).status_code for _time in range(2)] == [302, 422]
    planned.refresh_from_db()
    assert (planned.state, planned.decision) == ("phe_duyet", "7/QĐ")
    agree()


def test_lists_and_files_cost_the_same_for_one_and_for_many(org) -> None:
    term(org.branch, bi_thu=1, pho_bi_thu=2)
    years = {"first_year": 2026, "last_year": 2030, "note": "", "by": org.base_secretary, "now": NOW}
    planning.propose(person=org.deputy, unit=org.branch, role="bi_thu", **years)
    client = browser(org.base_secretary)
    addresses = ("/can-bo/", "/can-bo/danh-sach/", "/can-bo/nhiem-ky/", "/can-bo/quy-hoach/")
    before = [_queries(client, one) for one in addresses]
    term(org.sister, uv_bch=3)
    term(org.base, uv_bch=3)
    for number, person in enumerate(org.members[2:]):
        organisation.seat(person, org.sister, "uv_bch")
        role = ("bi_thu", "uv_btv", "uv_bch")[number]
        planning.propose(person=person, unit=org.branch, role=role, **years)

    assert [_queries(client, one) for one in addresses] == before
    table = rows(client.get("/can-bo/bang.xlsx"))
    assert table[1:] == [
        ["Đoàn trường", 3, 3, 2, 0, 2],
        ["Chi đoàn 10A1", 3, 2, 1, 0, 0],
        ["Chi đoàn 10A2", 3, 4, 0, 0, 1],
        ["Tất cả", 9, 9, 3, 0, 3],
    ]
    assert len(rows(client.get("/can-bo/danh-sach/bang.xlsx?q=truong"))) == 2


def _queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
