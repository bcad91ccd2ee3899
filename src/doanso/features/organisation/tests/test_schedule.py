"""A decided change waits for its day: it happens at midnight, whole or not at all, or is given up before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.notify.models import Notification
from doanso.core.units import queries as units
from doanso.core.units.models import Lineage, Membership, Position, Unit
from doanso.features.members import services as members
from doanso.features.members.services import reconciling
from doanso.features.organisation import services
from doanso.features.organisation.models import Change
from doanso.features.organisation.tests.test_merger import DAY, agrees, browser, build, merge
from doanso.features.procedures.models import Procedure
from doanso.features.procedures.tests import office
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
EFFECTIVE, BEFORE = date(2026, 12, 1), date(2026, 11, 30)
MIDNIGHT = datetime(2026, 11, 30, 17, tzinfo=UTC)
EVENING = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)


@pytest.fixture
def org():
    found = build()
    User.objects.create(username="quan.tri", person=found.admin)
    return found


def test_merger_happens_at_midnight_of_its_day_once(org):
    change = merge(org, effective=EFFECTIVE)
    assert (change.state, Lineage.objects.count()) == ("decided", 0)
    assert units.members(org.branch, BEFORE).count() == 5

    assert services.carry_out_due(now=EVENING) == []
    assert services.carry_out_due(now=MIDNIGHT) == [change.pk]
    assert services.carry_out_due(now=MIDNIGHT) == []
    assert units.members(org.sister, EFFECTIVE).count() == 5
    assert Unit.objects.get(pk=org.branch.pk).valid_to == BEFORE
    assert Notification.objects.get().title == "Sáp nhập: Chi đoàn 10A1 → Chi đoàn 10A2"
    assert agrees() == []


def test_what_cannot_be_done_is_told_once_and_nothing_is_half_done(org):
    change = merge(org, effective=EFFECTIVE)
    organisation.seat(org.stranger, org.branch, "uv_bch")
    Position.objects.filter(person=org.stranger).update(valid_from=date(2026, 12, 24))
    for _hour in range(2):
        assert services.carry_out_due(now=MIDNIGHT) == []
    change.refresh_from_db()

    assert change.problem.startswith("Người Lạ chỉ bắt đầu ở đây từ ngày 24/12/2026")
    assert (change.state, Lineage.objects.count(), units.members(org.branch, EFFECTIVE).count()) == ("decided", 0, 5)
    assert Notification.objects.get(recipient=org.admin).kind == "organisation.failed"
    assert Event.objects.filter(kind="organisation.failed").count() == 1

    Position.objects.filter(person=org.stranger).delete()
    assert services.carry_out_due(now=MIDNIGHT) == [change.pk]
    assert Change.objects.get(pk=change.pk).problem == ""


def test_change_is_given_up_before_its_day_by_who_looks_after_all_units_alone(org):
    change = merge(org, effective=EFFECTIVE)
    for person in (org.other, org.secretary, org.stranger):
        with pytest.raises(Forbidden):
            services.cancel(change=change, by=person, now=NOON)
    services.cancel(change=change, by=org.admin, now=NOON)
    assert services.carry_out_due(now=MIDNIGHT) == []
    with pytest.raises(Refused):
        services.cancel(change=change, by=org.admin, now=NOON)
    assert Unit.objects.get(pk=org.branch.pk).valid_to is None
    merge(org, effective=EFFECTIVE)


def test_second_decision_about_a_unit_that_ends_is_refused_crosswise_too(org):
    merge(org, effective=EFFECTIVE)
    for unit, into in ((org.sister, org.branch), (org.branch, org.sister)):
        with pytest.raises(Refused, match="01/12/2026"):
            merge(org, unit=unit, into=into, effective=EFFECTIVE)


def test_what_came_in_the_name_of_the_old_unit_goes_along_afterwards(org):
    change = merge(org)
    version = office.publish(org.branch, code="T-6")
    services.catch_up(change_id=change.pk, now=NOON)
    assert Procedure.objects.get(pk=version.procedure_id).owner == org.sister


def came_late(org, change: Change, card: str) -> Person:
    """Began before the merger was committed, and is entered after it."""
    late, source = organisation.person("Lò Thị Muộn"), members.Source("T-9", None, NOON)
    units_then = Unit.objects.filter(pk=org.branch.pk)
    units_then.update(valid_to=None)
    members.enter(late, members.Wanted("opening", DAY - timedelta(days=2), unit=org.branch), source)
    members.enter(late, members.Wanted("carded", DAY + timedelta(days=1), data={"card": card}), source)
    units_then.update(valid_to=change.effective - timedelta(days=1))
    return late


def test_who_came_meanwhile_goes_along_after_all_that_was_entered_of_them(org):
    change = merge(org)
    late = came_late(org, change, "HL-99")
    assert reconciling.stranded() == ["Lò Thị Muộn thuộc Chi đoàn 10A1, đơn vị đã kết thúc."]

    services.catch_up(now=NOON)
    came = Membership.objects.get(person=late, valid_to=None)
    assert (came.unit, came.valid_from, came.card_number) == (org.sister, DAY + timedelta(days=1), "HL-99")
    assert agrees() == []


def test_what_cannot_go_along_keeps_no_other_change_waiting(org):
    late = came_late(org, merge(org), "HL-99")
    Membership.objects.filter(person=late).update(card_number=None)
    Membership.objects.filter(person=org.deputy, valid_to=None).update(card_number="HL-99")
    one, home = [organisation.unit(f"T-{name}", f"Chi đoàn {name}", "CHI_DOAN", org.base) for name in "XY"]
    merge(org, unit=one, into=home)
    version = office.publish(one, code="T-6")

    services.catch_up(now=NOON)
    assert Procedure.objects.get(pk=version.procedure_id).owner == home
    assert Membership.objects.get(person=late, valid_to=None).unit == org.branch


def test_pages_show_what_would_happen_decide_and_give_up(org):
    User.objects.all().delete()
    client, page = browser(org.admin), f"/quan-tri/don-vi/{org.branch.code}/sap-nhap/"
    asked = {"vao": org.sister.code, "ngay": "2099-12-01", "can_cu": "QĐ 12"}
    assert f'href="{page}"' in client.get("/don-vi/T-CD/").content.decode()
    assert [client.get(page).status_code, client.get(page, {"vao": "T-UB", "ngay": "x"}).status_code] == [200, 422]

    plan = client.get(page, asked).context["plan"]
    told = {(moving.move.name, line.number) for moving in plan.movings for line in moving.lines}
    assert {("members.register", 5), ("units.seats", 2)} <= told
    sent = client.post(page, asked | {"seen": plan.fingerprint, "keep": [plan.seats[0].pk, "x"]})
    change = Change.objects.get()
    assert (sent.url, change.plan["keep"]) == (f"/quan-tri/to-chuc/{change.pk}/", [plan.seats[0].pk])
    assert "Chờ đến ngày" in client.get(sent.url).content.decode()
    assert client.post(page, asked | {"seen": plan.fingerprint}).status_code == 409
    for person in (org.other, org.secretary):
        stranger = browser(person)
        assert stranger.get(sent.url).status_code == 404
        assert stranger.post(f"{sent.url}huy/").status_code == 404
        assert stranger.get(page).status_code == 403
    assert client.post(f"{sent.url}huy/").url == sent.url
    assert Change.objects.get().state == "cancelled"
    assert "Đã hủy" in client.get("/quan-tri/to-chuc/").content.decode()
