"""One row of the step table, opened: who, how long, what comes out, where it goes on."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from doanso.blocks.workflow import editing
from doanso.blocks.workflow.definition import REFUSE
from doanso.core.units import assignees
from doanso.features.procedures.forms.parts import CaseRow, CheckRow, OpinionRow, rows_of
from doanso.features.procedures.forms.who import WhoField
from doanso.features.procedures.services.authoring import table
from doanso.features.procedures.services.authoring.asking import Question

Json = dict[str, Any]
UNITS = {"gio": 60, "ngay": 480, "phut": 1}
MOST_MINUTES = 250 * 480  # a year of working days
QUORUMS = ("1/2", "2/3", "3/4", "1")
THRESHOLDS = (("1/2", False), ("1/2", True), ("2/3", False), ("2/3", True), ("3/4", True), ("1", True))
ACTING = ("task", "consult", "vote")
PLAIN = (
    "name",
    "kind",
    "assignee",
    "output",
    "to",
    "clock",
    "not_by",
    "escalate_to",
    "note",
    "chair",
    "otherwise",
    "need",
)


class StepForm(forms.Form):
    """`row` is the step as it stands in `flow`; `changes()` are what `editing.change` takes."""

    name = forms.CharField(
        label=pgettext_lazy("step", "Content"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Kind of step"))
    assignee = WhoField(label=_("Who does it"), required=False)
    time = forms.CharField(label=pgettext_lazy("step", "Time limit"), required=False, max_length=12)
    time_unit = forms.ChoiceField(label=_("Unit of time"), required=False)
    clock = forms.BooleanField(label=_("Counts towards the promised time"), required=False)
    output = forms.CharField(
        label=_("Result of the step"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    issue = forms.BooleanField(label=_("The result is signed at this step"), required=False)
    may = forms.MultipleChoiceField(
        label=_("Besides going on, they may"), required=False, widget=forms.CheckboxSelectMultiple
    )
    to = forms.ChoiceField(label=_("Afterwards"), required=False)
    not_by = forms.MultipleChoiceField(label=_("Not by"), required=False, widget=forms.CheckboxSelectMultiple)
    escalate_to = WhoField(label=_("Who is told when it is late"), required=False)
    form = forms.ChoiceField(
        label=_("Form that is filled in at this step"),
        required=False,
        help_text=_("Whoever does the step fills it in; its questions are written from the row of the step."),
    )
    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    quorum = forms.ChoiceField(label=_("Must take part"), required=False)
    threshold = forms.ChoiceField(label=_("Must be for it"), required=False)
    of_all = forms.ChoiceField(label=_("Share of whom"), required=False)
    secret = forms.BooleanField(label=_("Secret ballot"), required=False)
    chair = WhoField(label=_("Who chairs and closes the vote"), required=False, body=True)
    otherwise = forms.ChoiceField(label=_("When it is not passed"), required=False)
    need = forms.IntegerField(
        label=_("Opinions that are enough"),
        required=False,
        min_value=0,
        max_value=20,
        help_text=_("Empty: all of them."),
    )

    def __init__(
        self, *args: Any, flow: Json, row: Json, known: dict[str, Question], step_forms: Mapping[str, str], **more: Any
    ) -> None:
        self.flow, self.row = flow, row
        super().__init__(*args, initial=initial_of(row), auto_id="b_%s", **more)
        self._offer(step_forms)
        data = args[0] if args else None
        names = table.names_of(flow)
        targets = [(key, name) for key, name in names.items() if key != row["key"]]
        kinds = {"known": known, "targets": targets}
        self.cases = rows_of(CaseRow, data, row.get("cases"), prefix="re", **kinds)
        self.opinions = rows_of(OpinionRow, data, row.get("branches"), prefix="yk")
        self.checks = rows_of(CheckRow, data, (row.get("extra") or {}).get("checks"), prefix="dk", known=known)
        for field in self.fields.values():
            field.widget.attrs["form"] = "step-form"

    def _offer(self, step_forms: Mapping[str, str]) -> None:
        """Choices of this flow; what stands there stays possible."""
        row, fields = self.row, self.fields
        names = {key: name for key, name in table.names_of(self.flow).items() if key != row["key"]}
        first = editing.steps(self.flow)[0]["key"] == row["key"]
        kinds = [(kind, words) for kind, words in table.kinds().items() if kind != "start" or first]
        fields["kind"].choices = kinds
        fields["time_unit"].choices = time_units()
        fields["may"].choices = list(table.actions().items())
        fields["to"].choices = [("", gettext("the next row")), *names.items()]
        acting = {other["key"] for other in editing.steps(self.flow) if editing.value(other, "kind") in ACTING}
        offered = acting | {*editing.value(row, "not_by")}
        others = [(key, gettext("who did “%s”") % name) for key, name in names.items() if key in offered]
        fields["not_by"].choices = [("applicant", gettext("the applicant")), *others]
        present = (row.get("extra") or {}).get("form")
        forms_offered = ({present: present} if present else {}) | dict(step_forms)
        fields["form"].choices = [("", gettext("none")), *sorted(forms_offered.items())]
        fields["quorum"].choices = [(share, _share(share)) for share in _with(QUORUMS, self.initial["quorum"])]
        usual = [f"{share}{'+' if at_least else ''}" for share, at_least in THRESHOLDS]
        fields["threshold"].choices = [(code, _majority(code)) for code in _with(usual, self.initial["threshold"])]
        fields["of_all"].choices = [("", gettext("those who take part")), ("1", gettext("all members"))]
        fields["otherwise"].choices = [(REFUSE, table.refused()), *names.items()]

    def clean(self) -> Json:
        data = super().clean()
        try:
            data["minutes"] = minutes_from(data.get("time", ""), data.get("time_unit") or "gio")
        except forms.ValidationError as wrong:
            self.add_error("time", wrong)
        data["need"] = data.get("need") or 0
        for name in ("assignee", "escalate_to", "chair"):
            if name in data and assignees.alike(data[name], editing.value(self.row, name)):
                data[name] = editing.value(self.row, name)
        return data

    @property
    def more_said(self) -> bool:
        """Something stands in the part that is folded away."""
        row, folded = self.row, ("not_by", "escalate_to", "note", "clock", "time")
        extra = row.get("extra") or {}
        said = row.get("not_by") or row.get("escalate_to") or row.get("note") or not editing.value(row, "clock")
        wrong = self.is_bound and (any(self[name].errors for name in folded) or self.checks.total_error_count())
        return bool(said or wrong or extra.get("form") or extra.get("checks"))

    def is_valid(self) -> bool:
        """With the rows of the chosen kind; the others' boxes are not on show."""
        return super().is_valid() and all(rows.is_valid() for rows in self._shown())

    def _shown(self) -> list[Any]:
        kind = self.cleaned_data.get("kind") if hasattr(self, "cleaned_data") else ""
        return (
            [{"branch": self.cases, "consult": self.opinions}[kind]] if kind in {"branch", "consult"} else [self.checks]
        )

    def changes(self) -> tuple[Json, Json]:
        """Values and `extra`, of the chosen kind alone."""
        data, own = self.cleaned_data, {"name", "kind", "output", "to", "note", *editing.OWN[self.cleaned_data["kind"]]}
        values = {name: data[name] for name in PLAIN if name in own}
        values |= {"minutes": data["minutes"]} if "minutes" in own else {}
        values |= {"actions": self._actions()} if "actions" in own else {}
        values |= {"vote": self._terms()} if "vote" in own else {}
        values |= {"branches": self.opinions.values(self.row.get("branches"))} if "branches" in own else {}
        values |= {"cases": self.cases.values()} if "cases" in own else {}
        extra = {"issue": data["issue"], "form": data["form"]}
        if "actions" in own:
            extra["checks"] = self.checks.values()
        return values, extra

    def _actions(self) -> list[str]:
        forward = ["forward"] if "forward" in editing.value(self.row, "actions") or not self.row.get("actions") else []
        return [*forward, *self.cleaned_data["may"]]

    def _terms(self) -> Json:
        data = self.cleaned_data
        threshold = data["threshold"] or "1/2"
        return {
            "quorum": data["quorum"],
            "threshold": threshold.removesuffix("+"),
            "at_least": threshold.endswith("+"),
            "of_all": bool(data["of_all"]),
            "secret": data["secret"],
        }


