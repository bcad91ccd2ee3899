"""The answers of two devices that went on from the same ones. Its twin in JavaScript is `js/together.js`."""

from typing import Any

Answers = dict[str, Any]


def together(base: Answers, mine: Answers, theirs: Answers) -> Answers:
    """What I changed since `base` is mine; who left a question open has the other's answer."""
    found = {}
    for place in {**theirs, **mine}:
        if place not in mine:
            if place not in base or theirs[place] != base[place]:  # else I took it back
                found[place] = theirs[place]
        elif place not in theirs or mine[place] != base.get(place):
            found[place] = mine[place]
        else:
            found[place] = theirs[place]
    return found
