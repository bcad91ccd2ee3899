"""Rounds, what they ask and the prizes, as the organiser fills them in."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.blocks.questions import queries as bank
from doanso.core.accounts.models import Person
from doanso.features.contests.forms.setup import told_otherwise
from doanso.features.contests.models import Contest, Counting, Round, State
from doanso.features.contests.queries import organising
from doanso.features.contests.rules import preparing
from doanso.features.contests.rules.preparing import Asked, Award
from doanso.lib.dates import local

MOMENT = {"type": "datetime-local"}
LEVELS = [
    (1, gettext_lazy("Recognition")),
    (2, gettext_lazy("Understanding")),
    (3, gettext_lazy("Application")),
]
KINDS = [choice for choice in Round.Kind.choices if choice[0] != Round.Kind.ROOM]


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"))


class WindowForm(forms.Form):
    opens_at = _moment(gettext_lazy("Opens"))
    closes_at = _moment(gettext_lazy("Closes"))
    now: datetime

    def _within_reason(self, name: str) -> datetime:
        at = self.cleaned_data[name]
        if abs(at - self.now) > timedelta(days=1500):
            raise forms.ValidationError(_("Choose a day within four years."))
        return at

    def clean_opens_at(self) -> datetime:
        return self._within_reason("opens_at")

    def clean_closes_at(self) -> datetime:
        return self._within_reason("closes_at")


class RoundForm(WindowForm):
    """Of a published round the window stands still: it is moved on its own page, with a reason."""

    name = forms.CharField(label=gettext_lazy("Name of the round"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of round"), choices=KINDS)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes for one attempt"), min_value=1, max_value=300)
    attempts = forms.IntegerField(label=gettext_lazy("Attempts at most"), min_value=1, max_value=20)
    counting = forms.ChoiceField(label=gettext_lazy("Which attempt counts"), choices=Counting)
    shuffle_questions = forms.BooleanField(label=gettext_lazy("Questions in another order for each"), required=False)
    shuffle_options = forms.BooleanField(label=gettext_lazy("Answers in another order for each"), required=False)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ["name", "kind", "opens_at", "closes_at", "minutes", "attempts", "counting"]

    def __init__(self, data: Any = None, *, round: Round | None, contest: Contest, now: datetime) -> None:
        state = organising.settings(round) if round else _next_window(contest, now)
        self.now, self.mark = now, organising.seen(state) if round else ""
        super().__init__(data, initial={**state, "seen": self.mark})
        if contest.state == State.PUBLISHED:
            del self.fields["opens_at"], self.fields["closes_at"]
        self.round = round

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        window = [given.get(name, getattr(self.round, name, None)) for name in ("opens_at", "closes_at", "minutes")]
        if not self.errors and (fault := preparing.window_fault(*window)):
            self.add_error(fault[0] if fault[0] in self.fields else None, fault[1])
        if not self.errors and given["seen"] != self.mark:
            self.add_error(None, told_otherwise())
        return given

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _next_window(contest: Contest, now: datetime) -> dict[str, Any]:
    """A new round begins a week after the last one, or a week from today."""
    last = organising.rounds_of(contest).last()
    if last:
        shift = timedelta(days=7)
        state = organising.settings(last)
        return state | {"name": "", "opens_at": last.opens_at + shift, "closes_at": last.closes_at + shift}
    opens = local(now).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=7)
    fresh = {"kind": Round.Kind.SINGLE, "minutes": 15, "attempts": 1, "counting": Counting.BEST}
    closes = opens + timedelta(days=5, hours=14)
    return fresh | {"opens_at": opens, "closes_at": closes, "shuffle_questions": True, "shuffle_options": True}


class MoveForm(WindowForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason, which everybody can read"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["opens_at", "closes_at", "reason"]

    def __init__(self, data: Any = None, *, round: Round, now: datetime) -> None:
        super().__init__(data, initial={"opens_at": round.opens_at, "closes_at": round.closes_at})
        self.round, self.now = round, now
        if round.opens_at <= now:
            del self.fields["opens_at"]

    def clean(self) -> dict[str, Any]:
        given = {"opens_at": self.round.opens_at} | super().clean()
        if not self.errors and (
            fault := preparing.moving_fault(self.round, given["opens_at"], given["closes_at"], self.now)
        ):
            self.add_error(fault[0] if fault[0] in self.fields else None, fault[1])
        return given


class LineForm(forms.Form):
    source = forms.ChoiceField(label=gettext_lazy("Bank and topic"))
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Difficulty"),
        choices=[("", gettext_lazy("All levels")), *LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    count = forms.IntegerField(label=gettext_lazy("Questions"), min_value=1, max_value=preparing.MOST_QUESTIONS)
    points = forms.IntegerField(label=gettext_lazy("Points each"), min_value=1, max_value=100)

    def __init__(self, *args: Any, sources: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        self.empty_permitted = self.empty_permitted or not self.is_bound

    def has_changed(self) -> bool:
        """A row without a bank is no line, whatever stands beside it."""
        return bool(self.data.get(self.add_prefix("source"))) if self.is_bound else super().has_changed()

    def asked(self) -> Asked:
        bank_id, _dot, topic_id = self.cleaned_data["source"].partition(".")
        return Asked(
            int(bank_id),
            int(topic_id) if topic_id else None,
            self.cleaned_data["difficulty"],
            self.cleaned_data["count"],
            self.cleaned_data["points"],
        )


class _Rows(forms.BaseFormSet):
    """Rows with a hidden mark of what was seen; a row whose first field is emptied goes."""

    mark = ""
    most_message = ""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted, form.use_required_attribute = True, False

    def clean(self) -> None:
        if self.data.get("seen", "") != self.mark:
            raise forms.ValidationError(told_otherwise())

    def filled(self) -> list[Any]:
        return [form for form in self.forms if form.has_changed() and form.is_valid()]


class LinesFormSet(_Rows):
    def clean(self) -> None:
        super().clean()
        total = sum(form.cleaned_data.get("count", 0) for form in self.filled())
        if total > preparing.MOST_QUESTIONS:
            raise forms.ValidationError(
                _("A paper has %(most)d questions at most.") % {"most": preparing.MOST_QUESTIONS}
            )

    def lines(self) -> list[Asked]:
        return [form.asked() for form in self.filled()]


def lines_formset(data: Any, *, round: Round, by: Person | None, on: date, blanks: int = 2) -> LinesFormSet:
    most = preparing.MOST_LINES  # whatever number a browser sends
    kind = forms.formset_factory(LineForm, formset=LinesFormSet, extra=blanks, max_num=most, absolute_max=most)
    state = organising.lines(round)
    initial = [row | {"source": _source(row["bank_id"], row["topic_id"])} for row in state["lines"]]
    made = kind(data, initial=initial, prefix="dong", form_kwargs={"sources": _sources(round, by, on)})
    made.mark = organising.seen(state)
    return made


def _source(bank_id: int, topic_id: int | None) -> str:
    return f"{bank_id}.{topic_id}" if topic_id else str(bank_id)


def _sources(round: Round, by: Person | None, on: date) -> list[Any]:
    """Banks that one works with, and those that the round draws from already; each whole, or by topic."""
    banks = {one.pk: one for one in bank.banks_for(by, on).prefetch_related("topics")}
    for line in round.lines.select_related("bank").prefetch_related("bank__topics"):
        banks.setdefault(line.bank_id, line.bank)
    groups: list[Any] = [("", _("– no more –"))]
    for one in sorted(banks.values(), key=lambda found: found.name):
        topics = [(_source(one.pk, topic.pk), topic.name) for topic in one.topics.all()]
        groups.append((one.name, [(_source(one.pk, None), _("%(bank)s: all topics") % {"bank": one.name}), *topics]))
    return groups


class PrizeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Prize"), max_length=120)
    whom = forms.ChoiceField(
        label=gettext_lazy("Given to"), choices=[("0", gettext_lazy("people")), ("1", gettext_lazy("units"))]
    )
    where = forms.ChoiceField(label=gettext_lazy("Given in"), required=False)
    first = forms.IntegerField(label=gettext_lazy("From rank"), min_value=1, max_value=10_000)
    last = forms.IntegerField(label=gettext_lazy("To rank"), min_value=1, max_value=10_000)
    value = forms.CharField(label=gettext_lazy("Worth"), max_length=160, required=False)

    def __init__(self, *args: Any, rounds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = rounds

    def has_changed(self) -> bool:
        """A row without a name is no prize, whatever stands beside it."""
        return bool(self.data.get(self.add_prefix("name"), "").strip()) if self.is_bound else super().has_changed()

    def award(self) -> Award:
        given = self.cleaned_data
        number = int(given["where"]) if given["where"] else None
        return Award(given["name"], given["first"], given["last"], given["value"], given["whom"] == "1", number)


class PrizesFormSet(_Rows):
    def clean(self) -> None:
        super().clean()
        rows = self.filled()
        if fault := preparing.prize_fault([form.award() for form in rows]):
            rows[fault[0]].add_error("first", fault[1])
            raise forms.ValidationError(fault[1])

    def prizes(self) -> list[Award]:
        return [form.award() for form in self.filled()]


def prizes_formset(data: Any, *, contest: Contest, blanks: int = 2) -> PrizesFormSet:
    most = preparing.MOST_PRIZES
    kind = forms.formset_factory(PrizeForm, formset=PrizesFormSet, extra=blanks, max_num=most, absolute_max=most)
    state = organising.prizes(contest)
    initial = [
        {**row, "whom": "1" if row["for_units"] else "0", "where": row["round_number"] or ""} for row in state["prizes"]
    ]
    rounds = [("", _("the whole contest")), *((one.number, one.name) for one in organising.rounds_of(contest))]
    made = kind(data, initial=initial, prefix="giai", form_kwargs={"rounds": rounds})
    made.mark = organising.seen(state)
    return made
