"""Workload: who has what now, how long steps took, and nobody's figures for those who do not oversee them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person, User
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.features.procedures.models import Channel, Dossier, Procedure
from doanso.features.procedures.queries import workload
from doanso.features.procedures.queries.workload import Load
from doanso.features.procedures.services import catalogue, dossiers

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 8:00 in Vietnam
TODAY, MONTH = date(2026, 11, 16), date(2026, 11, 1)


def flow(first: str, second: str) -> dict:
    def step(key: str, who: str, to: str) -> dict:
        actions = ["forward", "supplement"]
        return {"key": key, "name": key, "kind": "task", "assignee": who, "minutes": 240, "to": to, "actions": actions}

    return {"steps": [step("tiep_nhan", first, "giai_quyet"), step("giai_quyet", second, "end")]}


@pytest.fixture
def org():
    built = organisation.build()
    Position.objects.update(valid_from=date(2026, 1, 1))
    return built


def publish(owner, code: str = "1.000001", first: str = "bo_phan_mot_cua", second: str = "cong_chuc_linh_vuc"):
    content = catalogue.Content(name="Thủ tục", field="Hộ tịch", flow=flow(first, second), limit=Decimal(3))
    catalogue.publish(code=code, kind="TTHC", owner=owner, content=content, by=None, now=organisation.NOON, source="t")
    return Procedure.objects.get(code=code).current


def submit(version, at: datetime = MONDAY) -> Dossier:
    contact = dossiers.Contact("Nguyễn Văn A")
    return dossiers.submit(
        version=version, answers={}, contact=contact, by=None, now=at, channel=Channel.COUNTER
    ).dossier


def act(dossier: Dossier, by: Person, at: datetime, action: str = "forward") -> None:
    step = workflow.open_steps(workflow.case_of(dossier)).get()
    dossiers.advance(dossier_id=dossier.pk, activation_id=step.pk, action=action, by=by, now=at, comment="Thiếu")


def board(reader: Person, now: datetime = MONDAY, month: date = MONTH) -> workload.Board:
    return workload.board(workload.units_overseen(reader, TODAY), month, TODAY, now)


def shown(rows: list[workload.Row]) -> dict[tuple[str, str], Load]:
    return {(row.unit.code, row.person.full_name if row.person else ""): row.load for row in rows}


def browser(person: Person | None) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk if person else 0}", defaults={"person": person})
    client.force_login(user)
    return client


def test_work_of_a_seat_with_one_holder_is_theirs(org):
    submit(publish(org.commune))

    assert shown(board(org.head).by_officer) == {("T-HC", "Đinh Trọng Sơn"): Load(open=1, soon=1)}


def test_work_that_several_may_take_is_nobody_s_until_taken(org):
    second = organisation.person("Cán Bộ Hai")
    organisation.seat(second, org.desk, "bo_phan_mot_cua")
    Position.objects.update(valid_from=date(2026, 1, 1))
    dossier = submit(publish(org.commune))
    assert shown(board(org.head).by_officer) == {("T-HC", ""): Load(open=1, soon=1)}

    from doanso.blocks.workflow import services

    case = workflow.case_of(dossier)
    services.claim(case_id=case.pk, activation_id=workflow.open_steps(case).get().pk, by=second, now=MONDAY)

    assert shown(board(org.head).by_officer) == {("T-HC", "Cán Bộ Hai"): Load(open=1, soon=1)}


def test_overdue_and_soon_are_told_apart(org):
    """Half a working day from Monday 8:00 ends on Monday before 14:00."""
    submit(publish(org.commune))

    loads = [board(org.head, MONDAY + timedelta(hours=hours)).total for hours in (0, 4, 8)]

    assert [(load.soon, load.overdue) for load in loads] == [(1, 0), (1, 0), (0, 1)]


def test_a_waiting_dossier_is_open_but_neither_overdue_nor_soon(org):
    dossier = submit(publish(org.commune))
    act(dossier, org.desk_officer, MONDAY + timedelta(hours=1), "supplement")

    total = board(org.head, MONDAY + timedelta(days=9)).total

    assert (total.open, total.overdue, total.soon) == (1, 0, 0)


def test_minutes_are_working_minutes_without_the_lunch_break(org):
    """8:00 to 10:00 is two hours; then to 14:00 crosses lunch: less than the four hours on the wall."""
    dossier = submit(publish(org.commune))
    act(dossier, org.desk_officer, MONDAY + timedelta(hours=2))
    act(dossier, org.field_officer, MONDAY + timedelta(hours=6))

    found = shown(board(org.head, MONDAY + timedelta(hours=7)).by_officer)

    from doanso.core.calendar.queries import calendar_for

    worked = calendar_for(org.commune.pk).minutes_between(MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=6))
    assert found["T-HC", "Đinh Trọng Sơn"] == Load(done=1, measured=1, worked=120, allowed=240)
    assert found["T-VP", "Kiều Thị Tâm"] == Load(done=1, measured=1, worked=worked, allowed=240)
    assert 60 <= worked < 240


def test_late_steps_are_counted_over_those_with_a_limit(org):
    version = publish(org.commune)
    act(submit(version), org.desk_officer, MONDAY + timedelta(hours=1))
    act(submit(version), org.desk_officer, MONDAY + timedelta(days=2))

    load = shown(board(org.head, MONDAY + timedelta(days=2)).by_officer)["T-HC", "Đinh Trọng Sơn"]

    assert (load.done, load.measured, load.late, load.late_share) == (2, 2, 1, "50,0%")
    assert Load().late_share is None
    assert Load().average_worked is None


def test_another_month_shows_its_own_finished_steps(org):
    act(submit(publish(org.commune)), org.desk_officer, MONDAY + timedelta(hours=1))

    assert [board(org.head, month=month).total.done for month in (MONTH, date(2026, 10, 1), date(2026, 12, 1))] == [
        1,
        0,
        0,
    ]


def test_by_unit_sums_its_officers(org):
    version = publish(org.commune)
    submit(version)
    act(submit(version), org.desk_officer, MONDAY + timedelta(hours=1))

    found = board(org.head, MONDAY + timedelta(hours=1))

    assert [(row.unit.code, row.load.open, row.load.done) for row in found.by_unit] == [("T-HC", 1, 1), ("T-VP", 1, 0)]
    assert found.total == Load(open=2, soon=2, done=1, measured=1, worked=60, allowed=240)


def test_board_holds_only_what_the_reader_oversees(org):
    submit(publish(org.commune))
    submit(publish(org.neighbour, "1.000002", "lanh_dao_don_vi", "lanh_dao_don_vi"))

    assert {code for code, _name in shown(board(org.head).by_officer)} == {"T-HC"}
    assert {code for code, _name in shown(board(org.neighbour_head).by_officer)} == {"T-UB2"}
    assert {code for code, _name in shown(board(org.desk_officer).by_officer)} == {"T-HC"}
    assert [board(who).by_officer for who in (org.stranger, org.field_officer, org.secretary)] == [[], [], []]


def test_page_is_for_who_oversees_and_a_former_delegate_sees_nothing(org):
    submit(publish(org.commune))
    today, seat = timezone.localdate(), Position.objects.get(person=org.head)
    lent = units.delegate(
        position=seat, to=org.stranger, kind="KT", first_day=today, last_day=today, by=org.head, now=timezone.now()
    )
    assert Client().get("/tien-do/").url == "/dang-nhap/?next=/tien-do/"
    assert browser(org.stranger).get("/tien-do/").context["board"].total.open == 1

    units.revoke_delegation(delegation=lent, by=org.head, now=timezone.now())

    for who in (org.stranger, org.neighbour_head, org.secretary, None):
        assert browser(who).get("/tien-do/?don_vi=T-UB").context["board"].total == Load()


@pytest.mark.parametrize("query", ["don_vi=%00", "don_vi=T-UB2", "thang=2026-99", "thang=%27", "xem=x", "page=-1"])
def test_page_survives_any_query(org, query):
    submit(publish(org.commune))

    answer = browser(org.head).get(f"/tien-do/?{query}")

    assert (answer.status_code, answer.context["board"].total.open) == (200, 1)


def test_page_narrows_to_a_unit(org):
    submit(publish(org.commune))
    client = browser(org.head)

    assert [
        client.get(f"/tien-do/?don_vi={code}").context["board"].total.open for code in ("T-UB", "T-HC", "T-VP")
    ] == [
        1,
        1,
        0,
    ]


def test_page_needs_the_same_queries_for_any_length(org):
    version, client = publish(org.commune), browser(org.head)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/tien-do/?xem=can_bo").status_code == 200
        return len(found)

    act(submit(version), org.desk_officer, MONDAY + timedelta(hours=1))
    submit(version)
    few = asked()
    for number in range(6):
        unit = organisation.unit(f"T-P{number}", f"Phòng {number}", "PHONG", org.commune)
        organisation.seat(organisation.person(f"Cán Bộ {number}"), unit, "cong_chuc_linh_vuc")
        role = f"cong_chuc_linh_vuc('T-P{number}')"
        submit(publish(unit, f"2.{number:06}", role, role))

    assert asked() == few


def test_sheet_lists_every_officer(org):
    submit(publish(org.commune))

    answer = browser(org.head).get("/tien-do/?xlsx=1")
    rows = [list(row) for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values]

    assert len(rows[0]) == 10
    assert [row[:3] for row in rows[1:]] == [["Đinh Trọng Sơn", "Trung tâm Phục vụ hành chính công", 1]]
