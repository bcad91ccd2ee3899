"""What an administrator decides on pages: other names, superiors, kinds, splits; shown before, waits for its day."""

from datetime import date

import pytest
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.audit.models import Event
from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Lineage, Position, Tree, Unit, UnitType
from doanso.features.organisation import services
from doanso.features.organisation.models import Change
from doanso.features.organisation.services import drafting
from doanso.features.organisation.tests.test_merger import DAY, browser, build, seats_of
from doanso.features.organisation.tests.test_schedule import BEFORE, EFFECTIVE, MIDNIGHT
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    found = build()
    organisation.seat(found.admin, found.province, "quan_tri_don_vi")
    return found


def decide(org, kind, plan, *, effective=EFFECTIVE, by=None, seen="") -> Change:
    told = {"plan": plan, "effective": effective, "by": by or org.admin, "now": NOON}
    seen = seen or services.foresee(**told).fingerprint
    return services.reorganise(kind=kind, decision="QĐ 15", seen=seen, **told)


def test_new_name_comes_on_its_day_and_the_old_one_stays_in_the_history(org):
    change = decide(org, "rename", drafting.rename(org.branch, "Chi đoàn 10A1 Chất lượng cao", "10A1 CLC"))
    assert (change.state, Unit.objects.get(pk=org.branch.pk).name) == ("decided", "Chi đoàn 10A1")
    assert services.carry_out_due(now=MIDNIGHT) == [change.pk]
    unit = Unit.objects.get(pk=org.branch.pk)

    assert (unit.name, unit.short_name, units.as_of(unit, BEFORE).name) == (
        "Chi đoàn 10A1 Chất lượng cao", "10A1 CLC", "Chi đoàn 10A1",
    )  # fmt: skip
    assert unit in units.find("10a1 chat luong cao", EFFECTIVE)
    assert Lineage.objects.get().kind == "rename_same_code"
    assert Event.objects.get(kind="units.renamed").data["source"] == change.source
    with pytest.raises(Refused, match="đang mang đúng tên này"):
        decide(org, "rename", drafting.rename(unit, unit.name, ""))


def test_unit_moves_with_all_below_it_and_who_loses_it_must_agree(org):
    other = organisation.unit("T-CS2", "Đoàn phường", "DOAN_CO_SO", org.province)
    both = organisation.person("Lê Quản Hai Nơi")
    for unit in (org.branch, other):
        organisation.seat(both, unit, "quan_tri_don_vi")
    with pytest.raises(Forbidden):
        decide(org, "move", drafting.move(org.branch, other), by=both)
    organisation.seat(org.admin, org.commune, "quan_tri_don_vi")
    change = decide(org, "move", drafting.move(org.branch, other), effective=DAY)
    unit = Unit.objects.get(pk=org.branch.pk)

    assert (change.state, unit.parent, unit.path, units.as_of(unit, date(2026, 11, 17)).parent) == (
        "done", other, "/T-HL/T-CS2/T-CD/", org.base,
    )  # fmt: skip
    assert (units.superior(unit, DAY), units.members(unit, DAY).count(), Lineage.objects.count()) == (other, 5, 0)
    for above, words in [
        (other, "đang là cấp trên"),
        (org.sister, "không phải cấp cao hơn"),
        (org.commune, "thuộc hệ thống khác"),
        (unit, "đứng dưới chính đơn vị này"),
    ]:
        with pytest.raises(Refused, match=words):
            decide(org, "move", drafting.move(unit, above))


def test_what_was_seen_is_what_is_decided_and_looking_changes_nothing(org):
    found = drafting.new_units(["Sáng", "Chiều"], org.base, "CHI_DOAN")
    plan = drafting.split(org.branch, found, (), goes_on=False, keep=seats_of(org.deputy))
    before = Unit.objects.count(), Event.objects.count()
    seen = services.foresee(plan=plan, effective=EFFECTIVE, by=org.admin, now=NOON)

    assert (Unit.objects.count(), Event.objects.count()) == before
    assert [(route.unit, route.into.name) for route in seen.routes] == [(org.branch, "Sáng")]
    assert [(moving.move.name, line.number) for moving in seen.routes[0].movings for line in moving.lines] == [
        ("members.register", 5)
    ]
    assert [seat.person for seat, reason in seen.seats if not reason] == [org.secretary, org.deputy]
    organisation.seat(org.stranger, org.branch, "uv_bch")
    with pytest.raises(Refused, match="đã thay đổi từ lúc bạn xem trước"):
        decide(org, "split", plan, seen=seen.fingerprint)
    with pytest.raises(Refused, match="Hãy chọn hôm nay"):
        decide(org, "split", plan, effective=date(2026, 11, 17))
    assert Change.objects.count() == 0


