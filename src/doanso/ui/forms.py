"""A form that shows every kind of field: for the style guide and for its tests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.ui.days import DayField


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Full name"), help_text=_("As on your identity card."), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    birthday = DayField(label=_("Date of birth"))
    field = forms.ChoiceField(label=_("Field of the procedure"), choices=[("a", _("Civil status")), ("b", _("Land"))])
    scope = forms.ChoiceField(
        label=_("Where to receive the result"),
        choices=[("a", _("At the one-stop desk")), ("b", _("By post"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("Tell me about"),
        choices=[("a", _("Received")), ("b", _("Result ready"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    file = forms.FileField(label=_("Attachment"), required=False, help_text=_("PDF or photo, at most 10 MB."))
    agree = forms.BooleanField(label=_("I declare that the above is true."))
