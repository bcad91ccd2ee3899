from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.features.contests.papers import Asked, Group, Pool, compose, permutation

SECRET = b"s" * 32
KINDS = ("mot", "nhieu", "dung_sai", "sap_xep", "ngan", "so")


def asked(position: int, kind: str = "mot", options: int = 4) -> Asked:
    body = {"text": f"Câu {position}"}
    if kind in {"mot", "nhieu", "sap_xep"}:
        body["options"] = [{"key": f"k{n}", "text": f"Ý {n} của câu {position}"} for n in range(options)]
    return Asked(position, kind, body, points=position % 3 + 1)


@st.composite
def pools(draw) -> Pool:
    groups, position = [], 0
    for _group in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 8))
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=size, max_size=size))
        items = tuple(asked(position + n, kind, draw(st.integers(2, 6))) for n, kind in enumerate(kinds))
        groups.append(Group(draw(st.integers(1, size)), items))
        position += size
    return Pool(tuple(groups), draw(st.booleans()), draw(st.booleans()))


@settings(max_examples=30)
@given(pools(), st.binary(max_size=32), st.integers(1, 2**63 - 1), st.integers(1, 20))
def test_paper_follows_from_its_inputs_and_keeps_to_the_blueprint(pool, secret, entrant, number):
    paper = compose(pool, secret=secret, entrant_id=entrant, number=number)
    assert paper == compose(pool, secret=secret, entrant_id=entrant, number=number)
    for group in pool.groups:
        assert sum(item in group.items for item in paper.items) == group.count
    assert max(Counter(item.position for item in paper.items).values()) == 1
    for item, order in zip(paper.items, paper.orders, strict=True):
        assert sorted(order) == list(range(len(item.options)))
    if not pool.shuffle_questions:
        assert [item.position for item in paper.items] == sorted(item.position for item in paper.items)
    if not pool.shuffle_options:
        assert all(list(o) == sorted(o) for i, o in zip(paper.items, paper.orders, strict=True) if i.kind != "sap_xep")


@settings(max_examples=30)
@given(pools(), st.integers(1, 1000), st.data())
def test_replies_undo_the_shuffling_of_what_was_shown(pool, entrant, data):
    paper = compose(pool, secret=SECRET, entrant_id=entrant, number=1)
    answers, meant = {}, {}
    for place, (item, told) in enumerate(zip(paper.items, paper.shown()["questions"], strict=True)):
        keys = {option["text"]: option["key"] for option in item.options}
        chosen = data.draw(st.lists(st.sampled_from(sorted(keys)), unique=True, min_size=1)) if keys else []
        places = [[option["text"] for option in told["options"]].index(text) for text in chosen]
        each = {"mot": places[:1], "dung_sai": [True], "ngan": ["Lý Tự Trọng"], "so": ["26"]}.get(item.kind)
        answers[str(place)] = each[0] if each else places
        of_options = keys[chosen[0]] if item.kind == "mot" and chosen else [keys[text] for text in chosen]
        meant[item.position] = of_options if keys else each[0]
    assert paper.replies(answers) == meant


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=30)
@given(pools(), st.dictionaries(st.sampled_from(["0", "1", "2", "x", ""]), WILD))
def test_nonsense_is_left_out(pool, answers):
    paper = compose(pool, secret=SECRET, entrant_id=7, number=1)
    items = {item.position: item for item in paper.items}
    assert all(understood(items[position], reply) for position, reply in paper.replies(answers).items())


def understood(item: Asked, reply: object) -> bool:
    if item.kind == "dung_sai":
        return isinstance(reply, bool)
    if item.kind in {"ngan", "so"}:
        return isinstance(reply, str)
    return ({reply} if item.kind == "mot" else set(reply)) <= {option["key"] for option in item.options}


def test_papers_never_change():
    """These were written down once: an attempt that runs while the software is renewed stays the same."""
    items = tuple(asked(n) for n in range(10))
    paper = compose(Pool((Group(5, items),)), secret=SECRET, entrant_id=2026, number=2)
    assert [item.position for item in paper.items] == [1, 2, 6, 9, 4]
    assert list(paper.orders) == [(0, 3, 2, 1), (0, 1, 3, 2), (2, 0, 3, 1), (0, 3, 1, 2), (1, 0, 3, 2)]


def test_every_order_comes_and_none_more_often():
    assert sorted(permutation(4, index) for index in range(24)) == sorted({permutation(4, i) for i in range(24)})
    pool = Pool((Group(2, tuple(asked(n) for n in range(4))),))
    papers = [compose(pool, secret=SECRET, entrant_id=n, number=1) for n in range(1, 4801)]
    firsts = Counter(paper.items[0].position for paper in papers)
    orders = Counter(paper.orders[0] for paper in papers)
    assert (len(firsts), len(orders)) == (4, 24)
    assert all(abs(count - 1200) < 150 for count in firsts.values())  # five standard deviations
    assert all(abs(count - 200) < 70 for count in orders.values())


def test_what_is_to_be_put_in_order_is_mixed_in_any_case():
    item = asked(0, "sap_xep", 5)
    pool = Pool((Group(1, (item,)),), shuffle_questions=False, shuffle_options=False)
    orders = {compose(pool, secret=SECRET, entrant_id=n, number=1).orders[0] for n in range(50)}
    assert len(orders) > 20


def test_shown_names_no_option_and_says_whose_picture_it_is():
    body = {"text": "Ảnh nào?", "options": [{"key": "a", "text": "A", "media": {"key": "p", "words": "Cờ Đoàn"}}]}
    paper = compose(Pool((Group(1, (Asked(9, "mot", body, 1),)),)), secret=SECRET, entrant_id=1, number=1)
    option = {"text": "A", "media": {"key": "p", "words": "Cờ Đoàn", "at": 9}}
    assert paper.shown() == {"questions": [{"kind": "mot", "text": "Ảnh nào?", "options": [option]}]}
    assert paper.max_points == 1
