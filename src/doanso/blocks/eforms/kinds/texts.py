"""Words: text, long text, names, and the numbers of people that are no amounts."""

from collections.abc import Mapping
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Wrong
from doanso.lib import identity
from doanso.lib.text import clean_name


class Text(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> str:
        if len(text) > f.max_length:
            words = {"most": f.max_length, "count": len(text)}
            raise Wrong(_("At most %(most)d characters; there are %(count)d.") % words)
        if len(text) < f.min_length:
            words = {"least": f.min_length, "count": len(text)}
            raise Wrong(_("At least %(least)d characters; there are %(count)d.") % words)
        return self.shaped(text)

    def shaped(self, text: str) -> str:
        return " ".join(text.split())

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": max(1, f.min_length), "maxLength": f.max_length}


class LongText(Text):
    def shaped(self, text: str) -> str:
        return text


class PersonName(Kind):
    longest = 120

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        name = clean_name(text)
        if len(name) > self.longest:
            raise Wrong(_("A name has at most %(most)d characters.") % {"most": self.longest})
        if any(c.isdigit() or c in "<>{}[]@#$%^*_=+|\\~\n" for c in name) or not any(c.isalpha() for c in name):
            raise Wrong(_("Write the name in letters, as on the identity papers."))
        return name

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


class Citizen(Kind):
    """CCCD: twelve digits without a check digit, so that a mismatch with sex or year of birth only warns."""

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        try:
            return identity.clean_cccd(text)
        except ValueError:
            count = sum(c.isdigit() for c in text)
            raise Wrong(_("A citizen number has 12 digits; there are %(count)d.") % {"count": count}) from None

    def hint(self, f: Field) -> str:
        return _("A citizen number has 12 digits.")

    def warn(self, f: Field, value: Any, beside: Mapping[str, Any]) -> list[str]:
        sex = sex_of(beside.get(f.matches.get("sex", ""), ""))
        year = str(beside.get(f.matches.get("born", ""), "") or "")[:4]
        return identity.cccd_warnings(value, sex, int(year) if year.isdigit() else None)

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{12}$"}


def sex_of(answer: Any) -> Literal["M", "F", ""]:
    if answer in ("Nam", "M"):
        return "M"
    return "F" if answer in ("Nữ", "F") else ""


class Phone(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> str:
        try:
            return identity.clean_phone(text)
        except ValueError:
            raise Wrong(self.hint(f)) from None

    def hint(self, f: Field) -> str:
        return _("Write a mobile number of 10 digits that begins with 03, 05, 07, 08 or 09.")

    def show(self, f: Field, value: Any) -> str:
        return f"{value[:4]} {value[4:7]} {value[7:]}"

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^0[35789][0-9]{8}$"}


class Email(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> str:
        try:
            validate_email(text)
        except ValidationError:
            raise Wrong(self.hint(f)) from None
        return text

    def hint(self, f: Field) -> str:
        return _("Write an e-mail address such as ten@donvi.vn.")

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 200}
