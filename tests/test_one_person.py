"""When two records become one, nothing that points to a person is forgotten, in whichever module it stands."""

import pytest
from django.apps import apps
from django.db import connection

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.inbox.models import Item
from doanso.features.members import pairs, pointers, services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, merging, reconciling, unmerging
from doanso.features.money.models import Dues
from doanso.features.money.services import reconciling as money
from doanso.features.money.tests import ledger
from doanso.features.procedures.tests import publicly
from doanso.features.staff.models import Employee
from doanso.lib.errors import Refused
from tests.source import refuse
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

pytestmark = pytest.mark.django_db
LET_PASS = {"consent_keep", "members_entry_refuse", "money_refuse"}
"""Guards of tables that let another person stand in a row, and nothing else change."""
GUARDED = """
SELECT tgrelid::regclass::text, proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND (tgtype & 19) = 19
"""
"""Triggers before an update of a row."""


def test_every_relation_to_a_person_moves_or_stays_for_a_reason() -> None:
    found = {pointer.name: pointer for pointer in pointers.all_pointers()}
    assert len(found) > 50
    refuse(sorted({*pointers.STAY, *pointers.ONCE, *pointers.WORDS} - found.keys()), "There is no such relation now.")
    assert not pointers.STAY.keys() & pointers.ONCE.keys()
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guards = {(table, name) for table, name in cursor.fetchall() if name not in LET_PASS}
    refused = {table for table, _name in guards}
    locked = [name for name, one in found.items() if one.model._meta.db_table in refused and name not in pointers.STAY]
    refuse(locked, "The database refuses to move it: put it into pointers.STAY with the reason, or let it pass.")


def test_nothing_names_a_person_but_by_a_foreign_key() -> None:
    """A number or a list in a column would be passed over: declare a `Naming` in the manifest instead."""
    told = {naming.name for naming in pointers.namings()}
    assert told == {"organisation.plans", "staff.employees", "workflow.cases", "workflow.steps"}
    counts = {"contests.tally.people", "contests.tally.people_done"}
    columns = [
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if not field.is_relation and {"person", "people"} & set(field.name.split("_"))
    ]
    refuse([name for name in columns if name not in counts], "Make it a foreign key to Person.")


def twice(org) -> tuple[Person, Person]:
    """A member of the branch, and the same human being once more in the other branch, with a seat."""
    services.open_register(now=NOON)
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    services.enter(gone, Wanted(Entry.Kind.ADMITTED, SINCE, unit=org.sister), Source("import:1", None, NOON))
    return kept, gone


def merge(org, kept: Person, gone: Person):
    choice = pairs.Choice(kept.pk, gone.pk, aside=True)
    return merging.merge(choice=choice, seen=pairs.state([kept, gone]), by=org.base_secretary, now=NOON)


def test_dues_follow_and_the_books_agree_before_and_after() -> None:
    org = ledger.build()
    kept, gone = twice(org)
    ledger.collect(org, [(kept.pk, ledger.JULY)])
    organisation.seat(org.stranger, org.sister, "bi_thu")
    both = [(gone.pk, month) for month in (ledger.JULY, ledger.AUGUST)]
    ledger.collect(org, both, unit=org.sister, by=org.stranger)
    whose = Dues.objects.order_by("pk").values_list("person", "month")
    before = list(whose.all())

    made = merge(org, kept, gone)
    assert list(whose.all()) == [(kept.pk, ledger.JULY), (gone.pk, ledger.JULY), (kept.pk, ledger.AUGUST)]
    assert money.trail() + money.dues_and_books() + reconciling.merges() == []

    unmerging.take_back(merge=made, by=org.base_secretary, now=NOON)
    assert list(whose.all()) == before
    assert money.trail() == []


def test_who_applied_and_is_asked_by_name_goes_on_as_the_one() -> None:
    """Their own step lies before the record that stays, and back."""
    org = publicly.build()
    kept, gone = twice(org)
    publicly.publish(org, "T-2", flow={"steps": [publicly.RECEIVE, publicly.OWN, publicly.SIGN]})
    dossier = publicly.apply(publicly.signed_in(gone), "T-2").dossier
    publicly.act(dossier, org.desk_officer, "forward")

    def told() -> list[object]:
        case = workflow.case_of(dossier)
        step = workflow.open_steps(case).get()
        return [case.context["nguoi_nop"], [seat.person_id for seat in workflow.seats(step)], _waits_for(step.pk)]

    before = told()
    made = merge(org, kept, gone)
    dossier.refresh_from_db()
    assert (before, dossier.applicant) == ([["person", gone.pk], [gone.pk], [gone.pk]], kept)
    assert told() == [["person", kept.pk], [kept.pk], [kept.pk]]
    unmerging.take_back(merge=made, by=org.base_secretary, now=NOON)
    assert told() == before


def _waits_for(step: int) -> list[int]:
    item = Item.objects.get(kind="workflow.step", key=str(step))
    return list(item.seats.values_list("person", flat=True))


def test_what_may_not_follow_stands_in_the_way_in_words() -> None:
    org = publicly.build()
    kept, gone = twice(org)
    Employee(code="CB-1", person=gone, full_name="Trương Mỹ Anh").derive().save()
    with pytest.raises(Refused, match="sổ biên chế"):
        merge(org, kept, gone)
    assert merge(org, gone, kept).kept == gone
