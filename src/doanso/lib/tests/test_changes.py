"""Two editors of one document: what each changed is found, put together, and taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.lib import changes

keys = st.sampled_from(["a", "b", "c", "d", "e", "f"])
plain = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.text("xy", max_size=2), st.lists(st.integers(0, 2)))


def members(inside):
    one = st.dictionaries(st.sampled_from(["label", "help", "fields"]), inside, max_size=3)
    made = st.lists(st.tuples(keys, one), max_size=6, unique_by=lambda pair: pair[0])
    return made.map(lambda pairs: [{"key": key, **rest} for key, rest in pairs])


documents = st.dictionaries(
    st.sampled_from(["name", "form", "steps"]),
    st.recursive(plain, lambda inside: st.one_of(st.dictionaries(keys, inside, max_size=3), members(inside))),
    max_size=3,
)


@settings(max_examples=100)
@given(documents, documents)
def test_changes_make_the_new_document_and_take_it_back(old, new):
    found = changes.diff(old, new)
    assert changes.same(changes.apply(old, found), new)
    assert changes.same(changes.apply(new, changes.invert(found)), old)


@given(documents)
def test_changes_of_nothing_are_none(document):
    assert changes.diff(document, document) == []


def form(*keyed):
    return {"fields": [{"key": key, "label": label} for key, label in keyed]}


def test_change_of_order_moves_one_member_alone():
    old, new = form(("a", "1"), ("b", "2"), ("c", "3")), form(("c", "3"), ("a", "1"), ("b", "2"))
    assert changes.diff(old, new) == [{"at": ["fields"], "move": "c", "from": "b", "after": None}]


def test_changes_of_two_people_at_different_members_meet():
    base = form(("a", "1"), ("b", "2"))
    mine = changes.diff(base, form(("a", "mine"), ("b", "2")))
    theirs = form(("x", "new"), ("b", "theirs"), ("a", "1"))
    assert changes.apply(theirs, mine) == form(("x", "new"), ("b", "theirs"), ("a", "mine"))


def test_change_of_one_place_by_two_is_a_conflict_that_shows_what_stands_there():
    base = form(("a", "1"))
    mine = changes.diff(base, form(("a", "mine")))
    with pytest.raises(changes.Conflict) as told:
        changes.apply(form(("a", "theirs")), mine)
    assert (told.value.at, told.value.now) == (["fields", "a", "label"], "theirs")


def test_change_of_a_member_that_is_gone_is_a_conflict():
    mine = changes.diff(form(("a", "1")), form(("a", "mine")))
    with pytest.raises(changes.Conflict):
        changes.apply(form(), mine)


def test_drop_of_a_member_that_somebody_changed_is_a_conflict():
    mine = changes.diff(form(("a", "1"), ("b", "2")), form(("b", "2")))
    with pytest.raises(changes.Conflict):
        changes.apply(form(("a", "theirs"), ("b", "2")), mine)


def test_same_change_twice_is_no_conflict():
    base, mine = form(("a", "1")), form(("a", "2"), ("b", "3"))
    assert changes.apply(mine, changes.diff(base, mine)) == mine


def test_member_put_behind_one_that_went_comes_last():
    base = form(("a", "1"), ("b", "2"))
    mine = changes.diff(base, form(("a", "1"), ("n", "new"), ("b", "2")))
    assert changes.apply(form(("b", "2")), mine) == form(("b", "2"), ("n", "new"))


def test_true_is_not_one():
    assert changes.diff({"a": True}, {"a": 1}) == [{"at": [], "set": "a", "was": True, "to": 1}]
