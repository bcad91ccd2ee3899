"""A room in class: what the teacher chooses, what a pupil tells."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.blocks.questions import queries as bank
from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.contests.forms.rounds import LEVELS
from doanso.features.contests.forms.setup import UnitField
from doanso.features.contests.models import Room
from doanso.features.contests.queries import classes, organising
from doanso.features.contests.services.classes import Drawn
from doanso.lib import text

NUMBER = forms.NumberInput(attrs={"class": "input-short"})


class RoomForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title on the board"),
        max_length=120,
        help_text=gettext_lazy("For example: Class 10A1, history of the Union."),
    )
    unit = UnitField(label=gettext_lazy("Organiser"), queryset=Unit.objects.none(), to_field_name="code")
    source = forms.ChoiceField(label=gettext_lazy("Bank and topic"))
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Difficulty"),
        choices=[("", gettext_lazy("All levels")), *LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    count = forms.IntegerField(label=gettext_lazy("Questions"), min_value=1, max_value=30, widget=NUMBER)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes for the class"), min_value=1, max_value=60, widget=NUMBER)

    def __init__(self, data: Any = None, *, by: Person, today: date) -> None:
        places = organising.places(by, today)
        super().__init__(data, initial={"unit": places.first(), "count": 10, "minutes": 10})
        self.fields["unit"].queryset = places
        self.fields["source"].choices = _sources(by, today)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors:
            drawn = self.drawn()
            free = len(classes.free_questions(drawn.bank_id, drawn.topic_id, drawn.difficulty, timezone.now()))
            if free < drawn.count:
                self.add_error("count", _("Only %(number)d such questions are free at the moment.") % {"number": free})
        return given

    def drawn(self) -> Drawn:
        bank_id, _dot, topic_id = self.cleaned_data["source"].partition(".")
        topic = int(topic_id) if topic_id else None
        return Drawn(int(bank_id), topic, self.cleaned_data["difficulty"], self.cleaned_data["count"])


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=60,
        help_text=gettext_lazy("As the class knows you. It stands on the board and is deleted after 30 days."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, data: Any = None, *, room: Room) -> None:
        super().__init__(data)
        self.room = room

    def clean_name(self) -> str:
        name = text.clean_name(self.cleaned_data["name"])
        if not text.fold(name).strip():
            raise forms.ValidationError(_("Please write your name."))
        if classes.has(self.room, name):
            raise forms.ValidationError(
                _("Somebody of this name is in the room already. Please add your class number.")
            )
        return name


def _sources(by: Person, on: date) -> list[Any]:
    """Each bank whole, or by topic."""
    groups: list[Any] = []
    for one in bank.banks_for(by, on).prefetch_related("topics").order_by("name", "pk"):
        topics = [(f"{one.pk}.{topic.pk}", topic.name) for topic in one.topics.all()]
        groups.append((one.name, [(str(one.pk), _("%(bank)s: all topics") % {"bank": one.name}), *topics]))
    return groups
