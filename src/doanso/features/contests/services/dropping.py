"""A bad question falls out of a round that is over: whoever had it gets all its points, and all are graded anew.

Where they are many, the worker does it, and the page says so meanwhile.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Item
from doanso.features.contests.queries import comparing
from doanso.features.contests.services import folding, judging
from doanso.lib.errors import Refused


@transaction.atomic
def drop(*, item: Item, reason: str, by: Person | None, now: datetime) -> Item:
    """So no paper is worth less than another."""
    return _drop(item, judging.said(reason)[:300], by=by, now=now)


@transaction.atomic
def keep(*, item: Item, reason: str, by: Person | None, now: datetime) -> Item:
    """It counts again after all."""
    judging.said(reason)
    return _drop(item, "", by=by, now=now, why=reason)


def _drop(item: Item, reason: str, *, by: Person | None, now: datetime, why: str = "") -> Item:
    judging.check(by, item.round, now)
    judging.check_apart(by, item.round)
    round = judging.locked(item.round)
    judging.not_announced(round)
    if now < round.closes_at:
        raise Refused(_("Please wait until the round is over."))
    if comparing.is_graded_anew(round):
        raise Refused(_("All papers are being graded anew. Please wait until that is done."))
    item = Item.objects.select_for_update().get(pk=item.pk)
    if bool(item.dropped) == bool(reason):
        raise Refused(_("That is how it stands already."))
    item.dropped = reason
    item.save(update_fields=["dropped"])
    kind = "contests.item_dropped" if reason else "contests.item_kept"
    audit.record(kind, round, by=by, now=now, data={"position": item.position, "reason": reason or why})
    if comparing.is_large(round):
        folding.rebuild_later(round)
    else:
        folding.rebuild(round, now=now, by=by)
    return item
