"""A file from upload to the register, and all that may come between."""

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake import services
from doanso.blocks.intake.models import Batch, Row
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.files.models import File
from doanso.core.units.models import Membership
from doanso.features.members.models import Entry
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
GOOD = ("Vừ A Mới", "05/03/2004", "001204000011", "T-CD")
ALSO = ("Lò Thị Hai", "2005", None, "Chi đoàn 10A1")
BAD = ("Mùa A Sai", "31/02/2004", "12", "T-UB2")


@pytest.fixture
def org():
    return organisation.build()


def test_file_is_previewed_and_nothing_is_written_before_it_is_confirmed(org) -> None:
    people = Person.objects.count()
    batch = making.previewed(org.secretary, org.branch, [GOOD, BAD, ALSO])

    assert (batch.state, batch.total, batch.counts) == ("ready", 3, {"create": 2, "refuse": 1})
    assert making.fates(batch) == [(2, "create"), (3, "refuse"), (4, "create")]
    assert set(making.reasons(batch)[3]) == {"ngay_sinh", "cccd", "chi_doan"}
    assert making.reasons(batch)[3]["chi_doan"] == ["“T-UB2” không phải đơn vị mà bạn được nhập dữ liệu."]
    assert Person.objects.count() == people


def test_confirmed_file_is_written_with_its_batch_as_source(org) -> None:
    batch = making.confirmed(making.previewed(org.secretary, org.branch, [GOOD, ALSO]), org.secretary)

    assert (batch.state, batch.settled_at) == ("applied", NOON)
    new = Person.objects.get(cccd="001204000011")
    assert (new.full_name, new.birth_words) == ("Vừ A Mới", "05/03/2004")
    held = Membership.objects.get(person=new)
    assert (held.unit, held.state, held.source) == (org.branch, "dang_sinh_hoat", f"import:{batch.pk}")
    assert Entry.objects.get(person=new).source == f"import:{batch.pk}"
    assert Person.objects.get(full_name="Lò Thị Hai").birth_words == "2005"
    kinds = list(Event.objects.filter(target_type="intake.batch").order_by("id").values_list("kind", flat=True))
    assert kinds == ["intake.sent", "intake.confirmed", "intake.applied"]


def test_same_file_again_changes_nothing(org) -> None:
    first = making.previewed(org.secretary, org.branch, [GOOD])
    making.confirmed(first, org.secretary)
    again = making.previewed(org.secretary, org.branch, [GOOD])
    assert (making.fates(again), again.counts) == ([(2, "same")], {"same": 1})
    with pytest.raises(Refused, match="Không có gì để ghi trong tệp này"):
        making.confirmed(again, org.secretary)


def test_refused_rows_are_left_out_only_when_that_is_chosen(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD, BAD])
    with pytest.raises(Refused, match="Có dòng bị từ chối"):
        making.confirmed(batch, org.secretary)
    assert making.confirmed(batch, org.secretary, without_refused=True).state == "applied"
    assert Person.objects.filter(full_name__in=["Vừ A Mới", "Mùa A Sai"]).count() == 1


def test_second_click_does_nothing_and_says_who_was_first(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD])
    services.confirm(batch_id=batch.pk, without_refused=False, by=org.deputy, now=NOON)
    with pytest.raises(AlreadyDone) as told:
        services.confirm(batch_id=batch.pk, without_refused=False, by=org.secretary, now=NOON)
    assert told.value.who == "Nguyễn Đăng Khôi"
    making.worked(batch)
    making.worked(batch)  # the job came twice
    assert Person.objects.filter(full_name="Vừ A Mới").count() == 1


def test_world_that_changed_since_the_preview_stops_everything_and_is_shown_again(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD, ALSO])
    organisation.person("Vừ A Khác", cccd="001204000011")

    batch = making.confirmed(batch, org.secretary)

    assert batch.state == "ready"
    assert batch.note == "Hồ sơ đã thay đổi từ lúc bạn xem trước. Chưa ghi gì cả; mời bạn xem lại."
    assert making.fates(batch) == [(2, "refuse"), (3, "create")]
    assert not Membership.objects.filter(source=batch.source).exists()


def test_given_up_file_is_never_written(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD])
    services.cancel(batch_id=batch.pk, by=org.secretary, now=NOON)
    with pytest.raises(AlreadyDone):
        making.confirmed(batch, org.secretary)


def test_nobody_sends_or_confirms_for_a_unit_that_is_not_theirs(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD])
    for stranger in (org.stranger, org.desk_officer, org.members[2]):
        with pytest.raises(Forbidden):
            making.send(stranger, org.branch, making.xlsx([GOOD]))
        with pytest.raises(Forbidden):
            making.confirmed(batch, stranger)
    with pytest.raises(Forbidden):
        making.send(org.secretary, org.sister, making.xlsx([GOOD]))
    assert making.confirmed(batch, org.base_secretary).state == "applied"  # above, with the right below


def test_personal_data_goes_thirty_days_after_the_import(org) -> None:
    from datetime import timedelta  # beside its only use

    done = making.confirmed(making.previewed(org.secretary, org.branch, [GOOD]), org.secretary)
    left = making.previewed(org.secretary, org.branch, [ALSO])
    assert services.erase(now=NOON + timedelta(days=30)) == 0
    assert services.erase(now=NOON + timedelta(days=31)) == 2
    assert services.erase(now=NOON + timedelta(days=32)) == 0
    states = dict(Batch.objects.values_list("pk", "state"))
    assert states == {done.pk: "applied", left.pk: "cancelled"}
    assert (Row.objects.count(), File.objects.filter(purpose="intake").count()) == (0, 0)
    assert Person.objects.filter(full_name="Vừ A Mới").exists()
