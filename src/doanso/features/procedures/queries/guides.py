"""One procedure as its guide page shows it: words ready to read, long texts split, nothing left out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.features.procedures.models import Channel, Version
from doanso.features.procedures.prose import Prose, fold_away
from doanso.features.procedures.queries.translated import told
from doanso.lib.dates import format_date


@dataclass(frozen=True)
class Document:
    """`count` in words: “1 original, 2 copies”; empty when it is only shown or when the source does not say."""

    name: Prose
    count: str
    required: bool
    template: str
    online: bool


@dataclass(frozen=True)
class Case:
    """The documents of one case; without a name they are needed in every case."""

    name: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Way:
    """One way to apply, with the time and the fee exactly as the source words them."""

    name: str
    time: str
    fee: str
    note: Prose


@dataclass(frozen=True)
class Guide:
    cases: tuple[Case, ...]
    made_on_the_way: tuple[Document, ...]
    ways: tuple[Way, ...]
    fee: Prose
    legal: tuple[str, ...]
    conditions: tuple[Prose, ...]
    result: Prose
    description: Prose
    sequence: tuple[Prose, ...]
    about: tuple[tuple[str, Prose], ...]
    verify: bool


def guide(version: Version) -> Guide:
    brought = [row for row in version.documents if not row.get("later")]
    names = list(dict.fromkeys(row.get("case") or "" for row in brought))
    extra, online = version.extra, not version.procedure.guide_only
    return Guide(
        cases=tuple(
            Case(
                name,
                tuple(_document(row, version, online=online) for row in brought if (row.get("case") or "") == name),
            )
            for name in sorted(names, key=bool)
        ),
        made_on_the_way=tuple(_document(row, version, online=False) for row in version.documents if row.get("later")),
        ways=tuple(_way(row, version, place) for place, row in enumerate(version.channels)),
        fee=fold_away(told(version, "guide.fee", version.fee)),
        legal=tuple(legal_line(row) for row in version.legal),
        conditions=tuple(fold_away(text) for text in told(version, "guide.conditions", version.conditions)),
        result=fold_away(told(version, "guide.result", version.result)),
        description=fold_away(told(version, "guide.description", version.description)),
        sequence=tuple(fold_away(text) for text in extra.get("sequence_steps") or filter(None, [version.sequence])),
        about=tuple((label, fold_away(text)) for label, text in extra.get("about", {}).items()),
        verify=bool(extra.get("verify")),
    )


def _document(row: dict[str, Any], version: Version, *, online: bool) -> Document:
    originals, copies = row.get("original") or 0, row.get("copy") or 0
    parts = []
    if originals:
        parts.append(ngettext("%(n)d original", "%(n)d originals", originals) % {"n": originals})
    if copies:
        parts.append(ngettext("%(n)d copy", "%(n)d copies", copies) % {"n": copies})
    return Document(
        name=fold_away(told(version, f"documents.{row.get('key', '')}.name", row["name"])),
        count=", ".join(parts),
        required=bool(row.get("required")),
        template=row.get("template") or "",
        online=online and bool(row.get("form")),
    )


def _way(row: dict[str, Any], version: Version, place: int) -> Way:
    mode = row.get("mode") or ""
    said = {key: told(version, f"channels.{place}.{key}", row.get(key) or "") for key in ("time", "fee", "note")}
    return Way(str(dict(Channel.choices).get(mode, mode)), said["time"], said["fee"], fold_away(said["note"]))


def legal_line(row: Any) -> str:
    """“123/2015/NĐ-CP: title (issuer, 15/11/2015)”; a plain text stays as it is."""
    if not isinstance(row, dict):
        return str(row)
    said = ": ".join(filter(None, [row.get("number"), row.get("title")]))
    day = row.get("issued") or ""
    dated = _("of %(day)s") % {"day": format_date(date.fromisoformat(day))} if day else ""
    source = ", ".join(filter(None, [row.get("issuer"), dated]))
    return f"{said} ({source})" if source else said
