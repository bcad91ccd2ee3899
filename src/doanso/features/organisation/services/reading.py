"""What a dossier's answers say about units, as a plan; refused in words when they cannot be carried out."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Position, Unit
from doanso.features.organisation import queries
from doanso.features.organisation.plans import NewUnit, Pass, Plan, merger
from doanso.features.organisation.services import drafting
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import clean_name, fold

Params = dict[str, Any]
Row = dict[str, Any]
BRANCH, BASE = "CHI_DOAN", "DOAN_CO_SO"
LEAST = {"found": 3, "members": 30, "branches": 2}
"""Conditions where a procedure's `params` say nothing else."""


def effective(context: EffectContext) -> date:
    """The day that the dossier names, but never before the decision."""
    given, today = context.answers.get("ngay_hieu_luc"), local(context.now).date()
    return max(today, date.fromisoformat(given)) if given else today


def founding(context: EffectContext, params: Params) -> Plan:
    """A new branch below the unit that proposes it, with the members named, wherever below it they are now."""
    parent, answers = _own(context, params), context.answers
    people = _people(answers.get("doan_vien") or [], parent, effective(context))
    least = params.get("members", LEAST["found"])
    if len(people) < least:
        raise Refused(_("A branch needs at least %(number)d members.") % {"number": least})
    new = drafting.new_units([answers.get("ten_don_vi") or ""], parent, params.get("type", BRANCH))[0]
    origins: dict[str, list[int]] = defaultdict(list)
    for held in people:
        origins[held.unit.code].append(held.person_id)
    passes = tuple(Pass(code, new.code, tuple(sorted(keys))) for code, keys in sorted(origins.items()))
    return Plan(found=(new,), passes=passes, targets=(new.code,))


def upgrading(context: EffectContext, params: Params) -> Plan:
    """The unit keeps its code and becomes one with branches; who is named nowhere goes to the first of them."""
    unit, on = _own(context, params), effective(context)
    names = [row.get("ten") or "" for row in context.answers.get("chi_doan_moi") or []]
    drafting.enough_members(unit, queries.counting(unit.code, on), params.get("members", LEAST["members"]))
    drafting.needed(names, params.get("branches", LEAST["branches"]))
    found = drafting.new_units(names, unit, params.get("branch", BRANCH))
    name = context.answers.get("ten_don_vi") or ""
    return drafting.upgrade(unit, found, _shares(context, unit, found), params.get("type", BASE), name)


def merging(context: EffectContext, params: Params) -> Plan:
    """Into a unit that stands, or together with it into a new one."""
    unit, other = _own(context, params), _receiving(context, params)
    name = clean_name(context.answers.get("ten_don_vi") or "")
    if not name:
        return merger([unit.code], other.code, keep=_kept(context, [unit]))
    today = local(context.now).date()
    return drafting.unite(unit, other, name, today, keep=_kept(context, [unit, other]))


def dissolving(context: EffectContext, params: Params) -> Plan:
    """Somebody takes over the members, the dossiers and the papers."""
    unit, heir = _own(context, params), _receiving(context, params)
    return merger([unit.code], heir.code, keep=_kept(context, [unit]))


def splitting(context: EffectContext, params: Params) -> Plan:
    """The members named go to new units; the rest stays, or the unit ends and the first new one has what is left."""
    unit, names = _own(context, params), [row.get("ten") or "" for row in context.answers.get("chi_doan_moi") or []]
    goes_on = context.answers.get("con_lai") != "Kết thúc"
    if len(names) < (1 if goes_on else 2):
        raise Refused(_("The dossier does not name the new units."))
    found = drafting.new_units(names, drafting.above(unit, local(context.now).date()), unit.type_id)
    keep = () if goes_on else _kept(context, [unit])
    return drafting.split(unit, found, _shares(context, unit, found), goes_on=goes_on, keep=keep)


def renaming(context: EffectContext, params: Params) -> Plan:
    """The unit keeps its code."""
    unit, name = _own(context, params), clean_name(context.answers.get("ten_don_vi") or "")
    if not name:
        raise Refused(_("The dossier does not give the new name."))
    return _fitting(drafting.rename(unit, name, ""), context)


