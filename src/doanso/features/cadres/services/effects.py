"""What a dossier about elections, additions and releases changes when it ends; a second run changes nothing.

The same plan is tried before anybody signs.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.units import queries as units
from doanso.core.units import services as seats
from doanso.core.units.models import Position, Role, Unit
from doanso.features.cadres.bodies import CADRE_ROLES, ROLES, Body, body_of
from doanso.features.cadres.models import Entry, Term
from doanso.features.cadres.queries import terms as term_queries
from doanso.features.cadres.services import naming, seating, terms
from doanso.features.cadres.services.keeping import keep
from doanso.features.cadres.services.naming import Named, Row
from doanso.features.cadres.services.seating import Kind, Source
from doanso.lib.errors import Refused
from doanso.lib.modules import Effect, EffectContext
from doanso.lib.text import fold


@transaction.atomic
def elect(context: EffectContext, params: Row) -> Row:
    """A term begins when the answers say until when; the committee before leaves. Without one the term that
    runs goes on."""
    if _done(context, Kind.ELECTED, Kind.NOT_ELECTED):
        return {"entries": []}
    unit, named, facts = _election(context, params)
    source = _source(context)
    since = naming.today(context)
    term = None
    if facts:
        since = max(since, facts.first)
        term = terms.open_term(unit=unit, facts=facts, source=source.code, by=source.by, now=source.now)
        stay = {(one.person.pk, one.role.pk) for one in named if one.person and one.role}
        left = seating.make_room(Body(facts.body), unit, stay, since, source)
    else:
        body = body_of(one.role.pk for one in named if one.role)
        term, left = term_queries.running([unit.pk], since).filter(body=body).first(), []
    entries = [_elected(one, unit, since, source, term) for one in named]
    return {"unit": unit.code, "term": term.pk if term else None, "entries": [one.pk for one in [*left, *entries]]}


def _elected(one: Named, unit: Unit, since: date, source: Source, term: Term | None) -> Entry:
    if one.role is None:
        return seating.write(Kind.NOT_ELECTED, unit, since, source, named=one, term=term)
    return seating.give(Kind.ELECTED, one, unit, since, source, term)


@transaction.atomic
def change(context: EffectContext, params: Row) -> Row:
    """Seats given up end the day before; others are given. Those who leave first, so that a seat can be passed on."""
    if _done(context, Kind.APPOINTED, Kind.RELEASED):
        return {"entries": []}
    unit, given, taken = _changes(context, params)
    since, source = naming.today(context), _source(context)
    entries = [seating.take(Kind.RELEASED, position, since, source, reason) for position, reason in taken]
    entries += [seating.give(Kind.APPOINTED, one, unit, since, source, _term(unit, one, since)) for one in given]
    return {"unit": unit.code, "entries": [one.pk for one in entries]}


def _term(unit: Unit, named: Named, on: date) -> Term | None:
    """The first committee in order that runs and has such a seat."""
    running = {term.body: term for term in term_queries.running([unit.pk], on)}
    return next((running[body] for body, roles in ROLES.items() if body in running and named.role.pk in roles), None)


@transaction.atomic
def undo(context: EffectContext, params: Row) -> Row:
    """The term that the named dossier began and its lines never held, the term that ended for it goes on, and who lost
    a seat by it has it again from today."""
    undone, lines = _undoing(context, params)
    source, since = _source(context), naming.today(context)
    for term in undone:
        term.undone_by = term.ended_by = source.code
        keep(term, "cadres.term_undone", by=source.by, now=source.now)
        for before in Term.objects.select_for_update().filter(unit=term.unit_id, body=term.body, ended_by=term.source):
            before.ended_by, before.valid_to = "", before.planned_to
            keep(before, "cadres.term_goes_on", by=source.by, now=source.now)
    for line in lines:
        line.undone_by = source.code
        keep(line, "cadres.entry_undone", by=source.by, now=source.now)
        if line.position and line.position.source == line.source:
            seats.annul_position(position=line.position, source=source.code, by=source.by, now=source.now)
    again = [one for one in lines if one.kind in (Kind.RELEASED, Kind.UNTIL_NOW)]
    for one in again:
        named = Named(one.person, one.full_name, one.role, None, None)
        seating.give(Kind.APPOINTED, named, one.unit, since, source)
    told: Row = {"terms": [term.pk for term in undone], "again": [one.pk for one in again]}
    return told | ({"undid": [*undone, *lines][0].source} if undone or lines else {})


def _undoing(context: EffectContext, params: Row) -> tuple[list[Term], list[Entry]]:
    """Who decides, the superior of the unit that proposes, must stand above every unit concerned."""
    code = str(context.answers.get("ho_so") or "").strip()
    if not code or code == terms.BY_HAND or code.startswith("import:"):
        return [], []
    undone = list(Term.objects.filter(source=code, undone_by="").select_related("unit"))
    found = Entry.objects.filter(source=code, undone_by="").order_by("pk")
    lines = list(found.select_related("unit", "person", "role", "position"))
    proposing = naming.unit_of(context, params)
    decides = units.superior(proposing, naming.today(context)) or proposing
    if any(not one.unit.path.startswith(decides.path) for one in [*undone, *lines]):
        words = _("The dossier also concerns units that are not below %(unit)s: their common superior decides.")
        raise Refused(words % {"unit": decides})
    return undone, lines


def _election(context: EffectContext, params: Row) -> tuple[Unit, list[Named], terms.Facts | None]:
    unit = naming.unit_of(context, params)
    named = naming.elected(context, params, unit)
    winners = [one.role.pk for one in named if one.role]
    if not winners:
        raise Refused(_("The list elects nobody: a seat must stand beside a name."))
    facts = _facts(context, winners)
    if facts:
        terms.check(unit, facts)
        _refuse_other_seats(winners, Body(facts.body))
    return unit, named, facts


def _refuse_other_seats(winners: list[str], body: Body) -> None:
    if strange := set(winners) - set(ROLES[body]):
        told = {"role": Role.objects.get(pk=min(strange)).label, "body": body.label}
        raise Refused(_("%(role)s is no seat of the %(body)s.") % told)


def _facts(context: EffectContext, winners: list[str]) -> terms.Facts | None:
    answers = context.answers
    if not answers.get("nhiem_ky_den"):
        return None
    first = answers.get("nhiem_ky_tu")
    return terms.Facts(
        body=answers.get("to_chuc") or body_of(winners),
        first=date.fromisoformat(first) if first else naming.today(context),
        last=date.fromisoformat(answers["nhiem_ky_den"]),
        number=int(answers["nhiem_ky"]) if answers.get("nhiem_ky") else None,
        seats=_planned(answers.get("co_cau") or []),
        decision=context.result_number,
    )


def _planned(rows: list[Row]) -> dict[str, int]:
    roles = {fold(role.name): role.pk for role in Role.objects.filter(pk__in=CADRE_ROLES)}
    found: dict[str, int] = {}
    for row in rows:
        office = fold(row.get("chuc_vu") or "")
        if office not in roles:
            raise Refused(_("“%(office)s” is not a seat of a committee.") % {"office": row.get("chuc_vu", "")})
        found[roles[office]] = found.get(roles[office], 0) + int(row.get("so_luong") or 0)
    return found


def _changes(context: EffectContext, params: Row) -> tuple[Unit, list[Named], list[tuple[Position, str]]]:
    unit, on = naming.unit_of(context, params), naming.today(context)
    given = [one for one in naming.elected(context, params, unit) if one.role]
    taken = [(seating.held_by(one, unit, on), one.reason) for one in naming.released(context, params, unit)]
    return unit, given, taken


def _done(context: EffectContext, *kinds: str) -> bool:
    return bool(kinds) and Entry.objects.filter(source=context.dossier_code, kind__in=kinds).exists()


def _source(context: EffectContext) -> Source:
    return Source(context.dossier_code, context.result_number, naming.by_of(context), context.now)


def _tried(plan: Callable[[EffectContext, Row], Any], *kinds: str) -> Callable[[EffectContext, Row], list[str]]:
    def check(context: EffectContext, params: Row) -> list[str]:
        try:
            if not _done(context, *kinds):
                plan(context, params)
        except Refused as refused:
            return refused.message.splitlines()
        return []

    return check


EFFECTS = (
    Effect(
        "cadres.elected",
        gettext_lazy("Enter an election: the term, the votes, the seats"),
        elect,
        _tried(_election, Kind.ELECTED, Kind.NOT_ELECTED),
    ),
    Effect(
        "cadres.changed",
        gettext_lazy("Appoint people to seats of committees and release others"),
        change,
        _tried(_changes, Kind.APPOINTED, Kind.RELEASED),
    ),
    Effect("cadres.undone", gettext_lazy("Undo the term that a dossier began"), undo, _tried(_undoing)),
)
