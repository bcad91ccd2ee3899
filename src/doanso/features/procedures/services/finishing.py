"""What follows when a dossier is finished. The worker does it: whoever signs need not wait."""

from datetime import datetime

from doanso.features.procedures.models import Dossier, Result
from doanso.features.procedures.services import followup, indexing, results

FINISHED = "finished"


def follow(*, dossier_id: int, now: datetime) -> None:
    """The applicant is told, the dossier is found by its decision's number, and the decision is drawn.

    Each once, however often this runs; a drawing that fails keeps nobody from being told.
    """
    dossier = Dossier.objects.select_related("version", "unit", "applicant").get(pk=dossier_id)
    followup.send(dossier, FINISHED, FINISHED, now)
    if result := Result.objects.filter(dossier=dossier).first():
        indexing.index(dossier_id=dossier_id, now=now)
        results.draw(result_id=result.pk, now=now)
