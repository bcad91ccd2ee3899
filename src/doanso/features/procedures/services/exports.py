from datetime import datetime

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import services as privacy


def note(*, rows: int, query: str, by: Person, now: datetime) -> None:
    """Personal data left the system: who took how many dossiers, narrowed to what."""
    audit.record("procedures.exported", by, by=by, now=now, data={"rows": rows, "query": query[:500]})
    privacy.listed(reader=by, place="procedures.list", number=rows, narrowed={"query": query[:500]}, now=now)
