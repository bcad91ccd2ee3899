from itertools import count

from doanso.lib.remembered import forget, remembered


def test_an_answer_is_remembered_until_its_time_is_over():
    lasting, fleeting = count(), count()
    first, second = remembered(seconds=60)(lambda: next(lasting)), remembered(seconds=0)(lambda: next(fleeting))

    assert ([first(), first()], [second(), second()]) == ([0, 0], [0, 1])


def test_forgetting_asks_anew():
    asked = count()
    ask = remembered(seconds=60)(lambda: next(asked))
    ask()
    forget()

    assert ask() == 1
