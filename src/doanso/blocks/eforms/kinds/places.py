"""Where somebody lives, and which unit is meant."""

import re
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import places
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Raw, Source, Wrong
from doanso.ui.languages import sentence

PARTS = ("province", "commune", "detail")
_CODE_AT_END = re.compile(r"\[([^\[\]]{1,30})\]$")
MANY = 12


class Address(Kind):
    """`{"province", "commune", "detail"?}`: codes of the State's list, and the house or hamlet in words."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        for part in PARTS[: 3 if f.detail else 2]:
            desk.keep(f"{path}.{part}", source.one(f"{path}.{part}"), 200)

    def read(self, f: Field, path: str, desk: Desk) -> dict[str, str] | None:
        province, commune, detail = (str(desk.raw.get(f"{path}.{part}", "")).strip() for part in PARTS)
        if not (province or commune or detail):
            return None
        found = {"province": self._province(path, province, desk)}
        found["commune"] = self._commune(path, commune, found["province"], desk)
        if f.detail and detail and not desk.is_cut(f"{path}.detail"):
            found["detail"] = " ".join(detail.split())
        return found if found["province"] and found["commune"] else None

    def _province(self, path: str, text: str, desk: Desk) -> str:
        matches = places.find_province(text) if text else []
        if len(matches) != 1:
            desk.wrong(f"{path}.province", _("Choose the province or city."))
            return ""
        desk.raw[f"{path}.province"] = matches[0].code
        return matches[0].code

    def _commune(self, path: str, text: str, province: str, desk: Desk) -> str:
        if not text:
            desk.wrong(f"{path}.commune", _("Write the commune, ward or special zone."))
            return ""
        matches = places.find_commune(text, province) if province else []
        if len(matches) == 1:
            desk.raw[f"{path}.commune"] = matches[0].name
            return matches[0].code
        if matches:
            desk.suggestions[f"{path}.commune"] = [(place.name, place.name) for place in matches]
            desk.wrong(f"{path}.commune", _("More than one place has this name: choose one."))
        elif province:
            name = places.provinces()[province].name
            desk.wrong(f"{path}.commune", sentence(_("%(province)s has no commune of this name."), province=name))
        return ""

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        commune = places.commune(value.get("commune", ""))
        raw[f"{path}.province"] = value.get("province", "")
        raw[f"{path}.commune"] = commune.name if commune else value.get("commune", "")
        raw[f"{path}.detail"] = value.get("detail", "")

    def misfit(self, f: Field, value: Any) -> str:
        allowed = set(PARTS) if f.detail else set(PARTS[:2])
        fits = isinstance(value, dict) and set(value) <= allowed and all(isinstance(v, str) for v in value.values())
        return "" if fits else _("Must be an object with province and commune.")

    def show(self, f: Field, value: Any) -> str:
        commune, province = places.commune(value["commune"]), places.provinces().get(value["province"])
        names = [value.get("detail", ""), commune.name if commune else "", province.name if province else ""]
        return ", ".join(name for name in names if name)

    def schema(self, f: Field) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "province": {"type": "string", "minLength": 1},
            "commune": {"type": "string", "minLength": 1},
        }
        if f.detail:
            properties["detail"] = {"type": "string", "maxLength": 200}
        required = ["province", "commune"]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


class Unit(Kind):
    """The code of a unit; typed as code, as name, or as `name [code]`, which the suggestions give."""

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        matches = desk.units(f, code_or_words(text), desk.today)
        if len(matches) == 1:
            return matches[0][0]
        if not matches:
            raise Wrong(_("No such unit is known: write its name as on the Union's or the office's list."))
        raise Ambiguous([(label, label) for code, label in matches[:MANY]])

    def read(self, f: Field, path: str, desk: Desk) -> str | None:
        try:
            return super().read(f, path, desk)
        except Ambiguous as several:
            desk.suggestions[path] = several.choices
            desk.wrong(path, _("More than one unit fits: choose one."))
            return None

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": 200}


class Ambiguous(Exception):
    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__()
        self.choices = choices


def code_or_words(text: str) -> str:
    code = _CODE_AT_END.search(text)
    return code[1] if code else text
