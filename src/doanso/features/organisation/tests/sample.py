"""A unit that may be changed in every way, and a change that waits, for who looks at every address."""

from datetime import date
from types import SimpleNamespace

from tests.support import org as organisation

from doanso.features.organisation import plans, queries, services
from doanso.features.organisation.services import drafting

DAY = date(2040, 1, 4)


def sample(o: SimpleNamespace) -> None:
    idle = organisation.unit("T-CU", "Phòng cũ", "PHONG", o.commune)
    merger = queries.preview(idle, o.desk, DAY, frozenset(), o.now)
    o.at |= {"idle": idle.code, "seen": merger.fingerprint}
    found = drafting.new_units(["Phòng Một"], o.commune, "PHONG")
    alike = organisation.unit("T-CU3", "Phòng cũ nữa", "PHONG", o.commune)
    o.at["alike"] = alike.code
    for name, by, plan in (
        ("seen_split", o.admin, drafting.split(idle, found, (), goes_on=True)),
        ("seen_union", o.admin, drafting.unite(idle, alike, "Phòng Một", o.now.date())),
        ("seen_kind", o.admin, drafting.upgrade(idle, [], (), "UBND")),
        ("seen_name", o.admin, drafting.rename(idle, "Phòng mới", "")),
        ("seen_above", o.developer, drafting.move(idle, o.neighbour)),
    ):
        o.at[name] = services.foresee(plan=plan, effective=DAY, by=by, now=o.now).fingerprint
    older = organisation.unit("T-CU2", "Phòng cũ hơn", "PHONG", o.commune)
    told = {"effective": DAY, "decision": "QĐ 1", "by": o.admin, "now": o.now}
    plan = plans.merger([older.code], o.field_office.code)
    o.at["change"] = services.decide(kind="merge", plan=plan, **told).pk
