"""Rows of a spreadsheet as changes of the register: what would happen, and making it happen."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person, Sex
from doanso.core.audit import services as audit
from doanso.core.units.models import Membership, Unit
from doanso.features.members.models import Entry
from doanso.features.members.services.recognising import Known, Unsure, is_here
from doanso.features.members.services.register import Source, Wanted, enter_all
from doanso.lib.dates import format_date
from doanso.lib.identity import mask_cccd
from doanso.lib.intake import Context, Given, PartialDate, Verdict
from doanso.lib.text import fold

FACTS = {"ho_ten": "full_name", "gioi_tinh": "sex", "cccd": "cccd", "dien_thoai": "phone", "thu_dien_tu": "email",
         "dan_toc": "ethnicity", "nghe_nghiep": "job"}  # fmt: skip
FREE = {"dan_toc", "nghe_nghiep"}
"""What may change of somebody with an account: the rest says who signs in, and an administrator corrects it."""
State, Kind = Membership.State, Membership.Kind
TURNS = {
    (State.ACTIVE, State.DEFERRED): Entry.Kind.DEFERRED,
    (State.DEFERRED, State.ACTIVE): Entry.Kind.RESUMED,
    (State.ACTIVE, State.LOST): Entry.Kind.LOST,
    (State.DEFERRED, State.LOST): Entry.Kind.LOST,
    (State.LOST, State.ACTIVE): Entry.Kind.FOUND,
}
Changes = dict[str, tuple[str, str]]
Reasons = dict[str, list[str]]


def verdict(row: Given, known: Known, context: Context) -> Verdict:
    try:
        person = known.person(row, context)
    except Unsure as unsure:
        return Verdict(row.number, "refuse", row.values, reasons={unsure.column: [unsure.reason]})
    reasons = _wrong_day(row, context)
    changes: Changes = {}
    if person is not None:
        if is_here(person, context):
            _compare_facts(row, person, known, changes, reasons)
        _compare_place(row, person, context, changes, reasons)
    if reasons:
        return Verdict(row.number, "refuse", row.values, reasons=reasons)
    if person is None:
        return Verdict(row.number, "create", row.values)
    held = _held(person, row, context)
    target = f"{person.pk}:{_turn(held, row) if held else ''}"
    fate = "create" if held is None else "change" if changes else "same"
    return Verdict(row.number, fate, row.values, changes, target=target)


def _wrong_day(row: Given, context: Context) -> Reasons:
    days = {key: row.values[key] for key in ("tu_ngay", "ngay_vao_doan") if key in row.values}
    wrong = {key: [_("Lies in the future.")] for key, day in days.items() if day > context.on}
    born = row.values.get("ngay_sinh")
    if born and born.day > context.on:
        wrong["ngay_sinh"] = [_("Lies in the future.")]
    admitted = days.get("ngay_vao_doan", date.max)
    if born and admitted <= born.day:
        wrong["ngay_vao_doan"] = [_("Lies before the date of birth.")]
    elif "ngay_vao_doan" in days and days.get("tu_ngay", date.max) < admitted:
        wrong["tu_ngay"] = [_("Lies before the day of admission.")]
    return wrong


def _compare_facts(row: Given, person: Person, known: Known, changes: Changes, reasons: Reasons) -> None:
    for key, old, new in _facts(row, person):
        if key not in FREE and person.pk in known.accounts:
            words = _("Differs from the register (%(old)s). They have an account: an administrator corrects this.")
            reasons[key] = [words % {"old": old or "–"}]
        else:
            changes[key] = (old, new)


def _facts(row: Given, person: Person) -> Iterator[tuple[str, str, str]]:
    """What the row says otherwise than the record: column, old, new in words."""
    told = _record(row.values)
    for key, name in FACTS.items():
        old, new = getattr(person, name) or "", told.get(name)
        if new is not None and new != old and not (key == "ho_ten" and _is_worse(new, old)):
            yield key, _masked(key, _said(key, old)), _said(key, new)
    born = row.values.get("ngay_sinh")
    if born and (born.day, born.precision) != (person.date_of_birth, person.birth_precision):
        yield "ngay_sinh", person.birth_words, format_date(born.day, born.precision)


def _is_worse(new: str, old: str) -> bool:
    """A name that only lost its marks or capitals corrects nothing."""
    return new.casefold() == old.casefold() or new.casefold() == fold(old)


def _said(key: str, value: str) -> str:
    return str(Sex(value).label) if key == "gioi_tinh" and value else value


def _masked(key: str, value: str) -> str:
    return mask_cccd(value) if key == "cccd" else value


def _kind(row: Given) -> str:
    return row.values.get("loai", Kind.MAIN)


def _held(person: Person, row: Given, context: Context) -> Membership | None:
    """Where they belong in this way today; a club is one of several."""
    kind, unit = _kind(row), context.units[row.values["chi_doan"]]
    fits = (held for held in person.present if held.kind == kind and (kind != Kind.CLUB or held.unit_id == unit))
    return next(fits, None)


def _turn(held: Membership, row: Given) -> str:
    """The entry that leads from the present state to the one wanted, or nothing."""
    return TURNS.get((held.state, row.values.get("trang_thai", held.state)), "")


def _compare_place(row: Given, person: Person, context: Context, changes: Changes, reasons: Reasons) -> None:
    held = _held(person, row, context)
    if held is None:
        return
    if held.unit_id != context.units[row.values["chi_doan"]]:
        reasons["chi_doan"] = [_elsewhere(held, context)]
        return
    _compare_state(row, held, changes, reasons)
    admitted = row.values.get("ngay_vao_doan")
    if admitted and held.admitted_on and admitted != held.admitted_on:
        words = _("The register says %(day)s. Only a decision changes it.")
        reasons["ngay_vao_doan"] = [words % {"day": format_date(held.admitted_on)}]
    card = row.values.get("so_the")
    if card and card != held.card_number:
        changes["so_the"] = (held.card_number or "", card)


def _elsewhere(held: Membership, context: Context) -> str:
    """The name of a unit that is not the sender's is not told."""
    if held.unit_id in context.units.values():
        return _("Is a member of %(unit)s. A transfer is made by procedure.") % {"unit": held.unit}
    return _("Is a member of a unit that is not yours. A transfer is made by procedure.")


