"""What a unit still answers for."""

from django.utils.translation import ngettext

from doanso.blocks.workflow import queries as workflow
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Procedure


def why_not_end(unit: Unit) -> list[str]:
    """Reasons for which this unit cannot end yet: its procedures, its dossiers, steps that lie before it."""
    found = []
    if number := Procedure.objects.filter(owner=unit).exclude(current=None).count():
        words = ngettext(
            "It owns %(number)d procedure: give it to another unit first.",
            "It owns %(number)d procedures: give them to another unit first.",
            number,
        )
        found.append(words % {"number": number})
    if number := Dossier.objects.filter(unit=unit, finished_at=None).count():
        words = ngettext("%(number)d dossier is not finished.", "%(number)d dossiers are not finished.", number)
        found.append(words % {"number": number})
    if number := workflow.open_at(unit.pk):
        words = ngettext(
            "%(number)d open step waits for somebody in this unit.",
            "%(number)d open steps wait for somebody in this unit.",
            number,
        )
        found.append(words % {"number": number})
    return found
