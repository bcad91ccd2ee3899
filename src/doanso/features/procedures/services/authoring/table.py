"""The steps of a draft as the table that offices write: a row for each, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow import editing
from doanso.blocks.workflow.definition import END, REFUSE
from doanso.blocks.workflow.linting import Finding
from doanso.blocks.workflow.words import minutes_in_words
from doanso.core.units import assignees
from doanso.features.procedures.services.authoring import stepforms
from doanso.features.procedures.services.authoring.asking import Question, words_of

Json = dict[str, Any]
ICONS = {"start": "send", "task": "person", "consult": "chat", "vote": "vote", "branch": "link", "system": "settings"}


@dataclass(frozen=True)
class Line:
    """One row of the table. `who` are lines; `conditions` sentences; `form` the code of the form it asks for."""

    key: str
    number: int
    name: str
    kind: str
    who: tuple[str, ...]
    time: str
    stopped: bool
    output: str
    issues: bool
    conditions: tuple[str, ...]
    first: bool
    last: bool
    findings: tuple[Finding, ...] = ()
    form: str = ""
    form_name: str = ""
    form_is_here: bool = False
    may_ask: bool = False

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "person")

    @property
    def kind_words(self) -> str:
        return kinds().get(self.kind, self.kind)


def kinds() -> dict[str, str]:
    return {
        "task": _("One person acts"),
        "consult": _("Several are asked at once"),
        "vote": _("A meeting votes"),
        "branch": _("Fork: by what the form says"),
        "start": _("The applicant submits"),
        "system": _("The system goes on by itself"),
    }


def lines(
    flow: Json, known: dict[str, Question], found: Iterable[Finding] = (), forms: Mapping[str, str] | None = None
) -> list[Line]:
    """`forms`: the titles of the steps' forms by their codes."""
    rows = editing.steps(flow)
    names = names_of(flow)
    fixed = 1 if rows and rows[0].get("kind") == "start" else 0
    made = [_line(flow, row, number, names, known, fixed, len(rows)) for number, row in enumerate(rows, 1)]
    named = forms or {}
    return [
        replace(
            line,
            findings=tuple(f for f in found if f.step == line.key),
            form=(code := stepforms.code_of(row)),
            form_name=named.get(code, code),
            form_is_here=code in named,
            may_ask=stepforms.is_asked(row),
        )
        for row, line in zip(rows, made, strict=True)
    ]


def names_of(flow: Json) -> dict[str, str]:
    """Steps as others speak of them: “3. Ký duyệt”; and the end."""
    rows = editing.steps(flow)
    found = {row["key"]: f"{n}. {editing.value(row, 'name') or _('without a name')}" for n, row in enumerate(rows, 1)}
    return {**found, END: _("the end of the dossier")}


def _line(flow: Json, row: Json, number: int, names: dict, known: dict, fixed: int, total: int) -> Line:
    kind = editing.value(row, "kind")
    return Line(
        key=row["key"],
        number=number,
        name=editing.value(row, "name"),
        kind=kind,
        who=tuple(_who(row, kind)),
        time=minutes_in_words(editing.value(row, "minutes")) if "minutes" in editing.OWN.get(kind, ()) else "",
        stopped=not editing.value(row, "clock"),
        output=editing.value(row, "output"),
        issues=bool((row.get("extra") or {}).get("issue")),
        conditions=tuple(_conditions(flow, row, kind, names, known)),
        first=number <= fixed + 1,
        last=number == total or number <= fixed,
    )


def _who(row: Json, kind: str) -> Iterator[str]:
    if kind == "start":
        yield assignees.describe("nguoi_nop")
    for branch in row.get("branches") or () if kind == "consult" else ():
        yield (
            f"{branch['name']}: {in_words(branch['assignee'])}" if branch.get("name") else in_words(branch["assignee"])
        )
    if kind in {"task", "vote"}:
        yield in_words(editing.value(row, "assignee"))


def in_words(assignee: str) -> str:
    """Also of what cannot be read: then as it was written."""
    if not assignee:
        return ""
    return assignee if assignees.check(assignee) else assignees.describe(assignee)


def _conditions(flow: Json, row: Json, kind: str, names: dict[str, str], known: dict[str, Question]) -> Iterator[str]:
    to = editing.leads_to(flow, row["key"])
    if kind == "branch":
        for case in row.get("cases") or ():
            told = {"when": words_of(case["when"], known), "step": names.get(case["to"], case["to"])}
            yield _("If %(when)s → %(step)s") % told
        yield _("Otherwise → %(step)s") % {"step": names.get(to, to)}
        return
    if kind == "vote":
        yield from _terms(row, names)
    if kind == "consult":
        total = len(row.get("branches") or ())
        need = editing.value(row, "need") or total
        yield _("%(need)d of %(total)d opinions are enough") % {"need": need, "total": total}
    if row.get("to") and to != _below(flow, row["key"]):
        yield _("Afterwards → %(step)s") % {"step": names.get(to, to)}
    yield from _people(row, kind, names, known)


def _below(flow: Json, key: str) -> str:
    keys = [row["key"] for row in editing.steps(flow)]
    return (keys[keys.index(key) + 1 :] or [END])[0]


def _terms(row: Json, names: dict[str, str]) -> Iterator[str]:
    terms = editing.TERMS | (row.get("vote") or {})
    told = {"quorum": terms["quorum"], "threshold": terms["threshold"]}
    if terms["at_least"]:
        yield _("%(quorum)s take part, at least %(threshold)s are for it") % told
    else:
        yield _("%(quorum)s take part, more than %(threshold)s are for it") % told
    if terms["secret"]:
        yield _("Secret ballot")
    otherwise = editing.value(row, "otherwise")
    yield _("Not passed → %(step)s") % {"step": refused() if otherwise == REFUSE else names.get(otherwise, otherwise)}


def refused() -> str:
    return _("the dossier is refused")


def _people(row: Json, kind: str, names: dict[str, str], known: dict[str, Question]) -> Iterator[str]:
    if kind in {"task", "consult"}:
        may = [words for action, words in actions().items() if action in editing.value(row, "actions")]
        if may:
            yield _("May: %(actions)s") % {"actions": ", ".join(may)}
    for other in editing.value(row, "not_by"):
        who = _("the applicant") if other == "applicant" else _("who did “%s”") % names.get(other, other)
        yield _("Not by %(who)s") % {"who": who}
    for check in (row.get("extra") or {}).get("checks") or ():
        yield _("Only when %(when)s") % {"when": words_of(check["when"], known)}
    if editing.value(row, "escalate_to"):
        yield _("When late: %(who)s is told") % {"who": in_words(row["escalate_to"])}


def actions() -> dict[str, str]:
    return {
        "return": _("return"),
        "supplement": _("ask for a supplement"),
        "refuse": _("refuse"),
        "stop": _("end the dossier"),
    }
