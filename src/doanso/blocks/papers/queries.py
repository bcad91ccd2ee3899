"""Which rule numbers a document, and which Word template an office uses."""

import json
from functools import cache
from importlib.resources import files

from doanso.blocks.papers.models import Family, NumberRule, WordTemplate
from doanso.core.units.models import Unit


def number_rule(family: str, kind: str) -> NumberRule:
    """The administrator's rule, else the packaged one, else the family's plain form."""
    own = NumberRule.objects.filter(family=family, kind=kind).first()
    return own or NumberRule(
        family=family, kind=kind, pattern=packaged_patterns().get((family, kind)) or _plain(family)
    )


@cache
def packaged_patterns() -> dict[tuple[str, str], str]:
    """Pattern by family and kind, as the program brings them."""
    rules = json.loads((files("doanso.blocks.papers") / "number_rules.json").read_text(encoding="utf-8"))["rules"]
    return {(rule["family"], rule["kind"]): rule["pattern"] for rule in rules}


def _plain(family: str) -> str:
    return "{so}/{co_quan}" if family == Family.STATE else "{so}/{cap}"


def word_template(unit: Unit, kind: str) -> WordTemplate | None:
    """The unit's own template, else the nearest superior's."""
    above = [code for code in unit.path.split("/") if code]
    found = {
        t.unit.code: t for t in WordTemplate.objects.filter(kind=kind, unit__code__in=above).select_related("unit")
    }
    return next((found[code] for code in reversed(above) if code in found), None)
