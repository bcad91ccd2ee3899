"""Units renamed, ended and merged: what goes where, what stands in the way, and who may."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import queries, services
from doanso.core.units.models import Lineage, Membership, Position, Unit
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


def merge(org, *, by: Person | None = None, keep: tuple[int, ...] = (), seen: str | None = None, **change) -> Unit:
    values = {"unit": org.branch, "into": org.sister, "effective": EFFECTIVE} | change
    plan = queries.merging(*values.values())
    return services.merge_unit(
        **values, legal="QĐ 12", keep=frozenset(keep), seen=seen or plan.fingerprint, by=by or org.admin, now=NOON
    )


def end(unit: Unit, by: Person, last_day: date = BEFORE) -> Unit:
    return services.end_unit(unit=unit, last_day=last_day, legal="QĐ 13", by=by, now=NOON)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=f"u{person.pk}", person=person))
    return client


def test_members_and_chosen_seats_go_on_in_the_other_unit(org):
    card = Membership.objects.get(person=org.members[2])
    Membership.objects.filter(pk=card.pk).update(card_number="HL-007")
    kept, ended = Position.objects.get(person=org.deputy), Position.objects.get(person=org.secretary)

    merge(org, keep=(kept.pk,))
    org.branch.refresh_from_db()
    line = Lineage.objects.get()
    event = Event.objects.get(kind="units.merged")
    gone = Membership.objects.get(pk=card.pk)
    came = Membership.objects.get(person=org.members[2], unit=org.sister)

    assert org.branch.valid_to == BEFORE
    assert set(queries.members(org.branch, BEFORE)) == set(queries.members(org.sister, EFFECTIVE)) == set(org.members)
    assert (queries.members(org.branch, EFFECTIVE).count(), queries.members(org.sister, BEFORE).count()) == (0, 0)
    assert (gone.card_number, came.card_number, came.admitted_on, came.valid_to) == (None, "HL-007", SINCE, None)
    assert [(p.person, p.role_id) for p in queries.seats_taken(org.sister, EFFECTIVE)] == [(org.deputy, "pho_bi_thu")]
    assert set(Position.objects.filter(unit=org.branch).values_list("valid_to", flat=True)) == {BEFORE}
    assert (line.kind, line.effective, line.legal) == ("merge", EFFECTIVE, "QĐ 12")
    assert (list(line.sources.all()), list(line.targets.all())) == ([org.branch], [org.sister])
    assert queries.successors(org.branch, EFFECTIVE) == [org.sister]
    assert event.data["kept"] == [kept.pk]
    assert sorted(event.data["seats"]) == sorted([kept.pk, ended.pk])
    assert len(event.data["made"]["members"]) == event.data["members"] == 5


def test_what_has_changed_since_the_preview_is_looked_at_again(org):
    seen = queries.merging(org.branch, org.sister, EFFECTIVE).fingerprint
    services.admit(person=org.stranger, unit=org.branch, since=SINCE, by=None, now=NOON)
    with pytest.raises(Refused):
        merge(org, seen=seen)
    assert Unit.objects.get(pk=org.branch.pk).valid_to is None


def test_who_looks_after_one_of_the_two_alone_or_none_is_refused(org):
    branch_admin = organisation.person("Lê Quản Chi Đoàn")
    organisation.seat(branch_admin, org.branch, "quan_tri_don_vi")
    for by in (branch_admin, org.other, org.secretary, org.base_secretary, org.stranger):
        with pytest.raises(Forbidden):
            merge(org, by=by)
    for by in (org.other, org.secretary, org.stranger):
        with pytest.raises(Forbidden):
            end(org.sister, by)
        with pytest.raises(Forbidden):
            rename(org.sister, by)
    assert Lineage.objects.count() == 0


def test_nobody_takes_a_seat_away_that_may_do_more_than_they_may(org):
    strong = Position.objects.get(person=org.secretary)
    strong.role.permissions = [*strong.role.permissions, "quyen.la"]
    strong.role.save()
    with pytest.raises(Forbidden, match="Hồ Khánh Linh"):
        merge(org)
    own = organisation.seat(org.admin, org.sister, "uv_bch")
    with pytest.raises(Forbidden, match="vai trò của mình"):
        merge(org, unit=org.sister, into=org.branch, keep=(own.pk,))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda org: {"into": org.base}, "Đoàn trường không phải là chi đoàn"),
        (lambda org: {"into": org.branch}, "một đơn vị khác"),
        (lambda org: {"effective": date(2020, 1, 1)}, "chỉ có từ ngày 01/01/2020"),
        (lambda org: {"effective": date(2026, 1, 1)}, "chỉ bắt đầu ở đây từ ngày 01/01/2026"),
    ],
)
def test_obstacles_are_told_in_words(org, change, words):
    with pytest.raises(Refused, match=words):
        merge(org, **change(org))


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


def test_pages_show_what_would_happen_before_it_does(org):
    client, page = browser(org.admin), f"/quan-tri/don-vi/{org.branch.code}/sap-nhap/"
    asked = {"vao": org.sister.code, "ngay": "2026-12-01", "can_cu": "QĐ 12"}
    assert f'href="{page}"' in client.get("/don-vi/T-CD/").content.decode()
    assert [client.get(page).status_code, client.get(page, {"vao": "T-UB", "ngay": "x"}).status_code] == [200, 422]

    preview = client.get(page, asked)
    assert Unit.objects.get(pk=org.branch.pk).valid_to is None
    plan = preview.context["plan"]
    assert [len(plan.members), [seat.person for seat in plan.seats]] == [5, [org.secretary, org.deputy]]
    keep = plan.seats[0].pk
    sent = client.post(page, asked | {"seen": plan.fingerprint, "keep": [keep, "x"]})

    assert sent.url == "/don-vi/T-CD2/"
    assert [seat.person for seat in queries.seats_taken(org.sister, EFFECTIVE)] == [org.secretary]
    assert client.post(page, asked | {"seen": plan.fingerprint}).status_code == 409


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
    assert [reason[:13] for reason in shown] == ["Còn 5 đoàn vi"]


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


@pytest.mark.django_db(transaction=True)
def test_member_admitted_at_the_moment_of_a_merger_is_in_one_of_the_two_units_that_stand():
    org = build()
    start = threading.Barrier(2)

    def run(job):
        try:
            start.wait(20)
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    def admit():
        return services.admit(person=org.stranger, unit=org.branch, since=EFFECTIVE, by=None, now=NOON)

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result(30) for future in [pool.submit(run, lambda: merge(org)), pool.submit(run, admit)]]

    assert any(isinstance(outcome, Refused) for outcome in outcomes)
    lost = Membership.objects.filter(unit__valid_to__lt=EFFECTIVE).exclude(valid_to__lte=BEFORE)
    assert lost.count() == 0


def test_day_after_the_last_is_the_day_of_the_lineage(org):
    end(org.sister, org.admin, BEFORE - timedelta(days=9))
    assert Lineage.objects.get().effective == date(2026, 11, 22)
