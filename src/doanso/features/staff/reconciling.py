"""Is the register what the audit trail says? Entries, quotas and paths are told anew from the trail alone and compared
with the tables; people and where they worked are told anew from the entries."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from doanso.core.audit import canonical
from doanso.core.audit.models import Event
from doanso.core.units.models import Unit
from doanso.features.staff import history
from doanso.features.staff.models import Employee, Entry, Quota, Reduction, Spell
from doanso.features.staff.services.entering import ENTERED, content, identify, spell_of
from doanso.features.staff.services.quotas import QUOTA_SET, REDUCTION_SET
from doanso.lib.errors import Refused

SPELL = [f.attname for f in Spell._meta.concrete_fields if f.name != "id"]
PERSON = [f.attname for f in Employee._meta.concrete_fields if f.name not in ("id", "code")]


TOLD = 50  # of each sort: more would hide the rest


def register() -> list[str]:
    sorts = (_entries(), _follows(), _numbers(Quota, QUOTA_SET), _numbers(Reduction, REDUCTION_SET))
    return [problem for found in sorts for problem in islice(found, TOLD)]


def _entries() -> Iterator[str]:
    told = {}
    for event in Event.objects.filter(kind=ENTERED).order_by("pk").iterator(chunk_size=200):
        told |= {one["id"]: one | {"source": event.data["source"]} for one in event.data["entries"]}
    for entry in Entry.objects.select_related("employee", "unit").order_by("pk").iterator(chunk_size=2000):
        if told.pop(entry.pk, None) != canonical.plain(content(entry) | {"source": entry.source}):
            yield _("Staff entry %(number)s is not what the audit trail says.") % {"number": entry.pk}
    yield from (_("Staff entry %(number)s is missing.") % {"number": number} for number in told)


def _follows() -> Iterator[str]:
    entries, spells = defaultdict(list), defaultdict(list)
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=2000):
        entries[entry.employee_id].append(entry)
    for spell in Spell.objects.order_by("valid_from").iterator(chunk_size=2000):
        spells[spell.employee_id].append(_row(spell, SPELL))
    for employee in Employee.objects.order_by("pk").iterator(chunk_size=2000):
        if not _agrees(employee, entries[employee.pk], spells[employee.pk]):
            yield _("The record of %(code)s does not follow from its entries.") % {"code": employee.code}


def _agrees(employee: Employee, entries: list[Entry], spells: list[list[Any]]) -> bool:
    try:
        story = history.tell(entries)
    except Refused:
        return False
    before = _row(employee, PERSON)
    wanted = [_row(spell_of(employee, stay), SPELL) for stay in story.stays]
    return _row(identify(employee, story), PERSON) == before and wanted == spells


def _numbers(model: type[models.Model], kind: str) -> Iterator[str]:
    told = {event.target_id: event.data for event in Event.objects.filter(kind=kind)}
    codes = dict(Unit.objects.values_list("pk", "code"))
    for row in model.objects.order_by("pk"):
        skipped = {"id", "by_id", "at", "unit_id"}
        fields = [f.attname for f in model._meta.concrete_fields if f.attname not in skipped]
        found = {"unit": codes[row.unit_id]} | {name: getattr(row, name) for name in fields}
        if found.get("since", row) is None:  # told only where there is one
            del found["since"]
        if told.pop(str(row.pk), None) != canonical.plain(found):
            yield _("Quota row %(number)s is not what the audit trail says.") % {"number": row.pk}
    yield from (_("Quota row %(number)s is missing.") % {"number": number} for number in told)


def _row(one: models.Model, names: list[str]) -> list[Any]:
    return [getattr(one, name) for name in names]
