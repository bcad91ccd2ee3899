"""What people type. Amounts as they write them: 1.250.000 or 1250000."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doanso.core.units.models import Unit
from doanso.features.money.models import BANK, CASH, Account, DuesTerms
from doanso.features.money.quarters import Quarter, of, parse
from doanso.features.money.queries import books
from doanso.lib.errors import Refused
from doanso.ui.days import DayField

PURSES = [(CASH, gettext_lazy("Cash")), (BANK, gettext_lazy("Bank account"))]
MOST_TICKS = 3000


class MoneyField(forms.CharField):
    """Whole đồng; dots and spaces between the thousands are welcome."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        plain = re.sub(r"(?i)(?:đ|vnd|đồng)$", "", text.strip()).strip()
        if not re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(?:[. ,][0-9]{3}){1,4}", plain, re.ASCII):
            raise forms.ValidationError(_("Please write the amount in whole dong, such as 1.250.000."))
        return int(re.sub(r"\D", "", plain))


class QuarterField(forms.CharField):
    def clean(self, value: Any) -> Quarter:
        text = super().clean(value)
        try:
            return parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("There is no such quarter.")) from error


class TicksField(forms.MultipleChoiceField):
    """Boxes of a page: "17:2026-07-01", or "17:all" for all that is open. Gives pairs of person and month or None."""

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_TICKS:
            raise forms.ValidationError(_("Too many boxes at once."))

    def clean(self, value: Any) -> list[tuple[int, date | None]]:
        return [self._pair(text) for text in super().clean(value)]

    def _pair(self, text: str) -> tuple[int, date | None]:
        found = re.fullmatch(r"([0-9]{1,18}):(all|[0-9]{4}-(?:0[1-9]|1[0-2])-01)", text, re.ASCII)
        if not found or found[2].startswith("0000"):
            raise forms.ValidationError(_("Please open the page again."))
        return int(found[1]), None if found[2] == "all" else date.fromisoformat(found[2])


