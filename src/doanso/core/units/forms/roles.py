"""What a role is called, and who stands in for it."""

import json
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.units import assignees, queries, rules
from doanso.core.units.models import Role

BODIES = ("btv", "bch", "can_bo")
OWN = "don_vi"
UNITS = {
    OWN: gettext_lazy("in the same unit"),
    "cap_tren_truc_tiep(don_vi)": gettext_lazy("in its direct superior"),
    "doan_co_so_cua(don_vi)": gettext_lazy("in its base unit"),
}


class RoleNameForm(forms.Form):
    """`seen…` carry what stood there, so that two editors do not undo one another."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    seen_name = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen_name_en = forms.CharField(widget=forms.HiddenInput, strip=False, required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        names = {"name": role.name, "name_en": role.name_en}
        super().__init__(*args, initial=names | {f"seen_{field}": name for field, name in names.items()}, **kwargs)
        self.role = role

    def clean_name(self) -> str:
        if reason := rules.why_not_call_role(self.role.pk, self.cleaned_data["name"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["name"]

    @cached_property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        seen = (data["seen_name"], data["seen_name_en"])
        return {"name": data["name"], "name_en": data["name_en"], "seen": seen}


class StandInsForm(forms.Form):
    """Up to four, the nearest first: each a seat or a body, and in which unit.

    `seen` is what stood there, `shown` what the preview was about.
    """

    seen = forms.JSONField(widget=forms.HiddenInput)
    shown = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        standing = [_split(text) for text in role.fallback]
        initial: dict[str, Any] = {"seen": role.fallback}
        for number, (who, where) in enumerate(standing, 1):
            initial |= {f"who{number}": who, f"where{number}": where}
        super().__init__(*args, initial=initial, **kwargs)
        self.role = role
        whos, wheres = (
            _whos([who for who, _where in standing]),
            [(one, capfirst(words)) for one, words in UNITS.items()],
        )
        for number in range(1, rules.MOST_STAND_INS + 1):
            told = {"number": number}
            who = forms.ChoiceField(label=_("Stand-in %(number)d") % told, choices=whos, required=False)
            where = forms.ChoiceField(label=_("In which unit"), choices=wheres, required=False)
            self.fields |= {f"who{number}": who, f"where{number}": where}

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"who{number}"], self[f"where{number}"]) for number in range(1, rules.MOST_STAND_INS + 1)]

    def clean_seen(self) -> list[str]:
        if not isinstance(self.cleaned_data["seen"], list):
            raise forms.ValidationError(_("Please open the page again."))
        return self.cleaned_data["seen"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and (reason := rules.why_not_stand_in(self.role.pk, self.stand_ins)):
            raise forms.ValidationError(reason)
        return data

    @property
    def stand_ins(self) -> list[str]:
        chosen = [(self.cleaned_data[who.name], self.cleaned_data[where.name]) for who, where in self.pairs()]
        return [who if "(" in who else f"{who}({where or OWN})" for who, where in chosen if who]

    @property
    def as_shown(self) -> str:
        return json.dumps(self.stand_ins)

    @property
    def confirmed(self) -> bool:
        """The preview was about just this."""
        return self.cleaned_data["shown"] == self.stand_ins


def _split(text: str) -> tuple[str, str]:
    """Who and where; an expression that two choices cannot say stays whole."""
    picked = assignees.pick(text)
    if picked is None or picked.whose not in UNITS or ":" in picked.who:
        return text, OWN
    return picked.who, picked.whose


def _whos(present: list[str]) -> list[tuple[str, Any]]:
    roles = [(role.pk, capfirst(role.label)) for role in queries.roles()]
    bodies = [(name, assignees.seat_name(name)) for name in BODIES]
    others = [(text, assignees.describe(text)) for text in present if "(" in text]
    found: list[tuple[str, Any]] = [("", _("Nobody else")), (_("Seats"), roles), (_("Bodies and staff"), bodies)]
    return [*found, (_("Something else"), others)] if others else found


def in_words(stand_ins: list[str]) -> list[str]:
    """As the two choices say it."""
    return [_said(*_split(text)) for text in stand_ins]


def _said(who: str, where: str) -> str:
    if "(" in who:
        return capfirst(assignees.describe(who))
    return _("%(who)s, %(where)s") % {"who": capfirst(assignees.seat_name(who)), "where": UNITS[where]}
