"""Numbers given, rules and templates changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.papers import queries, rules, word
from doanso.blocks.papers.models import NumberRule, WordTemplate
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.audit.models import Event
from doanso.core.units.models import Unit
from doanso.lib import remembered
from doanso.lib.errors import Refused
from doanso.lib.moves import Handover
from doanso.lib.statements import ask
from doanso.lib.transactions import atomic

NEXT = """
    INSERT INTO papers_counter (unit_id, family, kind, period, last) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (unit_id, family, kind, period) DO UPDATE SET last = papers_counter.last + 1 RETURNING last
"""


@dataclass(frozen=True)
class Number:
    """`told` is its audit row, written by the caller with whatever bears the number (`rows.write`)."""

    number: int
    text: str
    told: Event


@atomic
def next_number(
    *,
    unit: Unit,
    family: str,
    kind: str,
    on: date,
    by: Person | None,
    now: datetime,
    drafter: Unit | None = None,
) -> Number:
    """The next number of this unit, kind and period. No gaps: whoever rolls back gives the number back.

    The counter's row stays locked until the caller's transaction ends, so draw the number late.
    """
    rule = queries.number_rule(family, kind)
    [(last,)] = ask(NEXT, [unit.pk, family, kind, rules.period(rule, on)])
    text = rules.number_text(rule.pattern, last, unit=unit, drafter=drafter)
    data = {"kind": kind, "number": text}
    return Number(last, text, audit.event("papers.numbered", unit, by=by, now=now, label="system", data=data))


@transaction.atomic
def set_rule(
    *,
    family: str,
    kind: str,
    pattern: str,
    by: Person | None,
    now: datetime,
    reset: str = "year",
    term_start: date | None = None,
) -> NumberRule:
    """Make or change a rule; numbers already given stay as they are."""
    if faults := rules.pattern_faults(pattern):
        raise Refused(_("This pattern is wrong at: %(faults)s.") % {"faults": ", ".join(faults)}, field="pattern")
    if reset == "term" and term_start is None:
        raise Refused(_("Please say on which day the term began."), field="term_start")
    rule, _created = NumberRule.objects.update_or_create(
        family=family, kind=kind, defaults={"pattern": pattern, "reset": reset, "term_start": term_start}
    )
    remembered.forget()
    audit.record("papers.rule", rule, by=by, now=now, label="system", data={"kind": kind, "pattern": pattern})
    return rule


@transaction.atomic
def add_missing_rules(*, now: datetime) -> None:
    """Put the packaged rules into the table where the administrator can change them; what is there stays."""
    known = set(NumberRule.objects.values_list("family", "kind"))
    for (family, kind), pattern in queries.packaged_patterns().items():
        if (family, kind) not in known:
            set_rule(family=family, kind=kind, pattern=pattern, by=None, now=now)


@transaction.atomic
def set_word_template(*, unit: Unit, kind: str, name: str, content: bytes, by: Person, now: datetime) -> WordTemplate:
    """Take an office's .docx when it is safe and names only variables that exist. The view has checked the right."""
    word.check(content)
    template, _created = WordTemplate.objects.update_or_create(
        unit=unit, kind=kind, defaults={"name": name[:160], "content": content, "uploaded_by": by, "uploaded_at": now}
    )
    audit.record("papers.word_template", template, by=by, now=now, data={"unit": unit.code, "kind": kind, "name": name})
    return template


@transaction.atomic
def remove_word_template(*, unit: Unit, kind: str, by: Person, now: datetime) -> None:
    """From now on the office's documents have the common layout again."""
    template = WordTemplate.objects.select_for_update().filter(unit=unit, kind=kind).first()
    if template is None:
        raise Refused(_("This office has no Word template of its own for this kind."))
    audit.record("papers.word_template_removed", template, by=by, now=now, data={"unit": unit.code, "kind": kind})
    template.delete()


@atomic
def hand_over(handover: Handover) -> dict[str, Any]:
    """Templates of kinds for which the other unit has none. Numbers are not moved: each series stays whole."""
    moved = list(queries.templates_to_hand_over(handover))
    for template in moved:
        template.unit = handover.into
        template.save(update_fields=["unit"])
    return {"templates": [template.kind for template in moved]}
