"""Dossiers made by hand, with the very moments that a count depends on."""

from datetime import UTC, datetime, timedelta

from doanso.core.units.models import Unit
from doanso.features.procedures.models import Channel, Dossier, Procedure, Status, Version
from doanso.features.procedures.services import catalogue
from tests.support import org

FLOW = {
    "steps": [
        {"key": "a", "name": "Nộp", "kind": "start", "assignee": ""},
        {
            "key": "b",
            "name": "Giải quyết",
            "kind": "task",
            "assignee": "bi_thu('T-HL')",
            "minutes": 480,
            "actions": ["forward"],
        },
    ]
}


def at(day: int, hour: int = 9, month: int = 10) -> datetime:
    """That hour on Vietnamese clocks."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=7)


def publish(code: str, owner: Unit, field: str) -> Version:
    content = catalogue.Content(name=f"Thủ tục {code}", field=field, flow=FLOW, forms=())
    catalogue.publish(code=code, kind="TTHC", owner=owner, content=content, by=None, now=org.NOON, source="t")
    return Procedure.objects.get(code=code).current


def add(version: Version, submitted: datetime, **more) -> Dossier:
    number = Dossier.objects.count() + 1
    values = {"channel": Channel.ONLINE, "status": Status.PROCESSING, "due_at": submitted + timedelta(days=5)} | more
    return Dossier.objects.create(
        code=f"D-{number}",
        tracking=f"T{number}",
        key_hash="",
        procedure=version.procedure,
        version=version,
        unit=version.procedure.owner,
        applicant_name="A",
        applicant_key="a",
        submitted_at=submitted,
        counted_from=submitted,
        promised_at=values["due_at"],
        **values,
    )


def done(when: datetime, status: Status = Status.RETURNED) -> dict[str, object]:
    return {"finished_at": when, "status": status}
