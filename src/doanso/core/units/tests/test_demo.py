"""The demonstration's units and people load whole and behave: days, lineage, names, homonyms."""

from collections import Counter
from datetime import date, timedelta

import pytest
from tests.support.org import NOON

from doanso.core.accounts.models import Person
from doanso.core.units import demo as loader
from doanso.core.units import queries, services
from doanso.core.units.models import Lineage, Membership, Position, Tree, Unit
from doanso.lib import demo
from doanso.lib.text import fold

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once: what a test here writes is taken back after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        frame = transaction.atomic()
        frame.__enter__()
        loader.load(NOON)
        yield
        transaction.set_rollback(True)
        frame.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _demo(_loaded, db):
    return None


def codes(units) -> set[str]:
    return {unit.code for unit in units}


def unit(code: str) -> Unit:
    return queries.by_code(code)


def test_every_unit_loads_with_its_superior():
    rows = demo.data("units")["units"]

    loaded = {one.code: one for one in Unit.objects.select_related("parent", "type")}

    assert len(loaded) == len(rows) == 179
    assert {row["code"]: row["parent"] for row in rows} == {
        code: one.parent.code if one.parent else None for code, one in loaded.items()
    }
    assert {row["code"]: row["type"] for row in rows} == {code: one.type_id for code, one in loaded.items()}
    assert [one.code for one in loaded.values() if one.parent and one.path != f"{one.parent.path}{one.code}/"] == []


def test_loading_again_changes_nothing():
    before = (Unit.objects.count(), Person.objects.count(), Position.objects.count(), Membership.objects.count())

    loader.load(NOON)

    after = (Unit.objects.count(), Person.objects.count(), Position.objects.count(), Membership.objects.count())
    assert after == before


@pytest.mark.parametrize(
    ("on", "expected"),
    [(BEFORE, {"DB-H1", "DB-H2", "DB-H3"}), (AFTER, {f"DB-{n:02}" for n in range(1, 11)})],
)
def test_districts_stood_until_june_and_communes_from_july(on, expected):
    assert codes(queries.children([unit("DB-HL")], on)) == expected


@pytest.mark.parametrize(("on", "count"), [(BEFORE, 15), (AFTER, 11), (date(1996, 12, 31), 0)])
def test_the_territory_as_of_a_day(on, count):
    assert queries.units(on, Tree.TERRITORY).count() == count


def test_the_last_day_still_holds_and_the_next_no_more():
    old = unit("CQ-TTTT")

    assert [queries.units(day).filter(pk=old.pk).exists() for day in (old.valid_to, old.valid_to + timedelta(1))] == [
        True,
        False,
    ]


def test_every_lineage_loads():
    rows = demo.data("units")["lineage"]

    assert {row["id"]: (row["kind"], set(row["sources"]), set(row["targets"])) for row in rows} == {
        line.code: (line.kind, codes(line.sources.all()), codes(line.targets.all())) for line in Lineage.objects.all()
    }


@pytest.mark.parametrize(
    ("code", "heirs"),
    [
        ("DB-X01", {"DB-01"}),
        ("DB-X03", {"DB-01", "DB-05"}),
        ("DB-X02", {"DB-03"}),
        ("DB-X10", {"DB-10"}),
        ("CQ-TTTT", {"CQ-KC"}),
        ("D-KHOI", {"D-UB", "D-DANG"}),
        ("DB-H1", set()),
        ("DB-01", {"DB-01"}),
    ],
)
def test_successors_follow_the_lineage(code, heirs):
    assert codes(queries.successors(unit(code), AFTER)) == heirs


def test_before_the_reform_the_old_unit_is_its_own_successor():
    assert codes(queries.successors(unit("DB-X03"), BEFORE)) == {"DB-X03"}


def test_only_undivided_units_hand_on_their_figures():
    """Figures of the old are added up in the new; what was split between two cannot be divided."""
    ids = dict(Unit.objects.values_list("pk", "code"))

    heirs = {ids[old]: ids[new] for old, new in queries.heirs_of_ended(AFTER).items()}

    assert heirs == {
        "DB-X01": "DB-01",
        "DB-X02": "DB-03",
        "DB-X04": "DB-04",
        "DB-X06": "DB-07",
        "DB-X07": "DB-08",
        "DB-X08": "DB-09",
        "DB-X09": "DB-10",
        "DB-X10": "DB-10",
        "DB-X11": "DB-02",
        "DB-H3": "DB-10",
        "CQ-TTTT": "CQ-KC",
    }


