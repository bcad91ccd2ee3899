"""The yearly question whether a procedure is still right, and its answer."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar.worktime import ZONE
from doanso.core.inbox import queries as inbox_queries
from doanso.core.inbox import services as inbox
from doanso.core.notify import services as notify
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures import rules
from doanso.features.procedures.models import Procedure
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import yearly
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden

INBOX = "procedures.yearly"


@transaction.atomic
def confirm(*, procedure_id: int, by: Person | None, now: datetime) -> Procedure:
    """Somebody has looked: it is still right, and is asked about again in a year. The version stays as it is."""
    Procedure.objects.select_for_update().get(pk=procedure_id)
    procedure = yearly.with_review(Procedure.objects.select_related("owner", "current")).get(pk=procedure_id)
    today = local(now).date()
    if not rules.may_edit(by, procedure, today):
        raise Forbidden(_("You may not change this procedure."))
    asked_for = procedure.review_on
    procedure.reviewed_at, procedure.reviewed_by, procedure.review_by = now, by, today + yearly.YEAR
    procedure.save(update_fields=["reviewed_at", "reviewed_by", "review_by"])
    data = {"version": procedure.current.number if procedure.current else 0, "review_by": procedure.review_by}
    audit.record("procedures.reviewed", procedure, by=by, now=now, data=data)
    if not yearly.due(today).filter(owner=procedure.owner, review_on=asked_for).exists():
        inbox.close(INBOX, _key(procedure.owner, asked_for), now=now)
    return procedure


def ask(*, now: datetime) -> int:
    """Those who write for a unit, 30 days before and on the day: one piece of work and one message for all of a day.

    What was reviewed or published anew meanwhile is taken off the lists. How many questions stand.
    """
    today, standing = local(now).date(), set()
    for (owner, day), group in groupby(yearly.due(today), key=lambda one: (one.owner, one.review_on)):
        _ask(owner=owner, day=day, procedures=list(group), today=today, now=now)
        standing.add(_key(owner, day))
    for key in inbox_queries.open_keys(INBOX) - standing:
        inbox.close(INBOX, key, now=now)
    return len(standing)


@transaction.atomic
def _ask(*, owner: Unit, day: date, procedures: list[Procedure], today: date, now: datetime) -> None:
    seats = units.seats_granting(EDIT, owner, today)
    if not seats:
        return
    words, url = _words(procedures), _address(procedures)
    due_at = datetime.combine(day, datetime.max.time().replace(microsecond=0), ZONE)
    where = {"seats": seats, "unit_id": owner.pk, "due_at": due_at}
    inbox.put(INBOX, _key(owner, day), title=words, detail=owner.name, url=url, now=now, **where)
    stage = "due" if day <= today else "soon"
    told = {"words": words, "day": day, "unit": owner.name, "names": [one.current.name for one in procedures[:10]]}
    told["more"] = max(0, len(procedures) - 10)
    once = f"yearly:{_key(owner, day)}:{stage}"
    sent = [
        notify.send("procedures.yearly", to=person, context=told, once=once, now=now, url=url)
        for person in units.people_of(list(seats), today)
    ]
    if any(sent):
        data = {"day": day, "procedures": len(procedures), "stage": stage}
        audit.record("procedures.yearly_asked", owner, by=None, now=now, label="system", data=data)


def _key(owner: Unit, day: date) -> str:
    return f"{owner.pk}:{day.isoformat()}"


def _words(procedures: list[Procedure]) -> str:
    if len(procedures) == 1:
        return _("Is it still right? %(name)s") % {"name": procedures[0].current.name}
    count = len(procedures)
    return ngettext("Is %(n)d procedure still right?", "Are %(n)d procedures still right?", count) % {"n": count}


def _address(procedures: Iterable[Procedure]) -> str:
    codes = [one.code for one in procedures]
    return reverse("procedures:review", args=codes) if len(codes) == 1 else reverse("procedures:own")
