"""What the linter and the simulation have to know of a draft besides its steps."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import BadDefinition, load
from doanso.blocks.eforms.definition.graph import types_of
from doanso.blocks.workflow.linting import Facts, Finding, lint
from doanso.core.calendar import queries as calendars
from doanso.core.units import assignees
from doanso.core.units.models import Unit
from doanso.features.procedures.models import ProcedureDraft, Version
from doanso.features.procedures.queries.deadlines import count_from
from doanso.features.procedures.services import context
from doanso.features.procedures.services.authoring import answering, asking, questions, stepforms, table
from doanso.lib.errors import Refused

Json = dict[str, Any]
KNOWN_UNITS = {assignees.HANDLER, "don_vi"}
WORKING_SHARE = Decimal(5) / 7  # of the days of a week


def findings(draft: ProcedureDraft, on: date) -> list[Finding]:
    """What is wrong with the draft's steps, or doubtful."""
    content = draft.content
    lost = (Finding("warning", key, "answer_gone", message) for key, message in questions.lost_answers(content))
    own = [*stepforms.findings(content), *answering.findings(content), *lost]
    return [*lint(content["flow"], of(content, draft.owner, on)), *own]


def refuse_errors(draft: ProcedureDraft, on: date) -> None:
    """Refused, with every error in words, when its steps could get stuck. A mere guide runs nothing."""
    if draft.content["guide_only"]:
        return
    names = table.names_of(draft.content["flow"])
    errors = [
        f"{names.get(f.step, '')}: {f.message}".removeprefix(": ") for f in findings(draft, on) if f.level == "error"
    ]
    if errors:
        raise Refused(_("The steps cannot run like this yet. %(problems)s") % {"problems": " ".join(errors)})


def of(content: Json, owner: Unit, on: date) -> Facts:
    guide, known = content["guide"], asking.questions(content)
    return Facts(
        limit=limit_minutes(content, owner, on),
        documents=tuple(guide["documents"]),
        fields=_types(content),
        choices={q.key: tuple(value for value, _label in q.options) for q in known.values() if q.options},
        result=guide["result"],
        unit_known=_asks_unit(content, set(asking.asked_in(asking.composed(content)))),
        vacant=partial(_vacant, owner=owner, on=on),
    )


def limit_minutes(content: Json, owner: Unit, on: date) -> int:
    """The promise in working minutes of the office; 0 without one."""
    guide = content["guide"]
    try:
        number = Decimal(guide["limit"] or 0)
    except (InvalidOperation, TypeError):
        return 0
    day = calendars.calendar_for(owner.pk).minutes_per_day(on)
    minutes = {
        Version.Limit.HOURS.value: Decimal(60),
        Version.Limit.DAYS.value: Decimal(day),
        Version.Limit.CALENDAR.value: day * WORKING_SHARE,
    }.get(guide["limit_unit"], Decimal(0))
    return int(number * minutes) if number.is_finite() and number > 0 else 0


def promise(content: Json, owner: Unit, at: datetime) -> tuple[datetime, datetime | None]:
    """When a dossier that arrives then begins to count, and when it is due; None without a limit."""
    guide = content["guide"]
    try:
        limit = Decimal(guide["limit"] or 0)
    except (InvalidOperation, TypeError):
        limit = Decimal(0)
    like = Version(limit=max(limit, Decimal(0)), limit_unit=guide["limit_unit"], cutoff=guide["cutoff"])
    return count_from(like, owner, at)


def _types(content: Json) -> Any:
    """Of all forms; None while one is unfinished: then names are not checked."""
    try:
        forms = [load(form) for form in (asking.composed(content), *stepforms.definitions(content))]
    except BadDefinition:
        return None
    return {key: kind for form in reversed(forms) for key, kind in types_of(form.fields).items()}


def _asks_unit(content: Json, keys: set[str]) -> bool:
    named = context.DEFAULTS | (content["extra"].get("context") or {})
    return content["guide"]["ask_unit"] or bool(
        keys & {key for name, key in named.items() if name != "nguoi_gioi_thieu"}
    )


def _vacant(assignee: str, *, owner: Unit, on: date) -> str:
    """Why nobody can act there today; nothing where it depends on who applies."""
    call = assignees.parse(assignee)
    if call.name in assignees.PERSON_VARIABLES or {*_units(call)} - KNOWN_UNITS:
        return ""
    found = assignees.resolve(assignee, {assignees.HANDLER: owner, "don_vi": owner}, on)
    return _("nobody holds the seat “%s” today.") % assignees.describe(assignee) if found.vacant else ""


def _units(call: assignees.Call) -> Iterator[str]:
    if not call.literal and call.name in assignees.UNIT_VARIABLES:
        yield call.name
    for arg in call.args:
        yield from _units(arg)