class TokenForm(forms.Form):
    """A form that is sent twice writes once."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4().hex


class QuarterForm(forms.Form):
    quy = QuarterField()

    @classmethod
    def chosen(cls, data: Any, today: date) -> Quarter:
        """The quarter of the address, else that of today."""
        form = cls(data)
        return form.cleaned_data["quy"] if form.is_valid() else of(today)


class CollectForm(TokenForm):
    quy = QuarterField(widget=forms.HiddenInput)
    ngay = DayField(label=gettext_lazy("Day of collecting"))
    thang = TicksField(required=False)


class ExemptForm(forms.Form):
    quy = QuarterField(widget=forms.HiddenInput)
    thang = TicksField(required=False)
    ly_do = forms.CharField(label=gettext_lazy("Reason for exempting"), max_length=200)


class PassForm(TokenForm):
    quy = QuarterField(widget=forms.HiddenInput)
    so_tien = MoneyField(label=gettext_lazy("Amount"))
    ngay = DayField(label=gettext_lazy("Day"))
    quy_tien = forms.ChoiceField(label=gettext_lazy("Out of"), choices=PURSES)


class ReceiveForm(PassForm):
    quy_tien = forms.ChoiceField(label=gettext_lazy("Into"), choices=PURSES)
    tu = forms.ModelChoiceField(queryset=Unit.objects.all(), to_field_name="code", widget=forms.HiddenInput)


class ChildForm(forms.Form):
    quy = QuarterField()
    tu = forms.ModelChoiceField(queryset=Unit.objects.all(), to_field_name="code")


class EarningForm(forms.Form):
    quy = QuarterField()
    nguoi = forms.IntegerField(min_value=1, max_value=2**62)
    co = forms.BooleanField(required=False)


class MoveForm(TokenForm):
    """Money of one dossier goes out or comes in, all that is open."""

    ho_so = forms.CharField(max_length=60, widget=forms.HiddenInput)
    ngay = DayField(label=gettext_lazy("Day"))
    quy_tien = forms.ChoiceField(label=gettext_lazy("Where the money is"), choices=PURSES)


class ReasonForm(forms.Form):
    ly_do = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    ngay = DayField(label=gettext_lazy("Day"))


class RecordForm(TokenForm):
    what = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("funding", gettext_lazy("Funding received")),
            ("income", gettext_lazy("Other income")),
            ("expense", gettext_lazy("Other expense")),
            ("opening", gettext_lazy("Opening balance (once)")),
            ("to_bank", gettext_lazy("Cash paid in at the bank")),
            ("from_bank", gettext_lazy("Cash drawn from the bank")),
        ],
        help_text=gettext_lazy("Dues and activities are not written here: they have their own pages."),
    )
    via = forms.ChoiceField(label=gettext_lazy("Into or out of"), choices=PURSES)
    amount = MoneyField(label=gettext_lazy("Amount"))
    day = DayField(label=gettext_lazy("Day"))
    words = forms.CharField(label=gettext_lazy("For what"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        added = [choice for account in books.added_accounts() for choice in _ways(account)]
        self.fields["what"].choices = [*self.fields["what"].choices, *added]
        holding = [(account.pk, str(account)) for account in books.added_balances()]
        if holding:
            self.fields["via"].choices = [*PURSES, (_("For an opening balance alone"), holding)]


def _ways(account: Account) -> list[tuple[str, str]]:
    """What may be written on an added account, in words."""
    words = {
        Account.Kind.ASSET: {"out": _("%(account)s: money goes out"), "in": _("%(account)s: money comes back")},
        Account.Kind.DEBT: {"in": _("%(account)s: money comes in"), "out": _("%(account)s: paid back")},
        Account.Kind.FUND: {"in": _("%(account)s: money comes in"), "out": _("%(account)s: spent")},
    }.get(Account.Kind(account.kind))
    if words is None:
        return [(account.pk, str(account))]
    return [(f"{account.pk}:{way}", text % {"account": account}) for way, text in words.items()]


class TermsForm(forms.Form):
    """Begins with what holds last."""

    since = DayField(
        label=gettext_lazy("From the first day of the month"), help_text=gettext_lazy("Such as 01/01/2027.")
    )
    without_income = MoneyField(label=gettext_lazy("A month, without an income of one's own"))
    with_income = MoneyField(label=gettext_lazy("A month, with an income of one's own"))
    parts = forms.TypedChoiceField(
        label=gettext_lazy("Share passed up"),
        choices=[(1, gettext_lazy("all")), *((one, f"1/{one}") for one in range(2, 11))],
        coerce=int,
        help_text=gettext_lazy("Of each quarter's dues; it changes on the first day of a quarter alone."),
    )
    most_exempt = forms.IntegerField(
        label=gettext_lazy("Most months of a year that may be exempted"),
        min_value=0,
        max_value=12,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )

    @staticmethod
    def held(terms: DuesTerms) -> dict[str, int]:
        return {"parts": terms.parts, "most_exempt": terms.most_exempt}


class AccountForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)


class NewAccountForm(AccountForm):
    code = forms.RegexField(
        r"^[1-9][0-9]{2,5}$",
        label=pgettext_lazy("account", "Number"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        help_text=gettext_lazy("3 to 6 digits. It cannot be changed."),
        error_messages={"invalid": gettext_lazy("3 to 6 digits.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of account"),
        choices=Account.Kind.choices,
        help_text=gettext_lazy("Each is offered at once where other income and expense are written."),
    )
    field_order = ("code", "kind", "name", "name_en")


class CloseForm(forms.Form):
    last_day = DayField(label=gettext_lazy("Close up to the end of"))
    counted = MoneyField(label=gettext_lazy("Cash counted"))


class BookForm(forms.Form):
    """What a book shows; what is missing or wrong is filled with this year's cash."""

    tk = forms.ChoiceField(label=gettext_lazy("Account"))
    tu = DayField(label=gettext_lazy("From"))
    den = DayField(label=gettext_lazy("To"))
    ca_duoi = forms.BooleanField(label=gettext_lazy("With the units below"), required=False)

    def __init__(self, data: Any, *, today: date, accounts: list[tuple[str, str]]) -> None:
        self.usual = {"tk": CASH, "tu": today.replace(month=1, day=1), "den": today}
        super().__init__({"ca_duoi": data.get("ca_duoi"), **{k: data.get(k) or v for k, v in self.usual.items()}})
        self.fields["tk"].choices = accounts
        if not accounts:
            del self.fields["tk"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "tu" in data and "den" in data and data["tu"] > data["den"]:
            self.add_error("tu", _("The period begins after its end."))
        return data

    def wanted(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {**self.usual, "ca_duoi": False}


def read(form: forms.Form) -> dict[str, Any]:
    """What was typed, for a form that has no page of its own: the first mistake is told on the page of refusals."""
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(f"{label}: {problems[0]}" if label else problems[0], field=name)
    return form.cleaned_data
