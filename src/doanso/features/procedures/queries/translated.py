"""What a version says in the reader's language: as somebody translated it, else in Vietnamese.

Translations of the guide and of the steps stand in `Version.extra["translations"]`: {code: {path: text}}, with paths
such as `guide.name`, `documents.tl_1.name`, `channels.truc_tuyen.fee`, `steps.buoc_2.name`. A form's own texts carry
theirs with them, those of steps too.
"""

from typing import Any

from doanso.features.procedures.models import Version
from doanso.ui import languages
from doanso.ui.languages import Words


def told(version: Version, path: str, words: Any) -> Any:
    """`words` are a text, or a list of texts whose translation is one a line. They know their language."""
    code = languages.reading()
    if code == "vi":
        return words
    found = version.extra.get("translations", {}).get(code, {}).get(path)
    if isinstance(words, list | tuple):
        return [Words(text, code) for text in found.splitlines()] if found else [Words(text, "vi") for text in words]
    return Words(found, code) if found else Words(words, "vi")


def name(version: Version) -> str:
    return told(version, "guide.name", version.name)


def step(version: Version, row: Any) -> str:
    """The name of a step that was opened; a part of a consultation keeps its own."""
    return row.name if row.branch else told(version, f"steps.{row.step}.name", row.name)


def available(version: Version) -> list[tuple[str, str]]:
    """Code and name of every language that somebody wrote, when there are more than the product's own two."""
    codes = [code for code in languages.NAMES if code in {"vi", *version.extra.get("languages", ())}]
    names = [(code, Words(languages.NAMES[code], "en" if code == "en" else "vi")) for code in codes]
    return names if set(codes) - {"vi", "en"} else []
