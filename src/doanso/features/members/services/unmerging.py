"""A merge taken back: exactly what it moved goes back, and both records say what they said before."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, User
from doanso.core.audit import services as audit
from doanso.features.members import pairs, pointers, rules
from doanso.features.members.models import Merge
from doanso.features.members.services import register
from doanso.features.members.services.merging import give_accounts, point
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

UNIQUE = ("code", "cccd")


@transaction.atomic
def take_back(*, merge: Merge, by: Person, now: datetime) -> Merge:
    """What came to the record since stays with it; refused when the two histories then make no sense by themselves."""
    keys = (merge.kept_id, merge.gone_id)
    people = {one.pk: one for one in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    merge = Merge.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=merge.pk)
    kept, gone = people[merge.kept_id], people[merge.gone_id]
    if merge.undone_at and merge.undone_by:
        words = _("This merge has been taken back already.")
        raise AlreadyDone(words, who=merge.undone_by.full_name, when=merge.undone_at)
    if reason := rules.why_not_join(by, [kept], local(now).date()):
        raise Forbidden(reason)
    _refuse_followed(merge)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    moved = _move_back(merge)
    _facts_back(kept, gone, merge.log["facts"])
    _accounts_back(merge.log["accounts"], by, now)
    _histories_back(merge)
    told = {"kept": kept.pk, "gone": gone.pk, "moved": moved}
    audit.record("members.merge_undone", merge, by=by, now=now, data=told)
    return merge


def _refuse_followed(merge: Merge) -> None:
    """The last one first: a later merge may have taken the same rows further."""
    later = Merge.objects.filter(Q(kept=merge.kept_id) | Q(gone=merge.kept_id), undone_at=None, pk__gt=merge.pk)
    if found := later.select_related("kept", "gone").order_by("-pk").first():
        told = {"gone": found.gone, "kept": found.kept}
        raise Refused(_("Afterwards %(gone)s was merged into %(kept)s: take that back first.") % told)


def _move_back(merge: Merge) -> dict[str, list[int]]:
    """Only what still points to the one that stayed: what was given to others since is theirs."""
    moved = {}
    for pointer in [*pointers.movable(), pointers.entries()]:
        keys = set(merge.log["moved"].get(pointer.name, ()))
        if keys:
            there = set(pointer.rows(merge.kept_id).filter(pk__in=keys).values_list("pk", flat=True))
            moved[pointer.name] = sorted(keys & there)
            point(pointer, moved[pointer.name], merge.gone_id)
    for naming in pointers.namings():
        if naming.rename and (named := merge.log["named"].get(naming.name)):
            naming.rename(named, merge.kept_id, merge.gone_id)
    return moved


def _facts_back(kept: Person, gone: Person, log: dict[str, Any]) -> None:
    """Each says what it said before; what was corrected since in the one that stayed stays corrected."""
    now = pairs.facts(kept)
    unchanged = {name for name, value in log["after"]["kept"].items() if now[name] == value}
    before = {name: value for name, value in log["before"]["kept"].items() if name in unchanged}
    for name in UNIQUE:
        for value in (log["before"]["gone"][name], before.get(name)):
            others = Person.objects.filter(**{name: value}).exclude(pk__in=[kept.pk, gone.pk])
            if value and others.exists():
                told = {"what": pairs.FACTS[name], "value": value}
                raise Refused(_("%(what)s %(value)s has been given to somebody else since.") % told)
    kept.code = kept.cccd = gone.code = None
    gone.merged_into = None
    kept.save()
    pairs.say(gone, log["before"]["gone"])
    gone.save()
    pairs.say(kept, {name: now[name] for name in UNIQUE} | before)
    kept.save()


def _accounts_back(log: dict[str, Any], by: Person, now: datetime) -> None:
    if not log:
        return
    give_accounts({int(user): person for user, person in log["before"].items()})
    closed = log["closed"]
    if closed and User.objects.filter(pk=closed, is_active=False).exists():
        accounts.reactivate(closed, by=by, now=now)


def _histories_back(merge: Merge) -> None:
    try:
        for pk in (merge.kept_id, merge.gone_id):  # the card must be free before the other takes it
            register.project([pk], f"merge:{merge.pk}")
    except Refused as refused:
        words = _("The two histories cannot be told apart any more: %(reason)s") % {"reason": refused.message}
        raise Refused(words) from None
    register.restore_sources(merge.log["memberships"])
