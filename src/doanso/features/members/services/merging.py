"""Two records become one: what points to the one that goes follows to the one that stays. See decision 17."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, User
from doanso.core.audit import canonical
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.features.members import pairs, pointers, rules
from doanso.features.members.models import Distinct, Entry, Merge
from doanso.features.members.services import register
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

CHUNK = 5000


@transaction.atomic
def merge(*, choice: pairs.Choice, seen: str, by: Person, now: datetime) -> Merge:
    """`seen`: the state of both records that was looked at (`pairs.state`). What was moved stands in the log."""
    kept, gone = _both(choice.kept, choice.gone)
    refuse_merged(kept, gone)
    _may(by, [kept, gone], local(now).date())
    if pairs.state([kept, gone]) != seen:
        raise Refused(_("Somebody has changed one of these records meanwhile. Please look at both again."))
    register.take_over({one.pk: one for one in (kept, gone)}, now)
    if reasons := pairs.obstacles(choice):
        raise Refused(" ".join(reasons))
    log = {"memberships": register.sources_of([kept.pk, gone.pk]), "choice": asdict(choice)}
    _tell(kept, gone, seen, now)
    log["accounts"] = _hand_accounts(kept, gone, choice.account, by, now)
    log |= {"moved": _move(choice), "named": _rename(gone.pk, kept.pk)}
    log["facts"] = _take_facts(kept, gone, choice.facts)
    made = Merge.objects.create(kept=kept, gone=gone, at=now, by=by, log=canonical.plain(log))
    for one in (gone, kept):  # the card must be free before the other takes it
        register.project([one.pk], f"merge:{made.pk}")
    audit.record("members.merged", made, by=by, now=now, data={"kept": kept.pk, "gone": gone.pk, **made.log})
    return made


@transaction.atomic
def tell_apart(*, people: tuple[int, int], reason: str, by: Person, now: datetime) -> Distinct:
    """Two human beings who look alike on record. The finder does not name them again."""
    first, second = _both(*people)
    refuse_merged(first, second)
    if not rules.keeps_both(by, [first, second], local(now).date()):
        raise Forbidden(_("Only who keeps the lists of all units of both records may do this. Please ask above."))
    if not reason.strip():
        raise Refused(_("Please tell how you know."), field="reason")
    words = reason.strip()[:200]
    made, fresh = Distinct.objects.get_or_create(
        first=first, second=second, defaults={"reason": words, "by": by, "at": now}
    )
    if not fresh:
        raise AlreadyDone(_("Somebody has made sure of this already."), who=made.by.full_name, when=made.at)
    told = {"first": first.pk, "second": second.pk, "reason": words}
    audit.record("members.told_apart", made, by=by, now=now, data=told)
    return made


@transaction.atomic
def doubt_again(*, distinct: Distinct, by: Person, now: datetime) -> None:
    """It was not so sure after all: the finder may name the two again."""
    found = Distinct.objects.select_for_update(of=("self",)).select_related("first", "second").filter(pk=distinct.pk)
    row = found.first()
    if row is None:
        raise Refused(_("Somebody has taken this back already."))
    if not rules.keeps_both(by, [row.first, row.second], local(now).date()):
        raise Forbidden(_("Only who keeps the lists of all units of both records may do this. Please ask above."))
    told = {"first": row.first_id, "second": row.second_id, "reason": row.reason}
    audit.record("members.doubted_again", row, by=by, now=now, data=told)
    row.delete()


def _tell(kept: Person, gone: Person, seen: str, now: datetime) -> None:
    """At the addresses of both: who finds another account closed, or is taken for somebody else, must know."""
    for one in (kept, gone):
        told = {"name": one.full_name}
        notify.send(
            "members.merged", to=one, context=told, once=f"{seen}:{now.isoformat()}", now=now, url="/doan-vien/toi/"
        )


def _both(one: int, other: int) -> list[Person]:
    """In the order asked for, locked in the order in which everybody locks people."""
    found = {
        person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[one, other]).order_by("pk")
    }
    if len(found) < 2:
        raise Refused(_("These are not two records."))
    return [found[one], found[other]]


def refuse_merged(*people: Person) -> None:
    """Says who was first, and when."""
    for person in people:
        if done := Merge.objects.filter(gone=person, undone_at=None).select_related("by", "kept").first():
            words = _("%(person)s has been merged already.") % {"person": person}
            raise AlreadyDone(words, who=done.by.full_name, when=done.at)


def _may(by: Person, people: list[Person], on: date) -> None:
    if reason := rules.why_not_join(by, people, on):
        raise Forbidden(reason)


def _move(choice: pairs.Choice) -> dict[str, list[int]]:
    """Which rows of which column: none is moved that the other record has already."""
    moved = {}
    for pointer in pointers.movable():
        keys = list(pointer.moving(choice.gone, choice.kept).values_list("pk", flat=True))
        point(pointer, keys, choice.kept)
        moved[pointer.name] = keys
    moved[pairs.ENTRIES] = [entry.pk for entry in pairs.entries_along(choice)]
    Entry.objects.filter(pk__in=moved[pairs.ENTRIES]).update(person=choice.kept)
    return {name: sorted(keys) for name, keys in moved.items() if keys}


def point(pointer: pointers.Pointer, keys: list[int], to: int) -> None:
    for start in range(0, len(keys), CHUNK):
        rows = pointer.model._base_manager.filter(pk__in=keys[start : start + CHUNK])
        rows.update(**{pointer.field.name: to})


def _rename(old: int, new: int) -> dict[str, list[int]]:
    changed = {one.name: one.rename(one.find(old), old, new) for one in pointers.namings() if one.rename}
    return {name: keys for name, keys in changed.items() if keys}


def _take_facts(kept: Person, gone: Person, chosen: Mapping[str, int]) -> dict[str, Any]:
    """What both said before, and what the one that stays says now. What names somebody for sure goes along or rests."""
    before = {"kept": pairs.facts(kept), "gone": pairs.facts(gone)}
    wanted = pairs.joined_facts(kept, gone, chosen)
    spare = next((code for code in (gone.code, kept.code) if code != wanted["code"]), None)
    gone.code, gone.cccd, gone.phone, gone.email = None, None, "", ""
    gone.merged_into = kept
    gone.save()
    pairs.say(kept, wanted)
    kept.save()
    gone.code = spare  # whoever is asked for by it is found under the other
    gone.save()
    return {"before": before, "after": {"kept": pairs.facts(kept), "gone": pairs.facts(gone)}}


def _hand_accounts(kept: Person, gone: Person, chosen: int | None, by: Person, now: datetime) -> dict[str, Any]:
    """The account that was chosen signs in as the one that stays; the other is closed and stays with the other."""
    held = {user.pk: user for user in User.objects.select_for_update().filter(person__in=[kept, gone]).order_by("pk")}
    if not held:
        return {}
    goes_on = held.pop(chosen) if chosen in held else next(iter(held.values()))
    before = {str(pk): user.person_id for pk, user in held.items()} | {str(goes_on.pk): goes_on.person_id}
    other = next((user for user in held.values() if user.pk != goes_on.pk), None)
    closed = None
    if other is not None and other.is_active:
        accounts.deactivate(other.pk, by=by, now=now)
        closed = other.pk
    give_accounts({goes_on.pk: kept.pk} | ({other.pk: gone.pk} if other else {}))
    return {"before": before, "closed": closed, "goes_on": goes_on.pk}


def give_accounts(wanted: Mapping[int, int]) -> None:
    """Account by account to whom it belongs; first all are let go, for a person has one."""
    User.objects.filter(pk__in=wanted).update(person=None)
    for user, person in wanted.items():
        User.objects.filter(pk=user).update(person=person)
