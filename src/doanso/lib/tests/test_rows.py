"""What goes through `lib.rows` is what the ORM would have written and read, on a table with every common kind."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from doanso.lib import rows
from doanso.lib.tests.things import Thing, contents, full

HOSTILE = [
    "'; DROP TABLE rows_thing; --",
    '" OR 1=1 --',
    "100 % %s %(name)s %%",
    "\\' E'\\x27' $1 $$ {braces} :colon",
    "Đoàn\u0323 số\u200b\u202e 😀\r\n\t\x01",
    "",
]


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [full, lambda: Thing(name="chỉ có tên")])
def test_row_inserted_and_read_equals_the_orms(table, make) -> None:
    mine = rows.insert(make())

    theirs = Thing.objects.get(name=mine.name)
    assert contents(rows.one(Thing, "id = %s", mine.pk)) == contents(theirs)
    assert (mine.pk, mine._state.adding, mine._state.db) == (theirs.pk, False, "default")
    theirs.pk, theirs.name, theirs._state.adding = None, "bản sao", True
    theirs.save()
    same = [contents(thing) for thing in rows.select(Thing, "true ORDER BY id")]
    assert [name for name in same[0] if same[0][name] != same[1][name]] == ["id", "name", "made_at", "touched_at"]


def test_insert_fills_defaults_and_moments(table) -> None:
    before = datetime.now(UTC)
    first, second = rows.insert(Thing(name="một")), rows.insert(Thing(name="hai"))

    read = rows.one(Thing, "name = %s", "một")
    assert (read.note, read.state, read.amount, read.facts, read.days) == ("chưa ghi", 1, Decimal("1.50"), {}, [])
    assert before <= read.made_at <= read.touched_at <= datetime.now(UTC)
    assert (read.made_at, read.key) == (first.made_at, first.key)
    assert first.key != second.key
    assert first.facts is not second.facts


def test_read_row_is_saved_and_followed_as_the_orms_is(table) -> None:
    parent = rows.insert(Thing(name="trên"))
    rows.insert(full(parent=parent))

    child = rows.one(Thing, "parent_id = %s", parent.pk)
    child.note = "sửa"
    child.save(update_fields=["note"])

    assert (child.parent, Thing.objects.count()) == (parent, 2)
    assert Thing.objects.get(pk=child.pk).note == "sửa"


def test_update_writes_the_named_fields_of_one_row(table) -> None:
    one, other = rows.insert(full()), rows.insert(full(name="khác"))
    made, touched = one.made_at, one.touched_at
    one.note, one.facts, one.amount, one.name = "mới", {"b": 2}, Decimal("0.01"), "không ghi"
    rows.update(one, "note", "facts", "amount", "touched_at")

    read = rows.one(Thing, "id = %s", one.pk)
    assert (read.note, read.facts, read.amount, read.name) == ("mới", {"b": 2}, Decimal("0.01"), "Nguyễn Thị Ánh")
    assert (read.made_at, read.touched_at > touched) == (made, True)
    assert contents(rows.one(Thing, "id = %s", other.pk)) == contents(Thing.objects.get(name="khác"))
    assert rows.one(Thing, "id = %s", other.pk).note == "chưa ghi"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_value_and_never_sql(table, text) -> None:
    rows.insert(Thing(name=text, note=text, facts={"k": text}))
    rows.insert(Thing(name=f"{text}!"))

    found = rows.select(Thing, 'name = %s AND "the note" = %s', text, text)
    assert [(thing.name, thing.note, thing.facts) for thing in found] == [(text, text, {"k": text})]
    found[0].note = f"{text}{text}"
    rows.update(found[0], "note")
    assert Thing.objects.get(name=text).note == f"{text}{text}"
    assert rows.select(Thing, "name = ANY(%s)", ["x' OR 'a'='a"]) == []


@transaction.atomic
def alone(write: Callable[[Thing], object], thing: Thing) -> None:
    write(thing)
    connection.check_constraints()  # foreign keys are looked at when a transaction ends


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": "đã có"}, IntegrityError),
        ({"amount": Decimal(-1)}, IntegrityError),
        ({"note": None}, IntegrityError),
        ({"parent_id": 10**9}, IntegrityError),
        ({"name": "x" * 201}, DataError),
        ({"name": "a\x00b"}, DataError),
    ],
)
def test_errors_are_djangos_and_undo_only_their_own_block(table, wrong, error) -> None:
    kept = rows.insert(Thing(name="đã có"))

    for write in (rows.insert, models.Model.save):
        with pytest.raises(error):
            alone(write, Thing(**{"name": "mới"} | wrong))

    assert [thing.pk for thing in rows.select(Thing, "true")] == [kept.pk]


def test_insert_once_says_no_and_goes_on_in_the_same_transaction(table) -> None:
    first, second = Thing(name="một lần"), Thing(name="một lần", note="kẻ đến sau")

    assert (rows.insert_once(first), rows.insert_once(second)) == (True, False)
    assert (first.pk is not None, second.pk) == (True, None)
    assert [thing.note for thing in rows.select(Thing, "true")] == ["chưa ghi"]
    with pytest.raises(IntegrityError, match="thing_positive"), transaction.atomic():
        rows.insert_once(Thing(name="âm", amount=Decimal(-1)))


def test_what_is_not_there_is_the_models_own_exception(table) -> None:
    assert rows.select(Thing, "name = %s", "không có") == []
    with pytest.raises(Thing.DoesNotExist):
        rows.one(Thing, "name = %s", "không có")


def test_each_call_is_one_statement(table) -> None:
    thing = rows.insert(Thing(name="một"))
    thing.note = "x"
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows.insert(Thing(name="hai"))
        rows.insert_once(Thing(name="hai"))
        rows.update(thing, "note")
        rows.one(Thing, "id = %s", thing.pk)
    assert [query["sql"].split()[0] for query in captured] == ["INSERT", "INSERT", "UPDATE", "SELECT"]


def test_a_batch_is_one_statement_in_its_order_with_what_others_write_along(table) -> None:
    old, other = rows.insert(Thing(name="một")), rows.insert(Thing(name="ba"))
    old.name, fresh = "hai", Thing(name="một")  # a name that is free once the first change is written
    sql = "found{n} AS (SELECT %(more)s::int AS more), noted{n} AS (UPDATE rows_thing SET {set} FROM found{n} {where})"
    sql = sql.replace("{set}", "amount = {id} + more").replace("{where}", "WHERE name = %(name)s AND more = %(more)s")
    batch = rows.Batch([rows.changed(old, "name"), rows.added(fresh)])
    batch.others += [rows.Also(sql, {"more": more, "name": name}, fresh) for more, name in ((900, "ba"), (7, "%s{n}"))]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        batch.write()
        batch.write()

    assert (len(captured), batch) == (1, rows.Batch())
    assert (fresh.pk, fresh._state.adding) == (Thing.objects.get(name="một").pk, False)
    assert Thing.objects.get(pk=old.pk).name == "hai"
    assert Thing.objects.get(pk=other.pk).amount == fresh.pk + 900


def test_rows_belong_to_the_callers_transaction(committed_table) -> None:
    with transaction.atomic():
        rows.insert(Thing(name="mất"))
        transaction.set_rollback(True)

    assert rows.select(Thing, "true") == []


def test_lock_is_held_until_the_transaction_ends_and_the_newest_is_read(committed_table) -> None:
    pk = rows.insert(Thing(name="đếm", amount=Decimal(0))).pk
    go = threading.Barrier(8)

    def count() -> None:
        go.wait(20)
        with transaction.atomic():
            thing = rows.one(Thing, "id = %s FOR UPDATE", pk)
            thing.amount += 1
            rows.update(thing, "amount")
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert rows.one(Thing, "id = %s", pk).amount == Decimal(8)


def test_only_one_of_many_at_once_inserts_once(committed_table) -> None:
    go, won = threading.Barrier(8), []

    def insert() -> None:
        go.wait(20)
        won.append(rows.insert_once(Thing(name="một lần")))
        connection.close()

    threads = [threading.Thread(target=insert) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(won) == [False] * 7 + [True]


@pytest.fixture
def three(table) -> tuple[Thing, Thing, Thing]:
    top = rows.insert(Thing(name="trên"))
    middle = rows.insert(full(name="giữa", parent=top))
    return top, middle, rows.insert(Thing(name="dưới", parent=middle))


def test_related_rows_come_with_the_same_statement_as_the_orms_would(three, django_assert_num_queries) -> None:
    top, middle, low = three
    with django_assert_num_queries(1):
        read = rows.one(Thing, "rows_thing.id = %s", low.pk, related=("parent", "parent__parent"))
        assert (read.parent.pk, read.parent.parent.pk, read.parent.parent._state.adding) == (middle.pk, top.pk, False)

    assert contents(read.parent) == contents(Thing.objects.get(pk=middle.pk))
    assert contents(read.parent.parent) == contents(Thing.objects.get(pk=top.pk))
    assert [thing.pk for thing in rows.select(Thing, "parent.name = %s", "giữa", related=("parent",))] == [low.pk]


def test_a_related_row_that_is_missing_is_none_all_the_way_up(three, django_assert_num_queries) -> None:
    top, middle, _low = three
    with django_assert_num_queries(1):
        found = rows.select(Thing, "rows_thing.id < %s ORDER BY 1", _low.pk, related=("parent", "parent__parent"))
        assert [(thing.pk, thing.parent and thing.parent.pk) for thing in found] == [
            (top.pk, None),
            (middle.pk, top.pk),
        ]
        assert found[1].parent.parent is None
