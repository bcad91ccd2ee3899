"""Units renamed, ended and merged: what goes where, what stands in the way, and who may."""

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import queries, services
from doanso.core.units.models import Lineage, Position, Unit
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
EFFECTIVE = date(2026, 12, 1)
BEFORE = date(2026, 11, 30)


@pytest.fixture
def org():
    """`org.admin` looks after the base unit and its branches, `org.other` after the office next door."""
    return build()


def build():
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    return org


def end(unit: Unit, by: Person, last_day: date = BEFORE) -> Unit:
    return services.end_unit(unit=unit, last_day=last_day, legal="QĐ 13", by=by, now=NOON)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=f"u{person.pk}", person=person))
    return client


def test_who_does_not_look_after_a_unit_is_refused(org):
    for by in (org.other, org.secretary, org.stranger):
        with pytest.raises(Forbidden):
            end(org.sister, by)
        with pytest.raises(Forbidden):
            rename(org.sister, by)
    assert Lineage.objects.count() == 0


def test_unit_ends_without_members_and_nothing_below(org):
    with pytest.raises(Refused, match="5 đoàn viên"):
        end(org.branch, org.admin)
    with pytest.raises(Refused, match="2 đơn vị trực thuộc"):
        end(org.base, org.admin)
    organisation.seat(org.stranger, org.sister, "uv_bch")
    end(org.sister, org.admin)
    org.sister.refresh_from_db()

    assert (org.sister.valid_to, Position.objects.get(person=org.stranger).valid_to) == (BEFORE, BEFORE)
    assert (Lineage.objects.get().kind, Lineage.objects.get().targets.count()) == ("dissolve", 0)
    assert Event.objects.get(kind="units.ended").actor_id == org.admin.pk
    with pytest.raises(Refused):
        end(org.sister, org.admin)
    with pytest.raises(Refused):
        services.appoint(person=org.deputy, unit=org.sister, role="bi_thu", since=EFFECTIVE, by=None, now=NOON)


def rename(unit: Unit, by: Person, name: str = "Chi đoàn 11A2", seen: str | None = None, legal: str = "") -> Unit:
    return services.rename_unit(
        unit=unit, name=name, short_name="", seen=seen or unit.name, legal=legal, by=by, now=NOON
    )


def test_rename_corrects_or_with_a_decision_keeps_the_old_name(org):
    rename(org.sister, org.admin, "  Chi đoàn  10A2 ")
    assert Event.objects.filter(kind="units.renamed").count() == 0  # nothing changes
    rename(org.sister, org.admin, legal="QĐ 9")
    org.sister.refresh_from_db()
    line = Lineage.objects.get()

    assert (org.sister.name, org.sister.search_key) == ("Chi đoàn 11A2", "chi doan 11a2")
    assert (line.kind, line.note, line.legal) == ("rename_same_code", "Trước đó: Chi đoàn 10A2.", "QĐ 9")
    assert Event.objects.get(kind="units.renamed").data["before"] == "Chi đoàn 10A2"
    with pytest.raises(Refused, match="Chi đoàn 11A2"):
        rename(org.sister, org.admin, "Chi đoàn 12A2", seen="Chi đoàn 10A2")
    given = {"name": "Chi đoàn 12A2", "short_name": "Chi đoàn 11A2", "seen": "Chi đoàn 11A2", "legal": ""}
    assert services.rename_unit(unit=org.sister, **given, by=org.admin, now=NOON).short_name == "Chi đoàn 12A2"


def test_pages_are_closed_to_others_and_tell_what_is_wrong(org):
    ours = [f"/quan-tri/don-vi/T-CD/{what}/" for what in ("ten", "ket-thuc", "sap-nhap")]
    for person in (org.other, org.secretary, org.stranger):
        client = browser(person)
        assert [client.get(path).status_code for path in ours] == [403] * 3
        assert not any(path in client.get("/don-vi/T-CD/").content.decode() for path in ours)
    client = browser(org.admin)
    assert client.get("/quan-tri/don-vi/khong-co/ten/").status_code == 404
    assert client.post(ours[0], {"name": "", "seen": "x"}).status_code == 422
    assert client.post(ours[0], {"name": "Chi đoàn 11A1", "seen": "Chi đoàn 10A1"}).url == "/don-vi/T-CD/"
    shown = client.get(ours[1]).context["obstacles"]
    assert shown[0][:13] == "Còn 5 đoàn vi"


def test_role_is_added_by_the_holder_of_the_installation_alone(org):
    role = {"code": "bi_thu_danh_du", "name": "Bí thư danh dự", "permissions": ["people.view", "la"]}
    with pytest.raises(Forbidden):
        services.add_role(**role, name_en="", covers_below=False, by=org.admin, now=NOON)
    assert browser(org.admin).get("/quan-tri/vai-tro/them/").status_code == 403
    owner = organisation.person("Chủ Cài Đặt")
    client = browser(owner)
    User.objects.filter(person=owner).update(is_superuser=True)
    for bad in ("Bí thư", "bi_thu", "them", "a"):
        answer = client.post("/quan-tri/vai-tro/them/", role | {"code": bad, "permissions": ["people.view"]})
        assert answer.status_code in {409, 422}, bad
    made = client.post("/quan-tri/vai-tro/them/", role | {"permissions": ["people.view"], "covers_below": "on"})
    assert made.url == "/quan-tri/vai-tro/"
    event = Event.objects.get(kind="units.role_added")
    assert (event.data["code"], event.data["permissions"]) == ("bi_thu_danh_du", ["people.view"])
    organisation.seat(org.stranger, org.base, "bi_thu_danh_du")
    assert queries.units_where(org.stranger, "people.view", BEFORE).filter(pk=org.branch.pk).exists()


def test_day_after_the_last_is_the_day_of_the_lineage(org):
    end(org.sister, org.admin, BEFORE - timedelta(days=9))
    assert Lineage.objects.get().effective == date(2026, 11, 22)
