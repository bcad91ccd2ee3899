"""What is remembered of foreign files is looked at and set right on a page of its own."""

from collections.abc import Mapping as Words
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.intake import headings, queries, rules
from doanso.blocks.intake.models import Mapping
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@transaction.atomic
def change_mapping(
    *,
    mapping: Mapping,
    name: str,
    columns: Words[str, str],
    values: Words[str, Words[str, str]],
    by: Person,
    now: datetime,
) -> Mapping:
    """All of it as it shall be. `columns`: heading → column, "" for one that is not imported; what is left out is
    forgotten and asked for again. `values`: column → text → value."""
    found = _locked(mapping, by, now)
    importer = queries.importers()[found.importer]
    if not set(columns.values()) <= {column.key for column in importer.columns} | {""}:
        raise Refused(_("Please open the page again."))
    before = {"name": found.name, "columns": found.columns, "values": found.values}
    written = {headings.plain(heading): heading for heading in columns}
    found.name = name.strip()
    found.columns = {headings.plain(heading): key for heading, key in columns.items()}
    found.headings = {plain: found.headings.get(plain, heading) for plain, heading in written.items()}
    found.values = {key: dict(texts) for key, texts in values.items() if texts}
    found.changed_at, found.changed_by = now, by
    found.save()
    after = {"name": found.name, "columns": found.columns, "values": found.values}
    audit.record("intake.mapping_changed", found, by=by, now=now, data={"before": before, "after": after})
    return found


@transaction.atomic
def remove_mapping(*, mapping: Mapping, by: Person, now: datetime) -> None:
    """The next foreign file is asked about anew. What is proposed to all stays; its headings can be forgotten."""
    found = _locked(mapping, by, now)
    if found.unit is None:
        raise Refused(_("This reading is proposed to all units: change it instead."))
    told = {"importer": found.importer, "unit": found.unit.code, "columns": found.columns, "values": found.values}
    audit.record("intake.mapping_removed", found, by=by, now=now, data=told)
    found.delete()


@transaction.atomic
def seed(*, now: datetime) -> None:
    """What importers propose for other programs' exports; what an administrator changed stays."""
    for importer in queries.importers().values():
        if importer.foreign is None or queries.for_all(importer):
            continue
        written = {headings.plain(heading): heading for heading in importer.foreign.columns}
        Mapping.objects.create(
            importer=importer.name,
            name=importer.foreign.name,
            headings=written,
            columns={plain: importer.foreign.columns[heading] for plain, heading in written.items()},
            changed_at=now,
        )


def _locked(mapping: Mapping, by: Person, now: datetime) -> Mapping:
    found = locks.row(Mapping.objects.select_related("unit"), mapping.pk)
    if not rules.may_change(by, queries.importers()[found.importer], found.unit, local(now).date()):
        raise Forbidden(_("You may not change how this list is read here."))
    return found
