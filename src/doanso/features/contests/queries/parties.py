"""Who has a hand in a round: may organise or judge it, or wrote, reviewed or may read its questions and their keys.

Whoever of them is an entrant too is a doubt for another person to decide; and nobody decides about themselves.
"""

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet

from doanso.blocks.questions import queries as bank
from doanso.core.accounts.models import Person
from doanso.core.audit import queries as audit
from doanso.core.units import queries as units
from doanso.features.contests.models import Attempt, Entrant, Item, Line, Round
from doanso.features.contests.queries.judging import JUDGE, ORGANISE
from doanso.lib.dates import local

ORGANISES, JUDGES, WROTE, READS, ACTED = "organises", "judges", "wrote", "reads", "acted"


def hands(round: Round) -> dict[int, set[str]]:
    """Person → what they have to do with it: by their seats on the day of the end, and by what they did."""
    on = local(round.closes_at).date()
    found: dict[int, set[str]] = defaultdict(set)
    contest = round.contest
    for permission, word in ((ORGANISE, ORGANISES), (JUDGE, JUDGES)):
        _add(found, word, units.people_who_may(permission, contest.unit, on).values_list("pk", flat=True))
    questions = list(Item.objects.filter(round=round).values_list("question", flat=True))
    _add(found, WROTE, bank.authors(questions))
    _add(found, READS, _readers(round, on))
    acted = (audit.of(contest) | audit.of(round)).exclude(actor=None).values_list("actor", flat=True)
    _add(found, ACTED, acted)
    return dict(found)


def _readers(round: Round, on: date) -> set[int]:
    """Of the banks: who may read keys there, and who writes or reviews what others wrote."""
    found: set[int] = set()
    for line in Line.objects.filter(round=round).select_related("bank__unit"):
        for permission in (bank.WRITE, bank.REVIEW, bank.KEYS):
            found.update(units.people_who_may(permission, line.bank.unit, on).values_list("pk", flat=True))
    return found


def _add(found: dict[int, set[str]], word: str, people: QuerySet[Person, int] | set[int]) -> None:
    for pk in people:
        found[pk].add(word)


def entrants(round: Round) -> dict[int, set[str]]:
    """Entrants who took part in the round and are such people: by the account, or by its phone or e-mail address."""
    people = hands(round)
    known = Person.objects.in_bulk(list(people))
    by_phone = {one.phone: pk for pk, one in known.items() if one.phone}
    by_email = {one.email.lower(): pk for pk, one in known.items() if one.email}
    mine = Q(person__in=people) | Q(phone__in=by_phone) | Q(email__in=by_email)
    found = Entrant.objects.filter(mine, contest=round.contest_id, standings__round=round)
    return {
        pk: people[person or by_phone.get(phone) or by_email[email]]
        for pk, person, phone, email in found.values_list("pk", "person", "phone", "email")
        if (person in people if person else True)
    }


def is_oneself(person: Person, entrant: Entrant) -> bool:
    if entrant.person_id:
        return entrant.person_id == person.pk
    same_email = bool(person.email) and entrant.email.lower() == person.email.lower()
    return same_email or (bool(person.phone) and entrant.phone == person.phone)


def takes_part(person: Person, round: Round) -> bool:
    """Whether this person has a paper in the round, whichever way they joined."""
    mine = Q(entrant__person=person)
    if person.phone:
        mine |= Q(entrant__person=None, entrant__phone=person.phone)
    if person.email:
        mine |= Q(entrant__person=None, entrant__email__iexact=person.email)
    return Attempt.objects.filter(mine, round=round).exists()
