"""Choosing: one, many, yes or no, a scale, consent."""

from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field, Option
from doanso.blocks.eforms.kinds.base import Desk, Kind, Raw, Source, Wrong, clean
from doanso.lib.text import fold


def _option(f: Field, text: str) -> Option | None:
    for option in f.options:
        if text == option.value:
            return option
    folded = fold(text)
    return next((option for option in f.options if folded == fold(option.label.vi)), None)


class Choice(Kind):
    def room(self, f: Field) -> int:
        return 300

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        option = _option(f, text)
        if option is None:
            raise Wrong(_("Choose one of the given answers."))
        return option.value

    def show(self, f: Field, value: Any) -> str:
        return str(next((option.label for option in f.options if option.value == value), value))

    def misfit(self, f: Field, value: Any) -> str:
        return "" if any(option.value == value for option in f.options) else _("Choose one of the given answers.")

    def schema(self, f: Field) -> dict[str, Any]:
        return {"enum": [option.value for option in f.options]}


class ManyChoice(Kind):
    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        desk.raw[path] = [clean(text, 300) for text in source.many(path)[: len(f.options) * 2]]

    def read(self, f: Field, path: str, desk: Desk) -> list[str] | None:
        texts = desk.raw.get(path) or []
        found = [_option(f, text) for text in texts if isinstance(text, str) and text]
        if None in found:
            desk.wrong(path, _("Choose among the given answers."))
        chosen = {option.value for option in found if option}
        if not chosen:
            return None
        self._count(f, path, len(chosen), desk)
        return [option.value for option in f.options if option.value in chosen]

    def _count(self, f: Field, path: str, count: int, desk: Desk) -> None:
        if f.min is not None and count < f.min:
            desk.wrong(path, _("Choose at least %(least)d.") % {"least": f.min})
        if f.max is not None and count > f.max:
            desk.wrong(path, _("Choose at most %(most)d.") % {"most": f.max})

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        raw[path] = list(value)

    def misfit(self, f: Field, value: Any) -> str:
        values = {option.value for option in f.options}
        fits = isinstance(value, list) and all(isinstance(item, str) and item in values for item in value)
        return "" if fits and len(set(value)) == len(value) else _("Must be a list of the given answers, each once.")

    def show(self, f: Field, value: Any) -> str:
        return "; ".join(str(option.label) for option in f.options if option.value in value)

    def schema(self, f: Field) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "array", "uniqueItems": True}
        found["items"] = {"enum": [option.value for option in f.options]}
        limits = {"minItems": f.min, "maxItems": f.max}
        return found | {name: limit for name, limit in limits.items() if limit is not None}


YES = {"1", "true", "yes", "co", "x", "on", "dung"}
NO = {"0", "false", "no", "khong", "off", "sai"}


class YesNo(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> bool:
        word = fold(text)
        if word not in YES | NO:
            raise Wrong(_("Choose yes or no."))
        return word in YES

    def typed(self, f: Field, value: Any) -> str:
        return "1" if value else "0"

    def misfit(self, f: Field, value: Any) -> str:
        return "" if isinstance(value, bool) else _("Must be true or false.")

    def show(self, f: Field, value: Any) -> str:
        return _("Yes") if value else _("No")

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "boolean"}


def likert_labels() -> list[str]:
    return [_("Strongly disagree"), _("Disagree"), _("Neither"), _("Agree"), _("Strongly agree")]


class Likert(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> int:
        if text not in {"1", "2", "3", "4", "5"}:
            raise Wrong(_("Choose one of the five answers."))
        return int(text)

    def misfit(self, f: Field, value: Any) -> str:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value in {1, 2, 3, 4, 5}
        return "" if fits else _("Must be a whole number from 1 to 5.")

    def typed(self, f: Field, value: Any) -> str:
        return str(int(value))  # JSON knows no difference between 1 and 1.0

    def show(self, f: Field, value: Any) -> str:
        return f"{value} – {likert_labels()[int(value) - 1]}"

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 5}


class Consent(Kind):
    """The answer is the version of the text that was agreed to, so that consent can be proved later."""

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        if text != f.version:
            raise Wrong(_("This text has changed: please read it again and tick it anew."))
        return text

    def misfit(self, f: Field, value: Any) -> str:
        return "" if value == f.version else _("Must be the version of the text agreed to, “%(v)s”.") % {"v": f.version}

    def show(self, f: Field, value: Any) -> str:
        return _("Agreed (text version %(version)s)") % {"version": value}

    def scoped(self, f: Field, value: Any) -> bool:
        return bool(value)

    def schema(self, f: Field) -> dict[str, Any]:
        return {"const": f.version}


class Note(Kind):
    """Text to read: no answer."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        return None

    def read(self, f: Field, path: str, desk: Desk) -> None:
        return None

    def misfit(self, f: Field, value: Any) -> str:
        return _("There is nothing to answer here.")