def test_kind_changes_under_the_same_code_or_not_at_all(org):
    UnitType.objects.create(code="CDCS", name="Chi đoàn cơ sở", tree=Tree.UNION, rank=3, base=True, branch=True)
    change = decide(org, "upgrade", drafting.upgrade(org.branch, [], (), "CDCS"), effective=DAY)
    unit = Unit.objects.get(pk=org.branch.pk)
    assert (change.state, unit.type_id, units.members(unit, DAY).count()) == ("done", "CDCS", 5)
    assert set(Position.objects.filter(unit=unit, valid_to=None).values_list("person", flat=True)) == {
        org.secretary.pk, org.deputy.pk,
    }  # fmt: skip
    with pytest.raises(Refused, match="đã là loại đơn vị này"):
        decide(org, "upgrade", drafting.upgrade(unit, [], (), "CDCS"))


def test_two_units_become_a_new_one_with_all_that_both_had(org):
    unit_services.admit(person=org.stranger, unit=org.sister, since=SINCE, by=None, now=NOON)
    client, address, today = browser(org.admin), "/quan-tri/don-vi/T-CD/hop-nhat/", timezone.localdate()
    asked = {"voi": "T-CD2", "ten": "Chi đoàn 10A", "ngay": today.isoformat(), "can_cu": "QĐ 17"}
    page = client.get(address, asked)
    shown = page.context["shown"]
    assert [(route.unit, route.into.name) for route in shown.routes] == [
        (org.branch, "Chi đoàn 10A"), (org.sister, "Chi đoàn 10A"),
    ]  # fmt: skip
    assert (page.context["members"], Unit.objects.filter(name="Chi đoàn 10A").count()) == ([], 0)
    kept = [seat.pk for seat, _reason in shown.seats if seat.person in (org.deputy, org.sister_secretary)]
    client.post(address, asked | {"keep": kept, "seen": shown.fingerprint})
    new = Unit.objects.get(name="Chi đoàn 10A")

    assert set(units.members(new, today)) == {*org.members, org.stranger}
    assert set(units.seats_taken(new, today).values_list("person", "role")) == {
        (org.deputy.pk, "pho_bi_thu"), (org.sister_secretary.pk, "bi_thu"),
    }  # fmt: skip
    assert (new.type_id, units.superior(new, today), Change.objects.get().state) == ("CHI_DOAN", org.base, "done")
    ended = Unit.objects.filter(code__in=["T-CD", "T-CD2"])
    assert [units.successors(one, today) for one in ended] == [[new], [new]]
    for wrong in ({"voi": "T-CD"}, {"voi": "T-CS"}, {"ten": ""}):
        assert client.get("/quan-tri/don-vi/T-CD2/hop-nhat/", asked | wrong).status_code in (403, 422)


def test_page_shares_members_out_and_everybody_else_stays(org):
    client, address = browser(org.admin), "/quan-tri/don-vi/T-CD/chia-tach/"
    asked = {"ten_moi": "10A1 Sáng\n10A1 Chiều", "con_lai": "con", "ngay": "2099-12-01", "can_cu": "QĐ 15"}
    assert [client.get(address).status_code, client.get(address, asked | {"ten_moi": "A\na"}).status_code] == [200, 422]
    page = client.get(address, asked)
    assert [one.code for one in page.context["shown"].plan.found] == ["T-CS-01", "T-CS-02"]
    assert page.content.decode().count('<option value="1">10A1 Chiều</option>') == 5

    shares = {f"p{org.members[2].pk}": "0", f"p{org.members[3].pk}": "1", f"p{org.stranger.pk}x": "0"}
    sent = client.post(address, asked | shares | {"seen": page.context["shown"].fingerprint})
    change = Change.objects.get()
    assert sent.url == change.get_absolute_url()
    assert [(one["into"], one["people"]) for one in change.plan["passes"]] == [
        ("T-CS-01", [org.members[2].pk]), ("T-CS-02", [org.members[3].pk]),
    ]  # fmt: skip
    assert client.get(sent.url).status_code == 200
    assert client.post(f"{sent.url}huy/").url == sent.url
    sent = client.post(address, asked | shares | {"ngay": "2100-01-01", "seen": "x"})
    assert sent.status_code == 409
    for kind in ("hop-nhat", "chia-tach", "nang-cap", "doi-ten", "chuyen-cap-tren", "giai-the"):
        assert browser_of(org, kind).get(f"/quan-tri/don-vi/T-CD/{kind}/").status_code == 403


def browser_of(org, kind: str):
    return browser(organisation.person(f"Người lạ {kind}"))


def test_index_leads_to_the_page_of_a_change(org):
    client = browser(org.admin)
    answer = client.get("/quan-tri/to-chuc/", {"don_vi": "T-CD", "viec": "dissolve"})
    assert answer.url == "/quan-tri/don-vi/T-CD/giai-the/"
    assert client.get("/quan-tri/to-chuc/", {"don_vi": "T-UB2", "viec": "move"}).status_code == 200
    unit_services.admit(person=org.stranger, unit=org.sister, since=SINCE, by=None, now=NOON)
    asked = {"vao": "T-CD2", "ngay": DAY.isoformat(), "can_cu": "QĐ 16"}
    address = "/quan-tri/don-vi/T-CD/giai-the/"
    seen = client.get(address, asked).context["plan"].fingerprint
    client.post(address, asked | {"seen": seen})
    assert (Change.objects.get().kind, Lineage.objects.get().kind) == ("dissolve", "dissolve")
