"""Several rows in one statement, moments without a zone, and fields that come later."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doanso.lib import rows
from doanso.lib.tests.things import Thing, contents, full

pytestmark = pytest.mark.django_db


def test_written_together_is_as_written_alone(table) -> None:
    there, first, second = rows.insert(full(name="cũ")), full(name="một"), Thing(name="hai")
    there.note, there.facts, there.name = "mới", {"c": [3]}, "không ghi"
    with CaptureQueriesContext(connection) as asked:
        rows.write(rows.added(first), rows.changed(there, "note", "facts"), rows.added(second))

    alone = rows.insert(full(name="riêng"))
    same, of_old = contents(Thing.objects.get(pk=first.pk)), Thing.objects.get(pk=there.pk)
    theirs = contents(Thing.objects.get(pk=alone.pk))
    assert len(asked) == 1
    assert {name for name in same if same[name] != theirs[name]} == {"id", "name", "key", "made_at", "touched_at"}
    assert (of_old.name, of_old.note, of_old.facts) == ("cũ", "mới", {"c": [3]})
    assert Thing.objects.get(pk=second.pk).name == "hai"
    assert (first._state.adding, second._state.db, first.pk < second.pk) == (False, "default", True)


def test_only_changes_are_written_together_too(table) -> None:
    one, other = rows.insert(full(name="một")), rows.insert(full(name="hai"))
    one.note, other.note = "một mới", "hai mới"
    rows.write(rows.changed(one, "note"), rows.changed(other, "note"))
    with CaptureQueriesContext(connection):  # through Django's cursor, too
        rows.write(rows.changed(one, "note"))

    assert list(Thing.objects.order_by("pk").values_list("note", flat=True)) == ["một mới", "hai mới"]


def test_each_of_several_new_rows_has_its_own_id_and_one_that_is_pointed_at_too(table) -> None:
    first, pointed, second, third = made = [Thing(name=name) for name in ("một", "hai", "ba", "bốn")]
    sql = "noted{n} AS (UPDATE rows_thing SET amount = {id} WHERE name = %(name)s)"
    rows.insert(Thing(name="có rồi"))
    noted = rows.Also(sql, {"name": "có rồi"}, of=pointed)
    rows.write(rows.added(first), rows.added(pointed), rows.added(second), rows.added(third), others=(noted,))

    assert [Thing.objects.get(name=one.name).pk for one in made] == [one.pk for one in made]
    assert first.pk < second.pk < third.pk
    assert Thing.objects.get(name="có rồi").amount == pointed.pk


def test_row_made_new_is_as_the_model_makes_it(table) -> None:
    parent = rows.insert(full(name="trên"))
    given = {"name": "dưới", "state": Thing.State.DONE, "parent": parent, "at": datetime(2026, 3, 4, 5, tzinfo=UTC)}
    mine, theirs = rows.new(Thing, **given), Thing(**given)

    assert mine.__dict__.keys() == theirs.__dict__.keys()
    different = {name for name in mine.__dict__ if mine.__dict__[name] != theirs.__dict__[name]}
    assert different == {"_state", "key"}
    assert (mine._state.adding, mine._state.db, mine.parent is parent) == (True, None, True)
    assert mine.facts is not rows.new(Thing, **given).facts
    assert rows.new(Thing, name="một", parent=None).parent_id is None
    assert rows.new(Thing, name="một", parent_id=parent.pk).parent == parent
    younger = rows.new(Thing, name="sau", twin=parent)
    assert (younger.twin is parent, parent.elder is younger) == (True, True)
    assert rows.insert(mine).pk == Thing.objects.get(name="dưới").pk
    with pytest.raises(TypeError, match="no field 'nmae'"):
        rows.new(Thing, nmae="sai")


def test_nothing_is_written_when_one_of_several_may_not(table) -> None:
    rows.insert(full(name="có rồi"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.write(rows.added(full(name="khác")), rows.added(full(name="có rồi")))

    assert Thing.objects.count() == 1


def test_naive_moment_is_taken_as_the_orm_takes_it(table) -> None:
    with pytest.warns(RuntimeWarning, match="naive"):
        mine = rows.insert(Thing(name="một", at=datetime(2026, 3, 4, 12)))  # noqa: DTZ001

    assert Thing.objects.get(pk=mine.pk).at == datetime(2026, 3, 4, 5, tzinfo=UTC)


def test_field_left_out_comes_when_it_is_asked_for(table) -> None:
    parent = rows.insert(full(name="trên", note="lời dài"))
    rows.insert(full(name="dưới", note="lời khác", parent=parent))

    where = "rows_thing.name = %s"
    child = rows.one(Thing, where, "dưới", related=("parent",), without=("parent__note", "facts"))
    assert (child.note, child.get_deferred_fields(), child.parent.get_deferred_fields()) == (
        "lời khác",
        {"facts"},
        {"note"},
    )
    with CaptureQueriesContext(connection) as asked:
        assert (child.parent.note, child.facts) == ("lời dài", parent.facts | {"ngày": child.facts["ngày"]})
    assert len(asked) == 2


def test_questions_come_along_with_a_row_each_in_its_place(table) -> None:
    parent = rows.insert(full(name="trên"))
    child = rows.insert(full(name="dưới", parent=parent))
    asked = (
        rows.Question("SELECT count(*) FROM rows_thing WHERE name <> %(not)s", {"not": "khác"}),
        rows.Question("SELECT json_build_array(parent.name, %(word)s::text, NULL)", {"word": "một %s"}),
        rows.Question("SELECT name FROM rows_thing WHERE name = %(word)s", {"word": "trên"}),
        rows.Question("SELECT name FROM rows_thing WHERE false"),
    )
    with CaptureQueriesContext(connection) as captured:
        found, told = rows.one_and(Thing, "rows_thing.id = %s", child.pk, related=("parent",), asked=asked)
        assert found.parent == parent

    alone = rows.one(Thing, "id = %s", child.pk)
    assert (contents(found), told) == (contents(alone), [2, ["trên", "một %s", None], "trên", None])
    assert len(captured) == 1
    with pytest.raises(Thing.DoesNotExist):
        rows.one_and(Thing, "rows_thing.id = %s", 0, asked=asked[:1])
