"""What is kept about somebody as a cadre: told on their page, and kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.cadres.models import Entry, View
from doanso.features.cadres.queries import records
from doanso.lib.personal import Holding


def _entries(person: Person) -> list[dict[str, Any]]:
    found = Entry.objects.filter(person=person).select_related("unit", "role").order_by("day", "pk")
    return [
        {
            "day": one.day,
            "what": one.get_kind_display(),
            "seat": one.role.label if one.role else "",
            "unit": one.unit.name,
            "votes": "" if one.votes is None else one.votes,
            "decision": one.decision,
        }
        for one in found
    ]


def _planned(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "seat": one.role.label,
            "unit": one.unit.name,
            "years": f"{one.first_year}–{one.last_year}",
            "state": one.get_state_display(),
            "decision": one.decision,
        }
        for one in records.planned_of(person)
    ]


def _trainings(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "course": one.course,
            "place": one.place,
            "first": one.first_day,
            "last": one.last_day or "",
            "certificate": one.certificate,
        }
        for one in records.trainings_of(person).filter(withdrawn="")
    ]


def _appraisals(person: Person) -> list[dict[str, Any]]:
    """What was said about them; what they said about others is those people's."""
    found = View.objects.filter(appraisal__person=person).select_related("appraisal__unit", "by").order_by("at", "pk")
    return [
        {
            "year": one.appraisal.year,
            "unit": one.appraisal.unit.name,
            "stage": one.get_stage_display(),
            "by": one.by.full_name,
            "words": one.words,
        }
        for one in found
    ]


SEAT, UNIT, DECISION = _("Seat"), _("Unit"), _("Decision")
GROUND = _("Records of cadres are kept by the unit.")
HOLDINGS = (
    Holding(
        "cadres.entries",
        _("Elections, appointments and releases"),
        {
            "day": _("Day"), "what": _("What"), "seat": SEAT, "unit": UNIT, "votes": _("Number of votes"),
            "decision": DECISION,
        },
        _entries,
        ground=GROUND,
        order=31,
    ),
    Holding(
        "cadres.planned",
        _("Planning of cadres"),
        {"seat": SEAT, "unit": UNIT, "years": _("Years"), "state": _("State"), "decision": DECISION},
        _planned,
        ground=GROUND,
        order=32,
    ),
    Holding(
        "cadres.trainings",
        _("Training"),
        {
            "course": _("Course"), "place": _("Place of training"), "first": _("First day"), "last": _("Last day"),
            "certificate": _("Certificate"),
        },
        _trainings,
        ground=GROUND,
        order=33,
    ),
    Holding(
        "cadres.appraisals",
        _("Appraisal of cadres"),
        {"year": _("Year"), "unit": UNIT, "stage": _("Part"), "by": _("Appraised by"), "words": _("In words")},
        _appraisals,
        ground=GROUND,
        order=34,
    ),
)  # fmt: skip
