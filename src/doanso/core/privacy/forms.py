from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.core.privacy import queries
from doanso.ui.days import DayField


class ViewingsForm(forms.Form):
    """What narrows the list of viewings; a value that is not understood narrows nothing."""

    nguoi_xem = forms.CharField(label=_("Who looked"), required=False, max_length=100)
    ve_ai = forms.CharField(label=_("At whom"), required=False, max_length=100)
    noi = forms.ChoiceField(label=_("What was opened"), required=False)
    tu = DayField(label=_("From"), required=False)
    den = DayField(label=_("Until (date)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noi"].choices = [("", _("All")), *queries.places().items()]

    def wanted(self) -> queries.Filter:
        self.is_valid()
        given = self.cleaned_data
        return queries.Filter(
            reader=given.get("nguoi_xem", ""),
            person=given.get("ve_ai", ""),
            place=given.get("noi", ""),
            since=given.get("tu"),
            until=given.get("den"),
        )
