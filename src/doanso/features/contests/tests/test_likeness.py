from itertools import product
from random import Random

from doanso.features.contests.queries import likeness

CHOICES = "bcd"


def some(random: Random, number: int = 12) -> dict[int, str]:
    return {position: random.choice(CHOICES) for position in random.sample(range(30), number)}


def test_the_chance_of_agreeing_is_reckoned_exactly():
    """All ways of three coins, counted."""
    chances = [0.5, 0.25, 0.1]
    for wanted in range(4):
        ways = (
            (hits, [p if hit else 1 - p for hit, p in zip(hits, chances, strict=True)])
            for hits in product([0, 1], repeat=3)
        )
        expected = sum(one[0] * one[1] * one[2] for hits, one in ways if sum(hits) >= wanted)
        assert abs(likeness.at_least(wanted, chances) - expected) < 1e-12


def test_who_copied_is_found_among_a_thousand_and_nobody_else():
    """In a unit of 1,000, two papers with seventeen wrong answers that agree; of a device, seven of seven."""
    random = Random(5)
    wrong = {pk: some(random) for pk in range(1000)}
    wrong[400] = some(random, 18)
    wrong[17] = dict(list(wrong[400].items())[:17])
    wrong[2000] = some(random, 7)
    wrong[2001] = dict(wrong[2000])
    found = likeness.alike(likeness.Papers(wrong.items()), [list(range(1000)), [2000, 2001]])
    assert [(one.pair, one.common, one.same) for one in found] == [((17, 400), 17, 17), ((2000, 2001), 7, 7)]


def test_four_common_wrong_answers_say_nothing_nor_do_those_that_everybody_gives():
    same = dict.fromkeys(range(4), "b")
    others = {pk: dict.fromkeys(range(12), "b") for pk in range(10, 30)}
    wrong = {1: same, 2: dict(same)} | others
    assert likeness.alike(likeness.Papers(wrong.items()), [[1, 2], list(others)]) == []
