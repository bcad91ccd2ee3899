"""Two units become one: what is shown before, what goes along on the day, and that nothing is half done."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.blocks.intake import services as intake
from doanso.blocks.intake.queries import importers
from doanso.blocks.intake.tests import making
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.inbox import queries as inbox
from doanso.core.qr import services as qr
from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Lineage, Membership, Position, Role, Unit
from doanso.features.members.services import open_register, reconciling
from doanso.features.organisation import queries, services
from doanso.features.organisation.models import Change
from doanso.features.procedures.models import Dossier, Procedure, Status
from doanso.features.procedures.services import dossiers
from doanso.features.procedures.tests import office
from doanso.features.staff import services as staff
from doanso.features.staff.models import Spell
from doanso.features.staff.services import Given
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
DAY = NOON.date()
VOTE = [
    {"key": "nop", "name": "Nộp", "kind": "start", "assignee": ""},
    {"key": "hop", "name": "Họp chi đoàn", "kind": "vote", "assignee": "hop(don_vi_thu_ly)",
     "vote": {"quorum": "2/3", "threshold": "1/2"}},
    {"key": "ky", "name": "Ký", "assignee": "bi_thu(don_vi_thu_ly)", "actions": ["forward"]},
]  # fmt: skip
TASK = [
    {"key": "xem", "name": "Xem xét", "assignee": "bi_thu(don_vi_thu_ly)", "actions": ["forward"], "minutes": 480},
    {"key": "ky", "name": "Ký", "assignee": "pho_bi_thu(don_vi_thu_ly)", "actions": ["forward"]},
]


@pytest.fixture
def org():
    return build()


def build():
    """`org.admin` looks after the base unit and its branches, `org.other` after the office next door."""
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    Role.objects.filter(pk="quan_tri_don_vi").update(permissions=everything())
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    org.sister_secretary = organisation.person("Mai Thị Thu")
    organisation.seat(org.sister_secretary, org.sister, "bi_thu")
    return org


def everything() -> list[str]:
    return sorted({name for permissions in Role.objects.values_list("permissions", flat=True) for name in permissions})


def merge(org, *, by: Person | None = None, keep=(), seen: str | None = None, now=NOON, **change) -> Change:
    values = {"unit": org.branch, "into": org.sister, "effective": DAY} | change
    keep = frozenset(keep)
    shown = queries.preview(values["unit"], values["into"], values["effective"], keep, now)
    return services.merge(
        **values, decision="QĐ 12", keep=keep, seen=seen or shown.fingerprint, by=by or org.admin, now=now
    )


def seats_of(person: Person) -> tuple[int, ...]:
    return tuple(Position.objects.filter(person=person).values_list("pk", flat=True))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=f"u{person.pk}", person=person))
    return client


def agrees() -> list[str]:
    return [*reconciling.trail(), *reconciling.memberships(), *reconciling.stranded()]


def test_members_and_chosen_seats_go_on_in_the_other_unit(org):
    Membership.objects.filter(person=org.members[2]).update(card_number="HL-007")
    change = merge(org, keep=seats_of(org.deputy))
    org.branch.refresh_from_db()
    line = Lineage.objects.get()
    gone, came = Membership.objects.filter(person=org.members[2]).order_by("valid_from")
    until = DAY - timedelta(days=1)

    assert (change.state, org.branch.valid_to) == ("done", until)
    assert set(units.members(org.branch, until)) == set(units.members(org.sister, DAY)) == set(org.members)
    assert (units.members(org.branch, DAY).count(), units.members(org.sister, until).count()) == (0, 0)
    assert (gone.card_number, came.card_number, came.admitted_on, came.valid_to) == (None, "HL-007", SINCE, None)
    assert set(units.seats_taken(org.sister, DAY).values_list("person", "role")) == {
        (org.deputy.pk, "pho_bi_thu"),
        (org.sister_secretary.pk, "bi_thu"),
    }
    assert set(Position.objects.filter(unit=org.branch).values_list("valid_to", flat=True)) == {until}
    assert (line.kind, line.effective, line.legal) == ("merge", DAY, "QĐ 12")
    assert units.successors(org.branch, DAY) == [org.sister]
    assert Event.objects.get(kind="organisation.done").data["plan"]["keep"] == list(seats_of(org.deputy)[:1])
    assert agrees() == []


def test_member_of_both_units_goes_on_once_and_registers_agree(org):
    unit_services.admit(person=org.stranger, unit=org.sister, kind="clb", since=SINCE, by=None, now=NOON)
    unit_services.admit(person=org.stranger, unit=org.branch, kind="clb", since=SINCE, by=None, now=NOON)
    open_register(now=NOON)
    merge(org)
    assert Membership.objects.filter(person=org.stranger, valid_to=None).count() == 1
    assert Event.objects.filter(kind="members.entered").count() == 3  # opened, thousands at once, one by one
    assert agrees() == []


def test_what_has_changed_since_the_preview_is_looked_at_again(org):
    seen = queries.preview(org.branch, org.sister, DAY, frozenset(), NOON).fingerprint
    organisation.seat(org.stranger, org.branch, "uv_bch")
    with pytest.raises(Refused):
        merge(org, seen=seen)
    assert Unit.objects.get(pk=org.branch.pk).valid_to is None


def test_who_looks_after_one_of_the_two_alone_or_none_is_refused(org):
    branch_admin = organisation.person("Lê Quản Chi Đoàn")
    organisation.seat(branch_admin, org.branch, "quan_tri_don_vi")
    for by in (branch_admin, org.other, org.secretary, org.base_secretary, org.stranger):
        with pytest.raises(Forbidden):
            merge(org, by=by)
    strong = Position.objects.get(person=org.secretary)
    strong.role.permissions = [*strong.role.permissions, "quyen.la"]
    strong.role.save()
    with pytest.raises(Forbidden, match="Hồ Khánh Linh"):
        merge(org)
    assert (Lineage.objects.count(), Change.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda org: {"into": org.base}, "Đoàn trường không phải là chi đoàn"),
        (lambda org: {"into": org.branch}, "một đơn vị khác"),
        (lambda org: {"effective": date(2020, 1, 1)}, "chỉ có từ ngày 01/01/2020"),
        (lambda org: {"effective": date(2026, 1, 1)}, "chỉ bắt đầu ở đây từ ngày 01/01/2026"),
        (lambda org: {"unit": org.base, "into": org.sister}, "đứng dưới"),
    ],
)
def test_obstacles_are_told_in_words(org, change, words):
    with pytest.raises(Refused, match=words):
        merge(org, **change(org))


def test_units_below_procedures_and_links_go_along(org):
    other = organisation.unit("T-CS2", "Đoàn trường Hai", "DOAN_CO_SO", org.province)
    organisation.seat(org.admin, org.province, "quan_tri_don_vi")
    open_register(now=NOON)
    version = office.publish(org.base, code="T-9", flow={"steps": TASK})
    link = qr.issue("paper", "/to-giay/1/", by=None, now=NOON, unit=org.base)
    merge(org, unit=org.base, into=other)
    org.branch.refresh_from_db()
    link.refresh_from_db()

    assert (org.branch.path, org.branch.parent) == ("/T-HL/T-CS2/T-CD/", other)
    assert units.as_of(org.branch, DAY - timedelta(days=1)).parent == org.base
    assert (Procedure.objects.get(pk=version.procedure_id).owner, link.unit) == (other, other)
    assert units.members(org.branch, DAY).count() == 5
    assert agrees() == []


def test_preview_names_staff_quotas_and_open_spreadsheets_and_all_go_along(org):
    organisation.seat(org.admin, org.commune, "quan_tri_don_vi")
    keeper = organisation.person("Mai Thị Tổ Chức")
    organisation.seat(keeper, org.commune, "to_chuc_can_bo")
    told = {"by": keeper, "now": NOON}
    staff.recruit(given=Given("tiep_nhan", SINCE, unit=org.desk, values={"full_name": "Lò Mai"}, decision="1"), **told)
    quota = {"year": 2026, "kind": "cong_chuc", "number": 9, "decision": "2", "decided_on": SINCE}
    staff.set_quota(unit=org.desk, **quota, **told)
    sheet = making.xlsx([("Lò Hai", "T-HC", "3")], ("Họ và tên", "Cơ quan, đơn vị", "Số quyết định"))
    upload = SimpleUploadedFile("biên chế.xlsx", sheet)
    batch = intake.send(importer=importers()["staff.register"], unit=org.desk, upload=upload, **told)
    movings = queries.preview(org.desk, org.field_office, DAY, frozenset(), NOON).movings
    lines = [(moving.move.name, line.number) for moving in movings for line in moving.lines]
    assert lines == [("units.seats", 1), ("staff.people", 1), ("staff.people", None), ("intake.batches", 1)]

    change = merge(org, unit=org.desk, into=org.field_office)
    assert [row["label"] for row in change.outcome["told"]] == [
        "Chức vụ", "Biên chế", "Biên chế", "Bảng tính đang nhập",
    ]  # fmt: skip
    assert Spell.objects.get(valid_to=None).unit == org.field_office
    batch = making.worked(batch)
    assert (batch.unit, batch.state, batch.counts) == (org.field_office, "ready", {"create": 1})


def test_vote_under_way_is_ended_by_those_who_began_it(org):
    dossier = office.submit(office.publish(org.branch, code="T-8", kind="DOAN", flow={"steps": VOTE}))
    case = workflow.case_of(dossier)
    step = workflow.open_steps(case).get()
    unit_services.admit(person=org.sister_secretary, unit=org.sister, since=SINCE, by=None, now=NOON)
    for member in org.members[:3]:
        workflow_services.vote(activation_id=step.pk, by=member, choice="for", now=NOON)
    merge(org)
    dossier.refresh_from_db()
    step.refresh_from_db()

    assert dossier.unit == org.sister
    assert {person for _role, _unit, person in step.seats} == {member.pk for member in org.members}
    with pytest.raises(Forbidden):
        workflow_services.vote(activation_id=step.pk, by=org.sister_secretary, choice="against", now=NOON)
    assert inbox.badge(org.members[4]) == 1
    workflow_services.vote(activation_id=step.pk, by=org.members[4], choice="for", now=NOON)
    with pytest.raises(Forbidden):
        dossiers.close_vote(dossier_id=dossier.pk, activation_id=step.pk, by=org.secretary, now=NOON)
    dossiers.close_vote(dossier_id=dossier.pk, activation_id=step.pk, by=org.sister_secretary, now=NOON)
    step.refresh_from_db()
    assert step.data["result"]["counts"] == {"for": 4, "against": 0, "blank": 0, "present": 4}
    assert step.data["result"]["total"] == 5
    office.act(dossier, org.sister_secretary)
    assert Dossier.objects.get(pk=dossier.pk).status == Status.RETURNED


def test_steps_wait_for_the_same_seat_of_the_other_unit_or_for_who_steps_in(org):
    version = office.publish(org.branch, code="T-7", kind="DOAN", flow={"steps": TASK})
    closed, first, second = (office.submit(version) for _number in range(3))
    for dossier in (closed, second):
        office.act(dossier, org.secretary)
    office.act(closed, org.deputy)
    merge(org)
    open_now = {one: workflow.open_steps(workflow.case_of(one)).get() for one in (first, second)}

    assert (open_now[first].label, open_now[first].seats) == (
        "Bí thư, Chi đoàn 10A2", [["bi_thu", org.sister.pk, None]],
    )  # fmt: skip
    assert open_now[second].fallback == "Bí thư, Chi đoàn 10A2"
    assert (inbox.badge(org.sister_secretary), inbox.badge(org.secretary)) == (2, 0)
    for dossier in (first, second, first):
        office.act(dossier, org.sister_secretary)
    assert set(Dossier.objects.values_list("code", "unit__code", "status")) == {
        (closed.code, "T-CD", Status.RETURNED),
        (first.code, "T-CD2", Status.RETURNED),
        (second.code, "T-CD2", Status.RETURNED),
    }
