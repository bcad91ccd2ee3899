"""The administrator's pages: who gets in, what they show, and that what was typed stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import services
from doanso.core.units.models import Membership, Position, Role, Unit
from doanso.lib.errors import Forbidden
from doanso.lib.remembered import forget

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/"
PEOPLE = "/quan-tri/nguoi/"


@pytest.fixture
def org():
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    long_ago = timezone.localdate() - timedelta(days=200)
    Position.objects.update(valid_from=long_ago)
    Membership.objects.update(valid_from=long_ago)
    Person.objects.filter(pk=org.deputy.pk).update(phone="0912345678", email="khoi@example.vn")
    return org


def browser(person: Person | None, **more) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=f"u{person.pk if person else 0}", person=person, **more))
    return client


def pages(org) -> list[str]:
    one = f"{PEOPLE}{org.deputy.pk}/"
    seat = Position.objects.get(person=org.deputy)
    acts = [f"{one}tai-khoan/{act}/" for act in ("khoa", "mo-khoa", "xac-thuc", "dang-xuat", "thu-moi", "lien-ket")]
    return [PEOPLE, f"{PEOPLE}them/", one, *acts, f"{one}tai-khoan/", f"{one}vai-tro/", f"{one}vai-tro/{seat.pk}/thoi/"]


def test_no_page_opens_for_who_looks_after_nobody(org):
    shared = [
        ADMIN,
        f"{ADMIN}don-vi/them/",
        f"{ADMIN}vai-tro/",
        f"{ADMIN}vai-tro/bi_thu/",
        f"{ADMIN}loai-don-vi/",
        f"{ADMIN}loai-don-vi/PHONG/",
    ]
    for person in (org.secretary, org.base_secretary, org.stranger, None):
        client = browser(person)
        for path in [*shared, *pages(org)]:
            answers = {client.get(path).status_code, client.post(path, {}).status_code}
            assert answers <= {403, 405}, (path, person, answers)
    for path in [*shared, *pages(org)]:
        assert Client().get(path).status_code in {302, 405}


def test_the_neighbours_administrator_learns_nothing_of_ours(org):
    client = browser(org.other)
    assert [p.full_name for p in client.get(PEOPLE).context["page"]] == ["Tô Láng Giềng", "Đoàn Văn Lực"]
    for path in pages(org)[2:]:
        assert {client.get(path).status_code, client.post(path, {}).status_code} <= {404, 405}, path
    assert not User.objects.filter(person=org.deputy).exists()


@pytest.mark.parametrize(
    "query", ["nguyễn đăng khôi", "dang khoi", "KHÔI nguyen", "091234", "khoi@example.vn", "khoi%40exam"]
)
def test_somebody_is_found_by_name_phone_or_address(org, query):
    found = browser(org.admin).get(f"{PEOPLE}?q={query}").context["page"]
    assert [p.full_name for p in found] == ["Nguyễn Đăng Khôi"]


def test_the_list_narrows_by_unit_and_account(org):
    User.objects.create(username="x", person=org.base_deputy, is_active=False)
    client = browser(org.admin)
    below = client.get(f"{PEOPLE}?don_vi=T-CD").context["page"]
    assert {p.full_name for p in below} == {m.full_name for m in org.members}
    locked = client.get(f"{PEOPLE}?tai_khoan=locked").context["page"]
    assert [p.full_name for p in locked] == ["Đinh Hồng Nhung"]
    assert client.get(f"{PEOPLE}?don_vi=T-UB&tai_khoan=%00&q=%00").status_code == 200


def test_the_list_asks_the_same_for_any_number(org):
    client = browser(org.admin)

    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        return len(queries)

    few = asked()
    for number in range(12):
        organisation.seat(organisation.person(f"Người Thêm {number}"), org.branch, "uv_bch")
    assert asked() == few <= 20


def test_an_account_is_made_invited_and_locked_from_the_page(org):
    client, one = browser(org.admin), f"{PEOPLE}{org.deputy.pk}/"
    assert client.post(f"{one}tai-khoan/", {"email": "khong-phai"}).status_code == 422
    client.post(f"{one}tai-khoan/", {"email": "khoi@example.vn"})
    user = User.objects.get(person=org.deputy)
    assert (user.username, user.email, user.has_usable_password()) == ("0912345678", "khoi@example.vn", False)
    shown = client.post(f"{one}tai-khoan/lien-ket/")
    assert (shown.status_code, "no-store" in shown.headers["Cache-Control"]) == (200, True)
    assert client.get(f"{one}tai-khoan/khoa/").status_code == 200
    assert User.objects.get(pk=user.pk).is_active
    client.post(f"{one}tai-khoan/khoa/")
    assert not User.objects.get(pk=user.pk).is_active


def test_nothing_typed_is_lost_and_the_reason_stands_at_the_field(org):
    client = browser(org.admin)
    typed = {"full_name": "Trần Thị Mới", "phone": "12", "unit": "T-CD", "role": "uv_bch", "since": "2026-13-01"}
    answer = client.post(f"{PEOPLE}them/", typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"phone", "since"})
    assert 'value="Trần Thị Mới"' in answer.content.decode()
    Role.objects.filter(pk="chu_tich_hoi_dong").update(permissions=["quyen.la"])
    form = {"unit": "T-CD", "role": "chu_tich_hoi_dong", "since": "2026-11-01"}
    answer = client.post(f"{PEOPLE}{org.deputy.pk}/vai-tro/", form)
    assert (answer.status_code, list(answer.context["role_form"].errors)) == (422, ["role"])


def test_a_role_is_given_and_taken_from_the_page(org):
    client, one = browser(org.admin), f"{PEOPLE}{org.members[2].pk}/"
    today = f"{timezone.localdate():%Y-%m-%d}"
    client.post(f"{one}vai-tro/", {"unit": "T-CD", "role": "uv_bch", "since": today, "title": "Ủy viên"})
    held = Position.objects.get(person=org.members[2])
    assert (held.unit, held.role_id, held.title) == (org.branch, "uv_bch", "Ủy viên")
    client.post(f"{one}vai-tro/{held.pk}/thoi/", {"last_day": today})
    held.refresh_from_db()
    assert held.valid_to == timezone.localdate()


def test_the_first_account_gives_its_name_before_it_works(db):
    client = browser(None, is_superuser=True)
    assert client.get(ADMIN).headers["Location"] == "/quan-tri/gioi-thieu/"
    client.post("/quan-tri/gioi-thieu/", {"full_name": "Lê Thị Đầu Tiên"})
    assert User.objects.get().person.full_name == "Lê Thị Đầu Tiên"
    made = client.post("/quan-tri/loai-don-vi/", {"code": "to", "name": "Tổ", "tree": "cq", "rank": 3})
    assert made.headers["Location"] == "/quan-tri/loai-don-vi/"
    top = {"type": "TO", "name": "Tổ một", "code": "to-1", "valid_from": "2026-01-01"}
    assert client.post("/quan-tri/don-vi/them/", top).headers["Location"] == "/don-vi/to-1/"
    assert [client.get(path).status_code for path in (ADMIN, PEOPLE, "/quan-tri/loai-don-vi/TO/")] == [200, 200, 200]


def test_the_menu_shows_administration_to_administrators_alone(org):
    def is_offered(person: Person) -> bool:
        return f'href="{ADMIN}"' in browser(person).get("/don-vi/").content.decode()

    assert (is_offered(org.admin), is_offered(org.secretary)) == (True, False)


def test_a_unit_is_founded_below_ones_own_alone(org):
    client = browser(org.admin)
    form = {"parent": "T-CS", "type": "CHI_DOAN", "name": "Chi đoàn 10A3", "code": "T-CD3", "valid_from": "2026-09-01"}
    for change in ({"parent": "T-HL"}, {"parent": ""}, {"type": "PHONG"}, {"code": "t-cd"}, {"code": "a/b"}):
        answer = client.post(f"{ADMIN}don-vi/them/", form | change)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(change))
    assert client.post(f"{ADMIN}don-vi/them/", form).headers["Location"] == "/don-vi/T-CD3/"
    made = Unit.objects.get(code="T-CD3")
    assert (made.parent, made.path) == (org.base, f"{org.base.path}T-CD3/")
    assert Event.objects.get(kind="units.created", target_id=str(made.pk)).actor_id == org.admin.pk
    for parent in (org.province, None):
        with pytest.raises(Forbidden):
            services.found_unit(
                code="X-1", name="X", type=made.type, parent=parent, valid_from=made.valid_from, by=org.admin, now=NOON
            )
