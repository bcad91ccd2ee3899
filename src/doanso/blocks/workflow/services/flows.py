import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from doanso.blocks.workflow import definition as definitions
from doanso.blocks.workflow.models import Flow, FlowVersion
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit


@transaction.atomic
def define(*, code: str, definition: dict[str, Any], by: Person | None, now: datetime) -> FlowVersion:
    """A new version of the flow, or the latest when nothing changed. DefinitionError tells what is wrong with it."""
    definitions.load(definition)
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    Flow.objects.get_or_create(code=code)
    flow = Flow.objects.select_for_update().get(code=code)
    last = flow.versions.order_by("-number").first()
    if last and last.digest == digest:
        return last
    version = FlowVersion.objects.create(
        flow=flow, number=last.number + 1 if last else 1, definition=definition, digest=digest, created_at=now
    )
    audit.record("workflow.defined", version, by=by, now=now, data={"code": code, "number": version.number})
    return version
