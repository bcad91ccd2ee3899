"""Procedures, dossiers, drafts and calls of a unit that hands over to another."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.audit import services as audit
from doanso.features.procedures.models import WritingShare
from doanso.features.procedures.queries import handing_over as queries
from doanso.lib import jobs
from doanso.lib.moves import Handover


def hold(handover: Handover) -> None:
    """Whoever is just acting on one of these dossiers finishes first."""
    list(queries.to_hold(handover.unit).select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@transaction.atomic
def hand_over(handover: Handover) -> dict[str, Any]:
    """Codes, addresses and links stay. Deadlines follow the other unit's calendar, as after any change of one."""
    unit, into = handover.unit, handover.into
    moved = {
        "procedures": sorted(queries.procedures(unit).values_list("code", flat=True)),
        "dossiers": sorted(queries.dossiers(unit).values_list("code", flat=True)),
        "drafts": sorted(queries.drafts(unit).values_list("pk", flat=True)),
        "calls": sorted(queries.calls(unit).values_list("pk", flat=True)),
        "clients": sorted(queries.clients(unit).values_list("pk", flat=True)),
    }
    queries.procedures(unit).update(owner=into)
    queries.dossiers(unit).update(unit=into)
    queries.drafts(unit).update(owner=into)
    queries.calls(unit).update(unit=into)
    queries.clients(unit).update(unit=into)
    moved["shares"] = [_share(share, handover) for share in queries.shares(unit)]
    if not any(moved.values()):
        return moved
    told = {"from": unit.code, "to": into.code, "source": handover.source, **moved}
    audit.record("procedures.handed_over", unit, by=handover.by, now=handover.now, label="system", data=told)
    jobs.defer(("procedures.recompute", {}))
    return moved


def _share(share: WritingShare, handover: Handover) -> int:
    """Two units that were asked the same are asked once from now on."""
    if WritingShare.objects.filter(call=share.call_id, unit=handover.into).exists():
        share.reason = _("Goes on in %(unit)s, which is asked itself.") % {"unit": handover.into}
        share.answered_at = handover.now
        share.save(update_fields=["reason", "answered_at"])
    else:
        share.unit = handover.into
        share.save(update_fields=["unit"])
    return share.pk
