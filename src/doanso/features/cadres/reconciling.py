"""Do cadres agree with themselves, with the seats that everybody reads, and with the audit trail?"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.units.models import Position
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.models import Appraisal, Entry, Planned, Term, Training, View
from doanso.features.cadres.services.keeping import told

KEPT: tuple[type[models.Model], ...] = (Term, Entry, Planned, Training, Appraisal, View)
TOLD = 50  # of each sort: more would hide the rest
GIVES = (Entry.Kind.ELECTED, Entry.Kind.APPOINTED)
TAKES = (Entry.Kind.RELEASED, Entry.Kind.UNTIL_NOW)


def trail() -> list[str]:
    """Every row as the last event that tells of it has it, and none is missing."""
    return [problem for model in KEPT for problem in islice(_compared(model), TOLD)]


def _compared(model: type[models.Model]) -> Iterator[str]:
    kept, one = {}, _survivors()
    events = Event.objects.filter(target_type=model._meta.label_lower, data__has_key="row").order_by("pk")
    for event in events.iterator(chunk_size=500):
        kept[event.target_id] = event.data["row"]
    for row in model.objects.order_by("pk").iterator(chunk_size=500):
        then = kept.pop(str(row.pk), None)
        if one(then) != one(_known(told(row), then)):
            yield _("Cadres: %(row)s is not what the audit trail says.") % {"row": f"{model.__name__} {row.pk}"}
    yield from (_("Cadres: %(row)s is missing.") % {"row": f"{model.__name__} {pk}"} for pk in kept)


def _known(content: Any, then: Any) -> Any:
    """Without blank facts of which nothing was known yet when the trail was written; of a view the print alone."""
    if not isinstance(content, dict) or not isinstance(then, dict):
        return content
    return {name: value for name, value in content.items() if value != "" or name in then}


def _survivors() -> Callable[[Any], Any]:
    """The same content under the record that goes on, where two records turned out to be one person's."""
    gone = dict(Person.objects.exclude(merged_into=None).values_list("pk", "merged_into"))

    def under(content: Any) -> Any:
        if not isinstance(content, dict) or content.get("person_id") not in gone:
            return content
        person = content["person_id"]
        while person in gone:
            person = gone[person]
        return content | {"person_id": person}

    return under


def seats() -> list[str]:
    """Each line that gave or took a seat names one that was given or taken, and the other way round."""
    return [*islice(_without_seat(), TOLD), *islice(_without_entry(), TOLD)]


def _without_seat() -> Iterator[str]:
    for entry in Entry.objects.filter(kind__in=[*GIVES, *TAKES]).select_related("position").order_by("pk"):
        if not _agrees(entry, entry.position):
            yield _("Cadres: line %(pk)d names no such seat.") % {"pk": entry.pk}


def _agrees(entry: Entry, seat: Position | None) -> bool:
    if seat is None or (seat.person_id, seat.unit_id, seat.role_id) != (entry.person_id, entry.unit_id, entry.role_id):
        return False
    if entry.kind in GIVES:
        return seat.valid_from <= entry.day
    return seat.valid_to is not None and seat.valid_to <= max(entry.day, seat.valid_from)


def _without_entry() -> Iterator[str]:
    """Seats of committees whose source has lines here."""
    sources = Entry.objects.filter(kind__in=GIVES).values("source")
    given = Position.objects.filter(source__in=sources, role__in=CADRE_ROLES).select_related("person")
    lines = Entry.objects.filter(kind__in=GIVES, position=OuterRef("pk"))
    for seat in given.filter(~Exists(lines)).order_by("pk"):
        yield _("Cadres: the seat %(pk)d of %(person)s has no line.") % {"pk": seat.pk, "person": seat.person}
