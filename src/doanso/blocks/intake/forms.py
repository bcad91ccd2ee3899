from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.blocks.intake import cells, queries
from doanso.blocks.intake.models import Batch, Mapping
from doanso.core.accounts.models import Person
from doanso.lib.intake import Column, Importer


class FilterForm(forms.Form):
    """What narrows the list of files; a value that is not understood narrows nothing."""

    q = forms.CharField(
        label=_("File name"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    danh_sach = forms.ChoiceField(label=_("List"), required=False)
    trang_thai = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Batch.State.choices], required=False)

    def __init__(self, *args: Any, reader: Person | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(offer.importer.name, offer.importer.label) for offer in queries.offers(reader, on)]
        self.fields["danh_sach"].choices = [("", _("All")), *offered]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        names = {"q": "file_name__icontains", "danh_sach": "importer", "trang_thai": "state"}
        return {lookup: self.cleaned_data[name] for name, lookup in names.items() if self.cleaned_data.get(name)}


class SendForm(forms.Form):
    file = forms.FileField(
        label=_("Excel file (.xlsx)"), widget=forms.ClearableFileInput({"accept": ".xlsx"}), allow_empty_file=True
    )


class ColumnsForm(forms.Form):
    """A choice of column under each heading of the file."""

    def __init__(self, *args: Any, batch: Batch, importer: Importer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        named = [(column.key, f"{column.heading}{' *' if column.required else ''}") for column in importer.columns]
        for place, (heading, key) in enumerate(zip(batch.headings, batch.columns, strict=True)):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or "–", choices=[("", _("– Do not import –")), *named], required=False, initial=key
            )

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data.get(f"c{place}", "") for place in range(len(self.batch.headings))]


class MappingForm(forms.Form):
    """Everything that is remembered of one list: under each heading and word a choice. "?" forgets it."""

    FORGET = "?"
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    new_heading = forms.CharField(label=_("Another heading"), max_length=200, required=False)
    new_column = forms.ChoiceField(label=_("Its column"), required=False)

    def __init__(self, *args: Any, mapping: Mapping, importer: Importer, disabled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = mapping.name
        columns = [("", _("– Do not import –"))]
        columns += [(column.key, str(column.heading)) for column in importer.columns]
        forget = (self.FORGET, _("Forget it: ask again"))
        self.fields["new_column"].choices = columns
        self.headings: dict[str, str] = {}
        for plain, key in sorted(mapping.columns.items()):
            self._ask(f"c{len(self.headings)}", mapping.headings.get(plain, plain), [*columns, forget], key)
            self.headings[f"c{len(self.headings)}"] = mapping.headings.get(plain, plain)
        self.texts: dict[str, tuple[str, str]] = {}
        for column in importer.columns:
            choices = [("", _("Leave the cell out")), *cells.pairs(column), forget]
            for text, value in mapping.values.get(column.key, {}).items():
                self._ask(f"w{len(self.texts)}", f"{column.heading}: “{text}”", choices, value)
                self.texts[f"w{len(self.texts)}"] = (column.key, text)
        for field in self.fields.values():
            field.disabled = disabled

    def _ask(self, name: str, label: str, choices: list[Any], value: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=value, required=False)

    def bound_headings(self) -> list[Any]:
        return [self[name] for name in self.headings]

    def bound_texts(self) -> list[Any]:
        return [self[name] for name in self.texts]

    @property
    def columns(self) -> dict[str, str]:
        data = self.cleaned_data
        found = {heading: data[name] for name, heading in self.headings.items() if data[name] != self.FORGET}
        return found | ({data["new_heading"]: data["new_column"]} if data["new_heading"].strip() else {})

    @property
    def values(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, (key, text) in self.texts.items():
            if self.cleaned_data[name] != self.FORGET:
                found.setdefault(key, {})[text] = self.cleaned_data[name]
        return found


class WordsForm(forms.Form):
    """What each text means that a column with choices does not know. "?" leaves the rows with it refused."""

    UNKNOWN, NOTHING = "?", "-"

    def __init__(self, *args: Any, unknown: list[tuple[Column, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        self.groups: list[tuple[Any, list[str]]] = []
        for column, texts in unknown:
            self.groups.append((column.heading, [self._ask(column, text) for text in texts]))

    def _ask(self, column: Column, text: str) -> str:
        name = f"w{len(self.asked)}"
        self.asked[name] = (column.key, text)
        choices = [(self.UNKNOWN, _("Refuse rows with it")), (self.NOTHING, _("Leave the cell out"))]
        self.fields[name] = forms.ChoiceField(
            label=f"“{text}”",
            choices=[*choices, *cells.pairs(column)],
            initial=cells.likely(column, text) or self.UNKNOWN,
        )
        return name

    def bound(self) -> list[tuple[Any, list[Any]]]:
        return [(heading, [self[name] for name in names]) for heading, names in self.groups]

    @property
    def words(self) -> dict[str, dict[str, str]]:
        meant: dict[str, dict[str, str]] = {}
        for name, (key, text) in self.asked.items():
            if (value := self.cleaned_data[name]) != self.UNKNOWN:
                meant.setdefault(key, {})[text] = "" if value == self.NOTHING else value
        return meant
