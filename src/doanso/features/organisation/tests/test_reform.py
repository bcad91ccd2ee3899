"""1 July 2025: 63 provinces become 34, districts end, communes stand right below the provinces; decided and carried out
like any other change.

Real codes: those of today from vietnam-provinces; the provinces before and what became of each from Resolution
202/2025/QH15, for the package holds neither them nor the old communes.
"""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from vietnam_provinces import Province, Ward

from doanso.core.units import queries as units
from doanso.core.units.models import Tree, Unit, UnitType
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import merger
from doanso.features.organisation.services import deciding

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
SINCE = date(2004, 1, 1)
MIDNIGHT = datetime(2025, 6, 30, 17, 0, tzinfo=UTC)
# Today's province and those that became it, by their codes.
JOINED = {
    8: (2, 8), 15: (15, 10), 19: (6, 19), 25: (25, 26, 17), 24: (24, 27), 33: (33, 34), 31: (31, 30), 37: (37, 35, 36),
    44: (44, 45), 48: (48, 49), 51: (51, 62), 52: (52, 64), 56: (56, 58), 68: (68, 60, 67), 66: (66, 54),
    79: (79, 74, 77), 75: (75, 70), 80: (72, 80), 92: (92, 93, 94), 86: (86, 83, 84), 82: (82, 87), 96: (95, 96),
    91: (91, 89),
}  # fmt: skip
UNCHANGED = (1, 4, 11, 12, 14, 20, 22, 38, 40, 42, 46)
DISTRICTS = {"001": ("Quận Ba Đình", 1), "002": ("Quận Hoàn Kiếm", 1), "024": ("Thành phố Hà Giang", 2)}


@pytest.fixture
def reform() -> dict[str, Unit]:
    kinds = {
        code: UnitType.objects.create(code=code, name=code, tree=Tree.TERRITORY, rank=rank)
        for code, rank in (("TINH", 1), ("HUYEN", 2), ("XA", 3))
    }
    today = {int(one.code): one.name for one in Province.iter_all()}
    old = [code for codes in JOINED.values() for code in codes]
    rows = [_unit(f"DB{code}", today[code], kinds["TINH"], SINCE) for code in UNCHANGED]
    rows += [_unit(f"DB{code}-63", f"Tỉnh cũ {code}", kinds["TINH"], SINCE) for code in old]
    rows += [_unit(f"DB{code}-34", today[code], kinds["TINH"], AFTER) for code in JOINED]
    found = {unit.code: unit for unit in Unit.objects.bulk_create(rows)}
    for code, (name, above) in DISTRICTS.items():
        superior = found.get(f"DB{above}") or found[f"DB{above}-63"]
        _unit(f"H{code}", name, kinds["HUYEN"], SINCE, superior).save()
        _decide(Change.Kind.DISSOLVE, [f"H{code}"], superior.code)
    for new, codes in JOINED.items():
        _decide(Change.Kind.MERGE, [f"DB{code}-63" for code in codes], f"DB{new}-34")
    communes = []
    for ward in Ward.iter_all():
        above = found.get(f"DB{int(ward.province_code)}") or found[f"DB{int(ward.province_code)}-34"]
        communes.append(_unit(f"X{int(ward.code)}", ward.name, kinds["XA"], AFTER, above))
    Unit.objects.bulk_create(communes)
    return Unit.objects.in_bulk(field_name="code")


def _decide(kind: str, codes: list[str], into: str) -> None:
    """As any merger or dissolution is decided and carried out."""
    decided = {"effective": AFTER, "decision": "NQ 202/2025/QH15", "by": None, "now": MIDNIGHT}
    assert deciding.decide(kind=kind, plan=merger(codes, into), **decided).state == Change.State.DONE


def _unit(code: str, name: str, kind: UnitType, since: date, above: Unit | None = None) -> Unit:
    path = f"{above.path if above else '/'}{code}/"
    return Unit(code=code, name=name, type=kind, path=path, parent=above, valid_from=since)


def standing(on: date) -> dict[str, int]:
    return dict(Counter(units.units(on, Tree.TERRITORY).values_list("type_id", flat=True)))


def test_right_units_stand_on_each_day_and_figures_follow_the_lineage(reform):
    assert standing(BEFORE) == {"TINH": 63, "HUYEN": 3}
    assert standing(AFTER) == {"TINH": 34, "XA": 3321}
    assert {int(one.code) for one in Province.iter_all()} == {*UNCHANGED, *JOINED}
    assert units.below(reform["DB8-34"], AFTER).count() == 1 + len(list(Ward.iter_by_province(8)))
    assert units.below(reform["DB8-34"], BEFORE).count() == 0
    assert {unit.code for unit in units.below(reform["DB2-63"], BEFORE)} == {"DB2-63", "H024"}

    assert units.successors(reform["DB2-63"], BEFORE) == [reform["DB2-63"]]
    assert units.successors(reform["DB2-63"], AFTER) == [reform["DB8-34"]]
    assert units.successors(reform["DB1"], AFTER) == [reform["DB1"]]

    figures = {unit.pk: number for number, unit in enumerate(units.units(BEFORE).filter(type="TINH"), 1)}
    heirs, now = units.heirs_of_ended(AFTER), Counter()
    for pk, number in figures.items():
        now[heirs.get(pk, pk)] += number
    assert (len(heirs), len(now), now.total()) == (52 + 3, 34, 63 * 64 // 2)
    assert now[reform["DB79-34"].pk] == sum(figures[reform[f"DB{code}-63"].pk] for code in (79, 74, 77))
