"""A form for a step: its title, and what it begins with."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.blocks.workflow import editing
from doanso.features.procedures.models import Version
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.authoring import stepforms

Json = dict[str, Any]
OWN = "rieng"


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title of the form"), max_length=stepforms.MOST_TITLE)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class NewForm(TitleForm):
    """`published` are the procedures whose questions may be copied."""

    source = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, *args: Any, content: Json, row: Json, published: Iterable[Version], **kwargs: Any) -> None:
        super().__init__(*args, initial={"title": editing.value(row, "name")[: stepforms.MOST_TITLE]}, **kwargs)
        self.content, self.published = content, {f"p-{v.procedure.code}": v for v in published}
        self.fields["source"].choices = [("", gettext("an empty form")), *self._offered()]

    def _offered(self) -> list[tuple[str, Any]]:
        here = [(OWN, gettext("the questions of this procedure"))]
        here += [(f"b-{code}", title) for code, title in stepforms.titles(self.content).items()]
        others = [(code, f"{v.name[:100]} ({v.procedure.code})") for code, v in self.published.items()]
        others.sort(key=lambda pair: pair[1])
        groups = [(gettext("A copy from this draft"), here), (gettext("A copy from another procedure"), others)]
        return [(head, choices) for head, choices in groups if choices]

    def questions(self) -> Json:
        """What was chosen to begin with."""
        source = self.cleaned_data["source"]
        if source == OWN:
            return self.content["form"]
        if source.startswith("b-"):
            return self.content["step_forms"][source.removeprefix("b-")]
        if source:
            return compose.questions_of(self.published[source].form.definition)
        return stepforms.blank(self.cleaned_data["title"])