def time_units() -> list[tuple[str, str]]:
    """Of working time: an hour at the desk, a day of eight hours."""
    words = (pgettext("time limit", "hours"), pgettext("time limit", "days"), pgettext("time limit", "minutes"))
    return list(zip(UNITS, words, strict=True))


def minutes_from(text: str, unit: str) -> int:
    """Working minutes of what was typed; ValidationError."""
    try:
        number = Decimal(text.strip().replace(",", ".") or 0)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise forms.ValidationError(gettext("Please write a number, such as 4 or 0,5."))
    minutes = min(number, Decimal(MOST_MINUTES) + 1) * UNITS.get(unit, 60)  # 1E999999 has no product
    if minutes > MOST_MINUTES:
        raise forms.ValidationError(gettext("A step may take at most a year of working days."))
    return round(minutes)


def initial_of(row: Json) -> Json:
    terms, extra = editing.TERMS | (row.get("vote") or {}), row.get("extra") or {}
    minutes = editing.value(row, "minutes")
    unit = "ngay" if minutes and minutes % 480 == 0 else "gio" if minutes % 3 == 0 else "phut"
    shown = f"{Decimal(minutes) / UNITS[unit]:f}"
    time = (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace(".", ",")
    return {
        **{name: editing.value(row, name) for name in PLAIN},
        "need": editing.value(row, "need") or None,
        "time": time if minutes else "",
        "time_unit": unit,
        "may": [action for action in editing.value(row, "actions") if action != "forward"],
        "quorum": str(terms["quorum"]),
        "threshold": f"{terms['threshold']}{'+' if terms['at_least'] else ''}",
        "of_all": "1" if terms["of_all"] else "",
        "secret": terms["secret"],
        "issue": bool(extra.get("issue")),
        "form": extra.get("form") or "",
    }


def _with(usual: Any, present: str) -> list[str]:
    return list(usual) if present in usual else [*usual, present]


def _share(share: str) -> str:
    return gettext("everybody") if share == "1" else gettext("at least %s of the members") % share


def _majority(code: str) -> str:
    share = code.removesuffix("+")
    if share == "1":
        return gettext("everybody")
    return (gettext("at least %s") if code.endswith("+") else gettext("more than %s")) % share
