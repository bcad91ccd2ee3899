from doanso.features.procedures import demo as procedures
from doanso.lib import demo, modules


def test_every_union_procedure_of_the_demonstration_changes_something() -> None:
    union = {row["code"] for row in demo.data("procedures")["procedures"] if row["kind"] == "DOAN"}
    assert union == set(procedures.EFFECTS)
    wanted = {row["name"] for rows in procedures.EFFECTS.values() for row in rows}
    assert wanted <= {one.name for module in modules.all_modules() for one in module.effects}