def moving(context: EffectContext, params: Params) -> Plan:
    """With all below it. `decides`: the unit that decides, below which the new superior stands; else the old one."""
    unit, above = _own(context, params), _named(context)
    decides = Unit.objects.filter(pk=context.unit_ids.get(params.get("decides", ""))).first()
    return _fitting(drafting.move(unit, _below_who_decides(above, unit, decides, context)), context)


def _fitting(plan: Plan, context: EffectContext) -> Plan:
    if problems := queries.misfits(plan, effective(context)):
        raise Refused(" ".join(problems))
    return plan


def _own(context: EffectContext, params: Params) -> Unit:
    """The unit that proposes its own change."""
    pk = context.unit_ids.get(params.get("unit", "don_vi_nop"))
    if pk is None:
        raise Refused(_("The dossier does not say which unit is meant."))
    return units.by_ids([pk])[0]


def _receiving(context: EffectContext, params: Params) -> Unit:
    """Only what stands below the unit that decides: nobody is given a stranger's unit."""
    return _below_who_decides(_named(context), _own(context, params), None, context)


def _below_who_decides(found: Unit, unit: Unit, decides: Unit | None, context: EffectContext) -> Unit:
    above = decides or units.superior(unit, local(context.now).date())
    if above is None or not found.path.startswith(above.path) or found.pk == above.pk:
        raise Refused(_("%(unit)s does not stand below the unit that decides.") % {"unit": found})
    return found


def _named(context: EffectContext) -> Unit:
    given = context.answers.get("don_vi_nhan")
    code = given.get("code") if isinstance(given, dict) else given
    found = Unit.objects.select_related("type").filter(code=code or "").first()
    if found is None:
        raise Refused(_("The dossier does not say which unit goes on."))
    return found


def _shares(context: EffectContext, unit: Unit, found: list[NewUnit]) -> tuple[Pass, ...]:
    """Who goes to which of the new units, as the table says."""
    codes = {fold(one.name): one.code for one in found}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in context.answers.get("phan_cong") or []:
        code = codes.get(fold(row.get("chi_doan") or ""))
        if code is None:
            raise Refused(_("“%(name)s” is none of the new units.") % {"name": row.get("chi_doan") or ""})
        rows[code].append(row)
    on, named = effective(context), []
    shares = []
    for code, given in rows.items():
        keys = [held.person_id for held in _people(given, unit, on)]
        named += keys
        shares.append(Pass(unit.code, code, tuple(sorted(keys))))
    if len(set(named)) < len(named):
        raise Refused(_("Somebody is named twice."))
    return tuple(shares)


def _people(rows: list[Row], within: Unit, on: date) -> list[Membership]:
    """Their main memberships in the unit or below it."""
    return [_member(row, within, on) for row in rows]


def _member(row: Row, within: Unit, on: date) -> Membership:
    """By the card number, else by name (and birth, where two have the same)."""
    found = Membership.objects.filter(
        units.not_over(on), unit__path__startswith=within.path, kind=Membership.Kind.MAIN
    ).select_related("person", "unit")
    card, name = (row.get("so_the") or "").strip(), row.get("ho_ten") or ""
    found = found.filter(card_number=card) if card else found.filter(person__search_key=fold(name))
    if born := row.get("ngay_sinh"):
        found = found.filter(person__date_of_birth=f"{born}-01-01"[:10])
    held = list(found[:2])
    if not held:
        raise Refused(_("“%(name)s” is no member of %(unit)s.") % {"name": name or card, "unit": within})
    if len(held) > 1:
        raise Refused(_("“%(name)s” does not name exactly one person; add the card number.") % {"name": name})
    return held[0]


def _kept(context: EffectContext, ending: list[Unit]) -> tuple[int, ...]:
    """Seats that the decision lets go on: by the names in its table."""
    names = {fold(row.get("ho_ten") or "") for row in context.answers.get("giu_chuc_vu") or []}
    held = Position.objects.filter(units.not_over(effective(context)), unit__in=ending, person__search_key__in=names)
    return tuple(sorted(held.values_list("pk", flat=True)))