def _compare_state(row: Given, held: Membership, changes: Changes, reasons: Reasons) -> None:
    wanted = row.values.get("trang_thai", held.state)
    if wanted == held.state:
        return
    if (held.state, wanted) not in TURNS:
        words = _("Is in the state “%(state)s”, which changes by procedure.")
        reasons["trang_thai"] = [words % {"state": held.get_state_display()}]
    elif _day(row, held.valid_from) < held.valid_from:
        words = _("The present state began on %(day)s.")
        reasons["tu_ngay"] = [words % {"day": format_date(held.valid_from)}]
    else:
        changes["trang_thai"] = (str(held.get_state_display()), str(State(wanted).label))


def _day(row: Given | Verdict, otherwise: date) -> date:
    return row.values.get("tu_ngay", otherwise)


@transaction.atomic
def write(rows: Sequence[Verdict], context: Context) -> None:
    """New people, corrected facts and entries of the register, all from one source."""
    source = Source(context.source, Person.objects.get(pk=context.by_id), context.now)
    branches = Unit.objects.in_bulk({context.units[row.values["chi_doan"]] for row in rows})
    there = {row.number: int(row.target.partition(":")[0]) for row in rows if row.target}
    found = Person.objects.in_bulk(set(there.values()))
    people = {number: found[pk] for number, pk in there.items()}
    people |= _add_people([row for row in rows if not row.target], source)
    _correct([(people[row.number], row) for row in rows if row.target], source)
    wanted = []
    for row in rows:
        person = people[row.number]
        branch = branches[context.units[row.values["chi_doan"]]]
        wanted += [(person, one) for one in entries(row, branch, context)]
    if wanted:
        enter_all(wanted, source)


def entries(row: Verdict, branch: Unit, context: Context) -> Iterator[Wanted]:
    """What a row enters in the register."""
    day, place = _day(row, context.on), _kind(row)
    if row.fate == "create":
        admitted = row.values.get("ngay_vao_doan")
        data = {"state": row.values.get("trang_thai", State.ACTIVE), "card": row.values.get("so_the")}
        data |= {"from": context.source, "admitted_on": admitted.isoformat() if admitted else None}
        yield Wanted(Entry.Kind.OPENING, day, place=place, unit=branch, data=data)
        return
    _pk, _colon, turn = row.target.partition(":")
    if turn:
        yield Wanted(turn, day, place=place, origin=branch)
    if "so_the" in row.changes:
        yield Wanted(Entry.Kind.CARDED, day, place=place, origin=branch, data={"card": row.values["so_the"]})


def _add_people(rows: Sequence[Verdict], source: Source) -> dict[int, Person]:
    people = [Person(**_record(row.values)) for row in rows]
    for person in people:
        person.keep_keys()
    Person.objects.bulk_create(people)
    if people:
        told = {"source": source.code, "people": [_kept(person) for person in people]}
        audit.record("members.people_added", people[0], by=source.by, now=source.now, data=told)
    return {row.number: person for row, person in zip(rows, people, strict=True)}


def _record(values: dict[str, Any]) -> dict[str, Any]:
    facts = {name: values[key] for key, name in FACTS.items() if key in values}
    if "full_name" in facts and facts["full_name"].isupper():  # as many lists are typed
        facts["full_name"] = facts["full_name"].title()
    born: PartialDate | None = values.get("ngay_sinh")
    return facts | ({"date_of_birth": born.day, "birth_precision": born.precision} if born else {})


def _kept(person: Person) -> dict[str, Any]:
    names = (*FACTS.values(), "date_of_birth", "birth_precision")
    return {"id": person.pk, **{name: getattr(person, name) for name in names}}


def _correct(pairs: list[tuple[Person, Verdict]], source: Source) -> None:
    """One audit row for each person: what stood there before, and what stands there now."""
    for person, row in pairs:
        changed = {key: row.values[key] for key in row.changes if key in FACTS or key == "ngay_sinh"}
        facts = _record(changed)
        if not facts:
            continue
        before = {name: getattr(person, name) for name in facts}
        for name, value in facts.items():
            setattr(person, name, value)
        person.save(update_fields=[*facts, "sort_key", "search_key"])
        told = {"source": source.code, "before": before, "after": facts}
        audit.record("members.person_corrected", person, by=source.by, now=source.now, data=told)
