from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.blocks.questions import queries
from doanso.blocks.questions.models import Bank, Difficulty, Kind, Question, State, Topic
from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit

WITHOUT_TOPIC = "khong"


class BankForm(forms.Form):
    name = forms.CharField(label=_("Name of the bank"), max_length=160)
    about = forms.CharField(
        label=_("What it is for"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class NewBankForm(BankForm):
    unit = forms.ModelChoiceField(
        label=_("Unit that looks after it"), queryset=Unit.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, data: Any = None, *, by: Person | None, on: date) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = queries.units_to_found_in(by, on)


class TopicForm(forms.Form):
    topic = forms.CharField(label=_("New topic"), max_length=120)


class NameForm(forms.Form):
    topic = forms.CharField(label=_("New name"), max_length=120)


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Join into"), queryset=Topic.objects.none(), empty_label=_("Choose"))

    def __init__(self, data: Any = None, *, topic: Topic) -> None:
        super().__init__(data)
        self.fields["into"].queryset = queries.topics(topic.bank_id).exclude(pk=topic.pk)


class FilterForm(forms.Form):
    """What does not make sense is not looked for."""

    q = forms.CharField(
        label=_("Words or code"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    chu_de = forms.ChoiceField(label=_("Topic"), required=False)
    muc_do = forms.ChoiceField(label=_("Difficulty"), required=False, choices=[("", _("All")), *Difficulty.choices])
    dang = forms.ChoiceField(label=_("Kind of question"), required=False, choices=[("", _("All")), *Kind.choices])
    trang_thai = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])

    def __init__(self, data: Any, *, bank: Bank) -> None:
        super().__init__({name: data.get(name, "").replace("\0", "") for name in self.base_fields})
        topics = [(topic.code, topic.name) for topic in queries.topics(bank.pk)]
        self.fields["chu_de"].choices = [("", _("All")), *topics, (WITHOUT_TOPIC, _("Without a topic"))]
        self.is_valid()

    def narrow(self, found: Any) -> Any:
        given = self.cleaned_data
        columns = {"muc_do": "difficulty", "dang": "kind", "trang_thai": "state"}
        found = found.filter(**{column: given[name] for name, column in columns.items() if given.get(name)})
        if topic := given.get("chu_de"):
            found = found.filter(topic=None) if topic == WITHOUT_TOPIC else found.filter(topic__code=topic)
        return queries.matching(found, given.get("q") or "")


def chosen(found: Any, codes: list[str]) -> list[Question]:
    """Those of these questions that were ticked."""
    return list(found.filter(code__in=[code.replace("\0", "") for code in codes[:200]]))
