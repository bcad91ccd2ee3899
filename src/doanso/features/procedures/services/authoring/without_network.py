"""May the form of a draft be filled in without a network, and what is to be known before saying so?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.editing import walk
from doanso.blocks.eforms.editing.finding import PARTS, members
from doanso.blocks.eforms.editing.keys import words
from doanso.features.procedures.services.authoring import questions
from doanso.lib.errors import Refused

Json = dict[str, Any]


def hindrance(content: Json) -> str:
    """Why it cannot be, or ""."""
    if content["guide_only"]:
        return _("This procedure is only a guide: nobody fills in its form here.")
    if not any(True for _row in walk(content["form"])):
        return _("The form has no question yet.")
    return ""


def cautions(content: Json) -> list[str]:
    """What works less well there."""
    units = [words(row.get("label")) for row in _rows(questions.composed(content)) if row.get("type") == "unit"]
    if not units:
        return []
    text = _("No names are suggested without a network: the unit must be typed as it is registered (%(questions)s).")
    return [text % {"questions": ", ".join(f"“{label}”" for label in units)}]


def allow(content: Json) -> Json:
    if why := hindrance(content):
        raise Refused(why)
    return content | {"form": content["form"] | {"offline": True}}


def forbid(content: Json) -> Json:
    return content | {"form": {name: value for name, value in content["form"].items() if name != "offline"}}


def _rows(form: Json) -> Iterator[Json]:
    for row in walk(form):
        yield row
        yield from members(row) if row.get("type") in PARTS else ()
