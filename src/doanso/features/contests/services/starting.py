"""A new contest: empty, from a template, or as an earlier one with its dates moved."""

import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Line, Prize, Round
from doanso.features.contests.presets import FIRST_HOUR, LAST_HOUR, PRESETS, Leg
from doanso.features.contests.queries import organising
from doanso.features.contests.services import setting_up
from doanso.lib import locks, text
from doanso.lib.dates import VN, local
from doanso.lib.errors import Refused

TAKEN_OVER = (
    *("summary", "rules", "audience", "without_account", "fields", "guess", "tie_breaks"),
    *("together", "best_rounds", "practice", "score_at_once", "show"),
)
RESERVED = {"truc", "chung-nhan", "moi"}
"""These stand in our addresses themselves."""


@transaction.atomic
def create(*, unit: Unit, name: str, by: Person | None, now: datetime) -> Contest:
    return _new(unit, name, by, now, {"from": ""})


@transaction.atomic
def create_from_preset(
    *, preset: str, unit: Unit, name: str, first_day: date, by: Person | None, now: datetime
) -> Contest:
    """KeyError for a template that does not exist."""
    chosen = PRESETS[preset]
    made = _new(unit, name, by, now, {"from": preset, "first_day": first_day})
    made.summary, made.guess, made.tie_breaks = chosen.summary, chosen.guess, list(chosen.tie_breaks)
    made.save(update_fields=["summary", "guess", "tie_breaks"])
    rounds = {number: _leg(made, number, leg, first_day) for number, leg in enumerate(chosen.rounds, 1)}
    for prize in chosen.prizes:
        where = rounds.get(prize.round_number or 0)
        facts = {"name": prize.name, "first": prize.first, "last": prize.last, "for_units": prize.for_units}
        Prize.objects.create(contest=made, round=where, **facts)
    return made


@transaction.atomic
def copy(*, earlier: Contest, unit: Unit, name: str, first_day: date, by: Person | None, now: datetime) -> Contest:
    """With everything but its people: all rounds move by as many days as the first one does."""
    if not organising.organised_by(by, local(now).date()).filter(pk=earlier.pk).exists():
        raise Refused(_("You cannot copy this contest."))
    made = _new(unit, name, by, now, {"from": earlier.code, "first_day": first_day})
    for field in TAKEN_OVER:
        setattr(made, field, getattr(earlier, field))
    made.save(update_fields=TAKEN_OVER)
    rounds: dict[int, Round] = {}
    found = list(organising.rounds_of(earlier).prefetch_related("lines"))
    shift = first_day - min((local(one.opens_at).date() for one in found), default=first_day)
    for one in found:
        rounds[one.pk] = _copy_round(one, made, shift)
    for prize in earlier.prizes.all():
        prize.pk, prize.contest = None, made
        prize.round = rounds[prize.round_id] if prize.round_id else None
        prize.save(force_insert=True)
    return made


def _new(unit: Unit, name: str, by: Person | None, now: datetime, data: dict[str, object]) -> Contest:
    setting_up.check_organiser(by, unit, now)
    locks.hold("contests.code")
    made = Contest(code=_free_code(name), name=name.strip(), unit=unit, created_by=by, created_at=now)
    made.fields, made.tie_breaks = ["phone"], ["time", "earliest"]
    made.save()
    audit.record("contests.created", made, by=by, now=now, data={"name": made.name, "unit": unit.code} | data)
    return made


def _free_code(name: str) -> str:
    """From the name, since people read it in the address."""
    stem = slugify(text.fold(name))[:34].strip("-") or "cuoc-thi"
    taken = RESERVED | set(Contest.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 3) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def _leg(contest: Contest, number: int, leg: Leg, first_day: date) -> Round:
    opens = first_day + timedelta(days=leg.after)
    closes = opens + timedelta(days=leg.days - 1)
    return Round.objects.create(
        contest=contest,
        number=number,
        name=leg.name,
        kind=leg.kind,
        opens_at=_at(opens, FIRST_HOUR),
        closes_at=_at(closes, LAST_HOUR),
        minutes=leg.minutes,
        attempts=leg.attempts,
        counting=leg.counting,
        secret=secrets.token_bytes(32),
    )


def _copy_round(one: Round, contest: Contest, shift: timedelta) -> Round:
    lines = list(one.lines.all())
    made = Round(contest=contest, number=one.number, secret=secrets.token_bytes(32))
    for name in (*organising.SETTINGS, *organising.SHUFFLES):
        setattr(made, name, getattr(one, name))
    made.opens_at, made.closes_at, made.admits = one.opens_at + shift, one.closes_at + shift, one.admits
    made.save()
    for line in lines:
        line.pk, line.round = None, made
    Line.objects.bulk_create(lines)
    return made


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), VN)
