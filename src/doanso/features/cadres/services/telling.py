"""That somebody's record was opened, and that names left the system, is written down."""

from datetime import date, datetime

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import services as privacy
from doanso.core.units.models import Unit

RECORD, LIST, APPRAISAL = "cadres.record", "cadres.list", "cadres.appraisal"


@transaction.atomic
def note_export(*, unit: Unit, on: date, rows: int, by: Person, now: datetime) -> None:
    told = {"unit": unit.code, "day": on}
    audit.record("cadres.exported", unit, by=by, now=now, data=told | {"rows": rows})
    privacy.listed(reader=by, place=LIST, number=rows, narrowed=told, now=now)


def note_reading(*, person: Person, reader: Person, place: str, now: datetime) -> None:
    privacy.viewed(reader=reader, person=person, place=place, now=now)
