"""A branch's list of dues as a dossier: once the unit above confirms it, the books of both take it over.

Months that were taken on the branch's own page before are not taken twice; what the list asks for and the books do not
know is told before anybody confirms.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.money import rules
from doanso.features.money.models import DUES_UP, Dues, Entry
from doanso.features.money.quarters import Quarter, of, parse
from doanso.features.money.queries import dues
from doanso.features.money.services import collecting
from doanso.features.money.services.collecting import Month
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import fold
from doanso.ui.formats import vn_money

Json = dict[str, Any]


@dataclass
class Listed:
    """What is still to be written down, and why the list cannot be taken as it stands."""

    unit: Unit
    quarter: Quarter
    collect: list[Month] = field(default_factory=list)
    exempt: list[Month] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def hindrances(context: EffectContext, params: Json) -> list[str]:
    """What would stand in the way, told before anybody confirms."""
    if not context.answers.get("thang"):
        return [_("The list does not say which month it is of.")]
    listed = _read(context, params)
    by = context.actors.get(params.get("by", "buoc_2"))
    if by and not rules.may_collect(Person.objects.get(pk=by), listed.unit, local(context.now).date()):
        words = _("Who sent the list does not collect the dues of %(unit)s any more. Return it to be sent anew.")
        listed.problems.append(words % {"unit": listed.unit})
    return listed.problems


@transaction.atomic
def confirm(context: EffectContext, params: Json) -> Json:
    """In the branch's books the months are taken or exempted, and its share is passed up, by who sent the list; in the
    books above the share arrives, by who confirms it."""
    if problems := hindrances(context, params):
        raise Refused(" ".join(problems))
    listed = _read(context, params)
    sender, confirms = _two_people(context, params)
    _write_down(listed, sender, context)
    passed = _pass_up(listed, sender, context)
    _receive(listed, passed, confirms, context)
    months = {"collected": len(listed.collect), "exempt": len(listed.exempt)}
    return {"unit": listed.unit.code, "quarter": str(listed.quarter), "months": months, "passed": passed}


def _two_people(context: EffectContext, params: Json) -> tuple[Person, Person]:
    """Who sent the list and who confirms it, who are not the same."""
    sent = context.actors.get(params.get("by", "buoc_2"))
    people = Person.objects.in_bulk([pk for pk in (sent, context.by_id) if pk])
    if sent == context.by_id or len(people) < 2:
        raise Forbidden(_("Who sends a list of dues does not confirm it."))
    return people[sent], people[context.by_id]


def _read(context: EffectContext, params: Json) -> Listed:
    unit = _branch(context, params)
    first = date.fromisoformat(f"{context.answers['thang']}-01"[:10])
    listed = Listed(unit, of(first))
    rows, seen = dues.of_branch(unit, listed.quarter).rows, set()
    for given in context.answers.get("dong") or []:
        row = _member(given, rows, listed)
        months = [] if row is None else _months(given, first, row, listed)
        for cell in months:
            if (row.person.pk, cell.month) in seen:
                listed.problems.append(_("%(person)s is listed twice.") % {"person": row.person})
            seen.add((row.person.pk, cell.month))
            _take(given, row, cell, listed)
    listed.problems = list(dict.fromkeys(listed.problems))
    return listed


def _branch(context: EffectContext, params: Json) -> Unit:
    ids = context.unit_ids
    pk = ids.get(params.get("unit", "chi_doan_nop")) or ids.get("don_vi_nop")
    unit = Unit.objects.select_related("type", "parent__type").filter(pk=pk).first()
    heirs = units.successors(unit, local(context.now).date()) if unit else []
    if len(heirs) != 1:
        raise Refused(_("It is not clear in whose books this stands."))
    return heirs[0]


def _member(given: Json, rows: list[dues.Row], listed: Listed) -> dues.Row | None:
    name = str(given.get("doan_vien") or "")
    found = [row for row in rows if row.person.search_key == fold(name)]
    if len(found) == 1:
        return found[0]
    told = {"person": name, "unit": listed.unit, "quarter": listed.quarter.label}
    if found:
        words = _(
            "Several members are called %(person)s: take their dues on the branch's page, and leave them out here."
        )
    else:
        words = _("%(person)s owes no dues in %(unit)s in quarter %(quarter)s, or is not known there.")
    listed.problems.append(words % told)
    return None


def _months(given: Json, first: date, row: dues.Row, listed: Listed) -> list[dues.Cell]:
    number = int(given.get("so_thang") or 0)
    cells = [cell for cell in row.cells if cell.month >= first][:number]
    if len(cells) < number:
        words = _("%(person)s: these months go beyond quarter %(quarter)s. Please make one list for each quarter.")
        listed.problems.append(words % {"person": row.person, "quarter": listed.quarter.label})
    return cells


def _take(given: Json, row: dues.Row, cell: dues.Cell, listed: Listed) -> None:
    """One month of one member: to be written down, there already, or not as the list says."""
    exempt, rate = bool(given.get("mien")), int(given.get("muc") or 0)
    told = {"person": row.person, "month": format_date(cell.month, "month")}
    if cell.fact is None and not cell.owed:
        listed.problems.append(_("%(person)s: %(month)s is not owed in this branch.") % told)
    elif cell.fact and exempt != (cell.fact.kind == Dues.Kind.EXEMPT):
        words = _("%(person)s: %(month)s is exempt.") if cell.fact.kind == Dues.Kind.EXEMPT else ""
        listed.problems.append((words or _("%(person)s: %(month)s is paid already.")) % told)
    elif not exempt and rate != (cell.fact.amount if cell.fact else cell.rate):
        cost = {"cost": vn_money(cell.fact.amount if cell.fact else cell.rate), "said": vn_money(rate)}
        words = _("%(person)s: %(month)s costs %(cost)s by the books, the list says %(said)s.")
        listed.problems.append(words % (told | cost))
    elif cell.open:
        (listed.exempt if exempt else listed.collect).append((row.person.pk, cell.month))


def _write_down(listed: Listed, by: Person, context: EffectContext) -> None:
    if listed.exempt:
        with translation.override("vi"):  # as the books are
            reason = _("As listed in dossier %(code)s") % {"code": context.dossier_code}
        named = {"unit": listed.unit, "quarter": listed.quarter, "months": listed.exempt}
        collecting.exempt(reason=reason, by=by, now=context.now, **named)
    if listed.collect:
        collecting.collect(unit=listed.unit, months=listed.collect, by=by, **_told(listed.quarter, context))


def _pass_up(listed: Listed, by: Person, context: EffectContext) -> int:
    """What the list says, and never more than the books still owe for the quarter."""
    said, owed = int(context.answers.get("nop") or 0), dues.own_share(listed.unit, listed.quarter).to_pass
    amount = min(said, owed)
    if amount <= 0 or dues.passes_up_to(listed.unit, local(context.now).date()) is None:
        return 0
    collecting.pass_up(unit=listed.unit, amount=amount, by=by, **_told(listed.quarter, context))
    return amount


def _told(quarter: Quarter, context: EffectContext) -> Json:
    code = context.dossier_code
    day = local(context.now).date()
    return {"quarter": quarter, "day": day, "token": f"dossier:{code}", "now": context.now, "source": code}


def _receive(listed: Listed, amount: int, by: Person, context: EffectContext) -> None:
    above = dues.passes_up_to(listed.unit, local(context.now).date())
    if amount and above:
        collecting.receive(unit=above, child=listed.unit, amount=amount, by=by, **_told(listed.quarter, context))


@transaction.atomic
def pass_on(context: EffectContext, params: Json) -> Json:
    """The unit above passes its own share of what arrived with this dossier one level further up."""
    came = Entry.objects.filter(source=context.dossier_code, kind=Entry.Kind.RECEIVED, undone_by=None)
    entry = came.filter(undoes=None).select_related("unit__type", "unit__parent").first()
    above = entry and dues.passes_up_to(entry.unit, local(context.now).date())
    if entry is None or above is None:
        return {"passed": 0}
    share = entry.lines.filter(account=DUES_UP).values("credit", "quarter").first()
    if share is None:
        return {"passed": 0}
    quarter = parse(share["quarter"])
    amount = min(share["credit"], dues.own_share(entry.unit, quarter).to_pass)
    if amount <= 0:
        return {"passed": 0}
    by = Person.objects.filter(pk=context.by_id).first()
    collecting.pass_up(unit=entry.unit, amount=amount, by=by, **_told(quarter, context))
    return {"unit": entry.unit.code, "quarter": str(quarter), "passed": amount}
