"""How a document number is written, and who may change that."""

import re
from datetime import date
from string import Formatter

from doanso.blocks.papers import queries
from doanso.blocks.papers.models import Family, NumberRule, Reset
from doanso.core.accounts.models import Person
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Tree, Unit

NAMES = frozenset({"so", "co_quan", "cap", "don_vi_soan", "ban"})
_OPTIONAL = re.compile(r"[-/]\{(don_vi_soan|ban)\}")


def family_of(unit: Unit) -> Family:
    """The Union's tree has its own layout and numbers."""
    return Family.UNION if unit.type.tree == Tree.UNION else Family.STATE


def abbreviation_of(unit: Unit) -> str:
    """What stands for the unit in a number; without one of its own, its code without the tree's prefix."""
    return unit.abbreviation or unit.code.split("-", 1)[-1].replace("-", "").upper()


def number_text(pattern: str, number: int, *, unit: Unit, drafter: Unit | None = None) -> str:
    """`08/QĐ-SNV`: below 10 with a zero; without a drafting unit its part falls away."""
    if drafter is None:
        pattern = _OPTIONAL.sub("", pattern)
    issuer, author = abbreviation_of(unit), abbreviation_of(drafter) if drafter else ""
    return pattern.format(so=f"{number:02}", co_quan=issuer, cap=issuer, don_vi_soan=author, ban=author)


def period(rule: NumberRule, on: date) -> str:
    """The counter's period that the day lies in."""
    if rule.reset == Reset.TERM and rule.term_start and rule.term_start <= on:
        return rule.term_start.isoformat()
    return str(on.year)


def pattern_faults(pattern: str) -> list[str]:
    """Names that a pattern may not use; `{so}` when the number itself is missing. Empty: the pattern is good."""
    try:
        parts = [(name, spec, turn) for _text, name, spec, turn in Formatter().parse(pattern) if name is not None]
    except ValueError:
        return [pattern]
    faults = [name for name, spec, turn in parts if name not in NAMES or spec or turn]
    return faults or ([] if "so" in {name for name, _spec, _turn in parts} else ["{so}"])


def may_number(person: Person | None, unit: Unit, on: date) -> bool:
    """A numbering rule holds for everybody in the tree: who administers its top, or owns the installation."""
    if queries.owns_installation(person):
        return True
    return any(unit_rules.may(person, queries.ADMIN, top, on) for top in queries.tops(unit, on))
