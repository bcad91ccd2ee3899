"""What an administrator types: people, accounts, roles, kinds of unit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries, rules
from doanso.core.units.models import Role, Tree, Unit, UnitType
from doanso.lib.identity import clean_phone
from doanso.lib.modules import all_modules
from doanso.ui.days import DayField

MARKS = [
    ("base", gettext_lazy("Base unit: sections and admissions are ratified here")),
    ("branch", gettext_lazy("Branch: members belong here")),
    ("office", gettext_lazy("Office: has staff, and no members of its own")),
]


def _indented(unit: Unit) -> str:
    return f"{'– ' * (unit.path.count('/') - 2)}{unit.name}"


class UnitField(forms.ModelChoiceField):
    """The units that the administrator looks after, in the order of the trees, known by their codes."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Unit.objects.none(), label=gettext_lazy("Unit"), to_field_name="code", **more)

    def label_from_instance(self, obj: Unit) -> str:
        return _indented(obj)


class PeopleForm(forms.Form):
    """What narrows the list; a value that is not understood narrows nothing."""

    q = forms.CharField(
        label=gettext_lazy("Find by name, phone, e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    don_vi = UnitField(required=False, empty_label=gettext_lazy("All"))
    tai_khoan = forms.ChoiceField(
        label=gettext_lazy("Account"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("active", gettext_lazy("In use")),
            ("locked", gettext_lazy("Locked")),
            ("none", gettext_lazy("No account")),
        ],
    )

    def __init__(self, *args: Any, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = queries.units_to_choose(by, today)

    def wanted(self) -> queries.Wanted:
        self.is_valid()
        given = self.cleaned_data
        return queries.Wanted(given.get("q", ""), given.get("don_vi"), given.get("tai_khoan", ""))


class RoleForm(forms.Form):
    """A role in a unit, for some time."""

    unit = UnitField(empty_label=gettext_lazy("Choose a unit"))
    role = forms.ModelChoiceField(
        label=gettext_lazy("Role"), queryset=Role.objects.none(), empty_label=gettext_lazy("Choose a role")
    )
    since = DayField(label=gettext_lazy("First day"))

    def __init__(self, *args: Any, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units_to_choose(by, today)
        self.fields["role"].queryset = queries.roles()
        self.fields["role"].label_from_instance = lambda role: role.label
        self.fields["since"].initial = today
        self.by, self.today = by, today

    def clean(self) -> dict[str, Any]:
        """The service refuses this too; here the reason stands beside what was typed."""
        data = super().clean()
        if data.get("unit") and data.get("role"):
            reason = rules.why_not_give(self.by, None, data["role"], data["unit"], self.today)
            if reason:
                self.add_error("role", reason)
        return data


class GiveRoleForm(RoleForm):
    until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody takes the role back."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title as it is printed"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: Deputy head of the office. Empty: the name of the role."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return data


class PersonForm(RoleForm):
    """Somebody new. The person's own fields stand before those of the role."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=20, help_text=gettext_lazy("They sign in with it."))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, help_text=gettext_lazy("The invitation is sent there.")
    )
    field_order = ("full_name", "date_of_birth", "phone", "email", "unit", "role", "since")

    def clean_phone(self) -> str:
        try:
            phone = clean_phone(self.cleaned_data["phone"])
        except ValueError:
            raise forms.ValidationError(_("This is not a Vietnamese phone number.")) from None
        if Person.objects.filter(phone=phone).exists():
            raise forms.ValidationError(_("Somebody with this phone number is here already."))
        return phone


class AccountForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Sign-in e-mail"),
        required=False,
        help_text=gettext_lazy("Empty: they sign in with their phone number alone."),
    )


class LastDayForm(forms.Form):
    last_day = DayField(label=gettext_lazy("Last day"))


class IntroductionForm(forms.Form):
    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)


class TypeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    rank = forms.IntegerField(
        label=gettext_lazy("Level"),
        min_value=0,
        max_value=99,
        help_text=gettext_lazy("0 is the top of the tree. Kinds of the same level stand side by side."),
    )
    marks = forms.MultipleChoiceField(
        label=gettext_lazy("This kind of unit is"),
        choices=MARKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NewTypeForm(TypeForm):
    code = forms.RegexField(
        r"^[A-Za-z0-9_]{2,20}$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("2 to 20 letters without diacritics, digits or underscores. It cannot be changed."),
        error_messages={"invalid": gettext_lazy("Only letters without diacritics, digits and underscores.")},
    )
    tree = forms.ChoiceField(label=gettext_lazy("Tree"), choices=Tree)
    field_order = ("code", "name", "tree", "rank", "marks")


class UnitForm(forms.Form):
    """A new unit, below one that the administrator looks after."""

    parent = UnitField(required=False, empty_label=gettext_lazy("None: the top of a tree"))
    type = forms.ModelChoiceField(
        label=gettext_lazy("Kind of unit"), queryset=UnitType.objects.none(), empty_label=gettext_lazy("Choose a kind")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9.\-]{1,29}$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("2 to 30 letters without diacritics, digits, dots or hyphens. It cannot be changed."),
        error_messages={"invalid": gettext_lazy("Only letters without diacritics, digits, dots and hyphens.")},
    )
    valid_from = DayField(label=gettext_lazy("Exists since"))

    def __init__(self, *args: Any, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.label, parent.queryset = _("Directly below"), queries.units_to_choose(by, today)
        if not rules.owns_installation(by):
            parent.required, parent.empty_label = True, _("Choose a unit")
        self.fields["type"].queryset = UnitType.objects.order_by("tree", "rank", "name")
        self.fields["valid_from"].initial = today

    def clean_code(self) -> str:
        if Unit.objects.filter(code__iexact=self.cleaned_data["code"]).exists():
            raise forms.ValidationError(_("There is a unit with this code already."))
        return self.cleaned_data["code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("parent") and data.get("type") and data["parent"].type.tree != data["type"].tree:
            self.add_error("type", _("This kind of unit stands in another tree."))
        return data


def type_values(kind: UnitType) -> dict[str, Any]:
    return {"name": kind.name, "rank": kind.rank, "marks": [name for name, _label in MARKS if getattr(kind, name)]}


class PermissionsForm(forms.Form):
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Who holds this role may"), required=False, widget=forms.CheckboxSelectMultiple
    )
    covers_below = forms.BooleanField(label=gettext_lazy("Also in all units below"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = list(permission_words().items())


def permission_words() -> dict[str, str]:
    """Everything that a role may be allowed, as the modules tell it."""
    return {name: str(label) for module in all_modules() for name, label in module.permissions.items()}


def in_words(names: Iterable[str]) -> list[str]:
    words = permission_words()
    return sorted(words.get(name, name) for name in names)
