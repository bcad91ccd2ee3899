"""Which rule numbers a document, and which Word template an office uses."""

import json
from datetime import date
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doanso.blocks.papers.models import Counter, Family, NumberRule, WordTemplate
from doanso.core.accounts.models import Person, User
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.lib.moves import Handover, Line
from doanso.lib.remembered import remembered

ADMIN = "unit.admin"
MOST_UNITS = 1000


def number_rule(family: str, kind: str) -> NumberRule:
    """The administrator's rule, else the packaged one, else the family's plain form."""
    own = _own_rules().get((family, kind))
    return own or NumberRule(
        family=family, kind=kind, pattern=packaged_patterns().get((family, kind)) or _plain(family)
    )


@remembered(seconds=10)
def _own_rules() -> dict[tuple[str, str], NumberRule]:
    """Every decision that is signed asks for one of them."""
    return {(rule.family, rule.kind): rule for rule in NumberRule.objects.all()}


@cache
def packaged_patterns() -> dict[tuple[str, str], str]:
    """Pattern by family and kind, as the program brings them."""
    rules = json.loads((files("doanso.blocks.papers") / "number_rules.json").read_text(encoding="utf-8"))["rules"]
    return {(rule["family"], rule["kind"]): rule["pattern"] for rule in rules}


def _plain(family: str) -> str:
    return "{so}/{co_quan}" if family == Family.STATE else "{so}/{cap}"


def word_template(unit: Unit, kind: str) -> WordTemplate | None:
    """The unit's own template, else the nearest superior's; its content is read when it is asked for."""
    above = [code for code in unit.path.split("/") if code]
    kept = WordTemplate.objects.filter(kind=kind, unit__code__in=above)
    found = {template.unit.code: template for template in kept.select_related("unit", "uploaded_by").defer("content")}
    return next((found[code] for code in reversed(above) if code in found), None)


def number_rules(family: str) -> list[NumberRule]:
    """Those of one family by kind; packaged ones that nobody has put into the table stand among them unsaved."""
    kept = {rule.kind: rule for rule in NumberRule.objects.filter(family=family)}
    packaged = [kind for of, kind in packaged_patterns() if of == family]
    return [kept.get(kind) or number_rule(family, kind) for kind in [*packaged, *sorted(kept.keys() - set(packaged))]]


def last_number(unit: Unit, family: str, kind: str, period: str) -> int:
    """0 before the first one."""
    found = Counter.objects.filter(unit=unit, family=family, kind=kind, period=period)
    return found.values_list("last", flat=True).first() or 0


def administered(person: Person | None, on: date) -> list[Unit]:
    """Where this person looks after the unit today, in the order of the trees; the installation's owner: everywhere."""
    found = units.units(on) if owns_installation(person) else units.units_where(person, ADMIN, on)
    return list(found.filter(units.valid(on)).select_related("type").order_by("path")[:MOST_UNITS])


def owns_installation(person: Person | None) -> bool:
    return person is not None and User.objects.filter(person=person, is_superuser=True, is_active=True).exists()


def tops(unit: Unit, on: date) -> list[Unit]:
    """The unit's superiors, itself among them, that have no sibling up to the root: what they decide is for all."""
    found = []
    for one in [*reversed(units.above(unit, on)), unit]:
        beside = units.units(on, one.type.tree).filter(parent_id=one.parent_id)
        if beside.count() > 1:
            break
        found.append(one)
    return found


def templates_to_hand_over(handover: Handover) -> QuerySet[WordTemplate]:
    own = WordTemplate.objects.filter(unit=handover.into).values("kind")
    return WordTemplate.objects.filter(unit=handover.unit).exclude(kind__in=own)


def to_hand_over(handover: Handover) -> list[Line]:
    """Whose numbers go on: papers issued from that day on follow the books of the unit that stays."""
    lines = []
    if number := templates_to_hand_over(handover).count():
        lines.append(Line(_("Word templates that the other unit has not"), number))
    if number := Counter.objects.filter(unit=handover.unit).count():
        lines.append(Line(_("Number books that are closed; the other unit's own go on"), number))
    return lines