def test_unit_that_was_renamed_and_gave_off_a_part_before_its_end_hands_on_its_figures_all_the_same():
    old, part = unit("DB-X01"), unit("DB-X03")
    before = queries.heirs_of_ended(AFTER)
    services.keep_lineage(Lineage.Kind.RENAME, [old], [old], BEFORE, "QĐ 1")
    services.keep_lineage(Lineage.Kind.SPLIT, [old], [old, part], BEFORE, "QĐ 2")

    assert queries.heirs_of_ended(AFTER) == before
    assert before[old.pk] == unit("DB-01").pk


def test_before_the_reform_nobody_of_the_territory_has_an_heir():
    old = set(Unit.objects.filter(code__startswith="DB-").values_list("pk", flat=True))

    assert old & queries.heirs_of_ended(BEFORE).keys() == set()


def test_units_of_one_name_are_not_mixed_up():
    """The old and the new Tân Lộc: same name, different unit."""
    assert codes(queries.find("xa tan loc", BEFORE, Tree.TERRITORY)) == {"DB-X03"}
    assert codes(queries.find("Xã Tân Lộc", AFTER, Tree.TERRITORY)) == {"DB-05"}


def test_superior_is_never_an_office():
    wrong = [
        one.code
        for one in queries.units(AFTER, Tree.UNION)
        if (above := queries.superior(one, AFTER)) and above.type.office
    ]

    assert wrong == []
    assert queries.superior(unit("CQ-HCC"), AFTER).code == "CQ-VP"


def test_everybody_loads():
    data, staff = demo.data("people"), demo.data("staff")
    rows = [*data["people"], *data["citizens"], *staff["people"]]

    assert Person.objects.count() == len(rows)
    assert len(data["people"]) + len(data["citizens"]) == 72
    assert {row["code"]: row["search_key"] for row in data["people"]} == dict(
        Person.objects.filter(code__in=[row["code"] for row in data["people"]]).values_list("code", "search_key")
    )


def test_people_stand_in_the_expected_order():
    rows = [*demo.data("people")["people"], *demo.data("people")["citizens"]]
    given = list(Person.objects.filter(code__in=[row["code"] for row in rows]).order_by("sort_key"))

    names = [person.full_name for person in given]

    assert names[:7] == [
        "Bùi Thị An",
        "Nguyễn An",
        "Nguyễn Thị Ánh",
        "Y Krông Ayun",
        "Nguyễn Ăn Ân",
        "Trần Đức Ân",
        "Lê Hoàng Ấn",
    ]
    start = names.index("Hoàng Thị Diệp")
    assert names[start : start + 8] == [
        "Hoàng Thị Diệp",
        "Lý A Dơ",
        "Đặng Quốc Dũng",
        "Nguyễn Quốc Dũng",
        "Võ Thanh Đào",
        "Phạm Minh Đạt",
        "Hoàng Văn Đăng",
        "Vi Văn Đoóng",
    ]


def test_homonyms_are_different_people():
    counted = Counter(fold(name) for name in Person.objects.values_list("full_name", flat=True))
    twice = [name for name, count in counted.items() if count > 1]

    assert sorted(twice) == ["do thuy hang", "nguyen thi huong", "on gia hoa"]
    for name in twice:
        same = Person.objects.filter(search_key=name)
        assert same.values("cccd").distinct().count() == same.exclude(cccd=None).count()


def test_every_name_is_stored_composed():
    from unicodedata import is_normalized

    assert [name for name in Person.objects.values_list("full_name", flat=True) if not is_normalized("NFC", name)] == []


def test_who_is_not_yet_a_member_has_no_membership():
    rows = [row for row in demo.data("people")["people"] if row["union_role"] == "chua_doan_vien"]

    assert rows != []
    assert Membership.objects.filter(person__code__in=[row["code"] for row in rows]).count() == 0


def test_second_memberships_stand_beside_the_first():
    kinds = Membership.objects.filter(person__code="P016").values_list("kind", flat=True)

    assert sorted(kinds) == ["chinh", "clb"]


def test_seats_of_the_province_as_of_a_day():
    assert [person.full_name for person in queries.holders("bi_thu", unit("D-HL"), AFTER)] == ["Trần Đức Ân"]
    assert list(queries.holders("bi_thu", unit("D-HL"), BEFORE)) == []
