"""A row is written together with its line in the audit trail, from which it could be written anew."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import models

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.audit import services as audit
from doanso.features.cadres.models import View

LEFT_OUT = {"id", "by_id", "at"}  # the event itself says who and when


def keep(row: models.Model, kind: str, *, by: Person | None, now: datetime) -> Any:
    """Save it and tell all of it; of a view in an appraisal only the fingerprint, for others read the trail, too."""
    row.save()
    audit.record(kind, row, by=by, now=now, data={"row": told(row)})
    return row


def told(row: models.Model) -> Any:
    """What the trail has of this row."""
    fields = [field for field in row._meta.concrete_fields if field.attname not in LEFT_OUT]
    content = canonical.plain({field.attname: field.to_python(getattr(row, field.attname)) for field in fields})
    if isinstance(row, View):
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return content
