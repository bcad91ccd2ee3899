"""Files that wait when their unit is merged: they go on there, and what they call the old unit means the other one."""

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake import services
from doanso.blocks.intake.models import Batch, Mapping
from doanso.blocks.intake.services import handing_over
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.units import services as units
from doanso.core.units.models import Membership, Unit
from doanso.lib.moves import Handover

pytestmark = pytest.mark.django_db
OURS = ("Họ và tên", "Chi đoàn")
THEIRS = ("Tên gọi", "Thuộc")
NAMES = {"ten goi": "ho_ten", "thuoc": "chi_doan"}


@pytest.fixture
def org():
    found = organisation.build()
    organisation.seat(found.secretary, found.sister, "bi_thu")
    return found


def merged(org) -> Handover:
    handover = Handover(org.branch, org.sister, NOON.date(), "change:1", NOON)
    units.close_unit(unit=org.branch, on=handover.on, by=None, now=NOON)
    units.keep_lineage("merge", [org.branch], [org.sister], handover.on, "QĐ 12")
    return handover


def test_open_file_waits_in_the_unit_that_goes_on_and_is_checked_again(org) -> None:
    done = making.confirmed(making.previewed(org.secretary, org.branch, [("Lò Xong", "T-CD")], OURS), org.secretary)
    rows = [("Vừ A Mới", "T-CD"), ("Lò Hai", "Chi đoàn 10A1"), ("Mùa Ba", "T-CD2")]
    ready = making.previewed(org.secretary, org.branch, rows, OURS)
    writing = making.previewed(org.secretary, org.branch, [("Giàng Bốn", "T-CD")], OURS)
    services.confirm(batch_id=writing.pk, without_refused=False, by=org.secretary, now=NOON)
    asked = making.previewed(org.secretary, org.branch, [("Cứ Năm", "T-CD")], THEIRS)
    assert making.fates(ready) == [(2, "create"), (3, "create"), (4, "refuse")]
    handover = merged(org)

    assert [(line.words, line.number) for line in handing_over.to_hand_over(handover)] == [
        ("3 tệp được kiểm tra lại và chờ xác nhận tại đó", 3)
    ]
    handing_over.hold(handover)
    told = [handing_over.hand_over(handover) for _again in range(2)]
    assert told == [{"batches": [ready.pk, writing.pk, asked.pk], "readings": []}, {"batches": [], "readings": []}]

    assert [making.worked(batch).state for batch in (ready, writing, asked)] == ["ready", "ready", "mapping"]
    assert set(Batch.objects.values_list("pk", "unit")) == {
        (done.pk, org.branch.pk), (ready.pk, org.sister.pk), (writing.pk, org.sister.pk), (asked.pk, org.sister.pk),
    }  # fmt: skip
    assert making.fates(ready) == [(2, "create"), (3, "create"), (4, "create")]
    making.confirmed(ready, org.secretary)
    new = Person.objects.filter(full_name__in=[name for name, _unit in rows])
    assert set(Membership.objects.filter(person__in=new).values_list("unit", flat=True)) == {org.sister.pk}
    assert Event.objects.filter(kind="intake.handed_over").count() == 3


def test_name_of_a_unit_that_stands_is_never_taken_for_one_that_ended(org) -> None:
    Unit.objects.filter(pk=org.sister.pk).update(name=org.branch.name)
    merged(org)
    batch = making.previewed(org.secretary, org.sister, [("Vừ A Mới", "Chi đoàn 10A1"), ("Lò Hai", "T-CD")], OURS)
    assert making.fates(batch) == [(2, "create"), (3, "create")]


def test_readings_of_foreign_files_are_joined_and_the_unit_that_goes_on_counts_more(org) -> None:
    told = {"importer": making.MEMBERS, "changed_at": NOON, "changed_by": org.secretary}
    Mapping.objects.create(unit=org.branch, columns=NAMES, values={"gioi_tinh": {"n": "M", "g": "F"}}, **told)
    Mapping.objects.create(
        unit=org.branch, importer="staff.register", columns={}, changed_at=NOON, changed_by=org.secretary
    )
    Mapping.objects.create(unit=org.sister, columns={"thuoc": ""}, values={"gioi_tinh": {"n": "F"}}, **told)
    assert handing_over.hand_over(merged(org))["readings"] == [making.MEMBERS, "staff.register"]

    assert list(Mapping.objects.order_by("importer").values_list("importer", "unit", "columns", "values")) == [
        (making.MEMBERS, org.sister.pk, {"ten goi": "ho_ten", "thuoc": ""}, {"gioi_tinh": {"n": "F", "g": "F"}}),
        ("staff.register", org.sister.pk, {}, {}),
    ]
