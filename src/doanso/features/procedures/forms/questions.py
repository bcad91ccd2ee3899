"""What can be said about one question, section or page: the attributes of its type, in plain words."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.editing.types import TYPES, groups
from doanso.features.procedures.forms.question_inputs import BUILDERS, DATES, ORDER, area, bounds, choices, line, ticks
from doanso.lib.errors import Refused

Json = dict[str, Any]
OPTIONAL, ALWAYS, WHEN = "no", "yes", "when"
NEEDED = [(OPTIONAL, _("May be left empty")), (ALWAYS, _("Must be answered")), (WHEN, _("Must be answered when …"))]


def both(vi: str, en: str = "", old: Any = None) -> Any:
    """A text of the format: plain, or in several languages; those of `old` that are not edited here stay."""
    others = {code: text for code, text in old.items() if code not in {"vi", "en"}} if isinstance(old, dict) else {}
    said = {"vi": vi, **({"en": en} if en else {}), **others}
    return said if len(said) > 1 else vi


def english(text: Any) -> str:
    return text.get("en", "") if isinstance(text, dict) else ""


def again(vi: str, old: Any) -> Any:
    """New Vietnamese words; English ones stay."""
    return both(vi, english(old), old) if vi else None


RARE = {"style", "min_length", "max_length", "matches", "version", "missing"}
NOT_HERE = {"key", "type", "label", "show_if", "required", "check", "message", "computed", "columns", "fields", "help"}


class QuestionForm(forms.Form):
    """Everything about a question but its conditions; `row` is its JSON, `beside` the questions next to it."""

    label = forms.CharField(label=_("Question"), max_length=spec.MAX_LABEL, widget=forms.Textarea(attrs={"rows": 1}))
    help = area(_("Hint below it"), 2000)

    def __init__(self, *args: Any, row: Json, beside: list[Json], inside: str = "", **kwargs: Any) -> None:
        self.row, self.kind = row, row["type"]
        self.names = spec.TYPES.get(self.kind, spec.COMMON)
        super().__init__(*args, **kwargs)
        if "help" not in self.names:
            del self.fields["help"]
        if "required" in self.names:
            self.fields["required"] = forms.ChoiceField(label=_("Answer"), choices=NEEDED, widget=forms.RadioSelect)
        for name in ORDER:
            if name in self.names:
                self.fields |= self._build(name, beside)
        if "missing" in self.names:
            self.fields["missing"] = line(_("What is said when the answer is missing"))
        self.fields["label_en"] = line(_("Question in English"))
        if "help" in self.names:
            self.fields["help_en"] = area(_("Hint in English"), 2000)
        self.fields["type"] = forms.ChoiceField(label=_("Type of answer"), choices=_types(self.kind, inside))
        self.initial |= self._known()

    @property
    def main(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in self._aside]

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in self.fields if name in self._aside]

    @property
    def more_is_wrong(self) -> bool:
        return self.is_bound and any(bound.errors for bound in self.more)

    @property
    def _aside(self) -> set[str]:
        return {"label_en", "help_en", "type"} | RARE | {f"matches_{name}" for name in ("sex", "born")}

    def _build(self, name: str, beside: list[Json]) -> dict[str, Any]:
        if name in {"min", "max"}:
            return {name: bounds(self.kind)[name]}
        if name == "text":
            return {"text": area(_("Text to be shown"), spec.MAX_TEXT, 4)}
        if name == "totals":
            numbers = [c for c in self.row.get("columns", ()) if c.get("type") in spec.SUMMED]
            columns = [(c["key"], words(c.get("label"))) for c in numbers]
            return {"totals": ticks(_("Sums below these columns"), columns)} if columns else {}
        if name == "matches":
            return {
                "matches_sex": choices(_("Compare with the sex in"), _named(beside, {"choice"}), _("nothing")),
                "matches_born": choices(_("Compare with the birth in"), _named(beside, DATES), _("nothing")),
            }
        return {name: BUILDERS[name]()}

    def _known(self) -> Json:
        row = self.row
        known = {name: row[name] for name in self.fields if name in row and name not in {"required", "type"}}
        for name in ("label", "help", "missing", "text", "unit"):
            known[name] = words(row.get(name))
        needed = row.get("required", False)
        known |= {"label_en": english(row.get("label")), "help_en": english(row.get("help")), "type": self.kind}
        known["required"] = (ALWAYS if needed else OPTIONAL) if isinstance(needed, bool) else WHEN
        known["options"] = [option_label(option) for option in row.get("options") or ()]
        known["sort"] = bool(row.get("sort"))
        known |= {f"matches_{name}": key for name, key in (row.get("matches") or {}).items()}
        return known

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())

    def clean(self) -> Json:
        data = super().clean()
        low, high = data.get("min"), data.get("max")
        if low not in (None, "") and high not in (None, "") and "today" not in (low, high) and low > high:
            self.add_error("max", gettext("Smaller than the lower limit."))
        if "options" in data and not data["options"]:
            self.add_error("options", gettext("Give at least one answer to choose from."))
        return data

    def values(self) -> Json:
        """For `editing.change`: None takes an attribute away."""
        data, row = self.cleaned_data, self.row
        made: Json = {name: _plain(data[name]) for name in data if name in self.names - NOT_HERE}
        made["label"] = both(data["label"], data["label_en"], row.get("label"))
        if "help" in data:
            made["help"] = both(data["help"], data["help_en"], row.get("help")) if data["help"] else None
        for name in ("missing", "text", "unit"):
            if name in data:
                made[name] = again(data[name].replace("\r\n", "\n"), row.get(name))
        if "options" in data:
            made["options"] = _kept_options(data["options"], row.get("options") or [])
        if "sort" in data:
            made["sort"] = "vn_given_name" if data["sort"] else None
        if "matches" in self.names:
            pairs = {name: data.get(f"matches_{name}", "") for name in ("sex", "born")}
            made["matches"] = {name: key for name, key in pairs.items() if key} or None
        made |= self._needed() | self._version(made)
        return made | self._turned()

    def _needed(self) -> Json:
        chosen, old = self.cleaned_data.get("required"), self.row.get("required", False)
        if chosen is None:
            return {}
        if chosen == WHEN:
            return {"required": old if isinstance(old, str) else True}
        return {"required": True if chosen == ALWAYS else None}

    def _version(self, made: Json) -> Json:
        """Who agreed to other words is asked again."""
        old = self.row.get("version", "1")
        changed = words(made.get("text")) != words(self.row.get("text")) and bool(self.row.get("text"))
        if self.kind != "consent" or not changed or made.get("version") != old or not old.isdigit():
            return {}
        return {"version": str(int(old) + 1)}

    def _turned(self) -> Json:
        """Another type has other attributes."""
        kind = self.cleaned_data["type"]
        if kind == self.kind:
            return {}
        lost = dict.fromkeys({*self.row, *self.cleaned_data} - spec.TYPES[kind])
        if (self.kind in DATES) != (kind in DATES) or "many_choice" in (self.kind, kind):
            lost |= {"min": None, "max": None}
        return {"type": kind, **{name: None for name in lost if name not in {"type", "key", "label"}}}

    @property
    def asks_condition(self) -> bool:
        """Was “must be answered when …” chosen, with no condition yet?"""
        return self.cleaned_data.get("required") == WHEN and not isinstance(self.row.get("required"), str)


class AddForm(forms.Form):
    """A new question: what is asked, and what kind of answer."""

    label = forms.CharField(label=_("Question"), max_length=spec.MAX_LABEL, widget=forms.Textarea(attrs={"rows": 1}))

    def __init__(self, *args: Any, inside: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = [(str(head), names) for head, names in groups(inside)]
        kinds = [(name, told.name) for _head, names in self.groups for name, told in names]
        self.fields["type"] = forms.ChoiceField(label=_("Type of answer"), choices=kinds, widget=forms.RadioSelect)

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())

    def row(self) -> Json:
        """With what its type cannot do without."""
        kind, label = self.cleaned_data["type"], self.cleaned_data["label"]
        made: Json = {"type": kind, "label": label}
        if kind in {"choice", "many_choice"}:
            made["options"] = [gettext("First answer"), gettext("Second answer")]
        if kind in {"note", "consent"}:
            made["text"] = label
        if kind in {"table", "group"}:
            first = {"key": "noi_dung", "type": "text", "label": gettext("Content"), "required": True}
            made["columns" if kind == "table" else "fields"] = [first]
        return made


class HeadForm(forms.Form):
    """The words of a page or section."""

    title = line(_("Title"))
    help = area(_("Words below the title"), 2000)
    title_en = line(_("Title in English"))
    help_en = area(_("These words in English"), 2000)

    def __init__(self, *args: Any, kind: str, row: Json | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.row = kind, (row := row or {})
        self.fields["title"].required = kind == "page" or not row
        if kind == "page":
            del self.fields["help"], self.fields["help_en"]
        self.initial |= {"title": words(row.get("title")), "title_en": english(row.get("title"))}
        self.initial |= {"help": words(row.get("help")), "help_en": english(row.get("help"))}

    def values(self) -> Json:
        data = self.cleaned_data
        made: Json = {"title": both(data["title"], data["title_en"], self.row.get("title")) or None}
        if self.kind == "section":
            made["help"] = both(data["help"], data["help_en"], self.row.get("help")) or None
        return made


class KeyForm(forms.Form):
    """`may` raises Refused for a key that cannot be."""

    key = forms.CharField(
        label=_("Key in formulas and files"),
        max_length=40,
        help_text=_("It changes in all conditions and formulas, too. Answers given before keep the old one."),
    )

    def __init__(self, *args: Any, may: Callable[[str], Any] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may = may

    def clean_key(self) -> str:
        key = self.cleaned_data["key"].strip()
        try:
            if self.may:
                self.may(key)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        return key


def option_label(option: Any) -> str:
    return words(option.get("label")) if isinstance(option, dict) else str(option)


def _kept_options(lines: list[str], old: list[Any]) -> list[Any]:
    """A line that is not new keeps its value and its English words. Twice the same is once."""
    known = {option_label(option): option for option in old}
    return [known.get(line, line) for line in dict.fromkeys(lines)]


def _types(kind: str, inside: str) -> list[tuple[str, Any]]:
    listed = [(head, [(name, told.name) for name, told in names]) for head, names in groups(inside)]
    return listed if kind in TYPES else [(kind, kind), *listed]


def _named(rows: list[Json], kinds: set[str]) -> list[tuple[str, str]]:
    return [(row["key"], words(row.get("label"))) for row in rows if row.get("type") in kinds]


def _plain(value: Any) -> Any:
    """As JSON has it; nothing for what is empty."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is False or value == "" or value == []:
        return None
    return value
