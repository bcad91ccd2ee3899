"""Shares in words: what they are counted over decides whether there is anything to say."""

from collections.abc import Sequence


def percent(numerator: int, denominator: int) -> str | None:
    """One decimal, rounded half up, with a comma: 96,4%. None when nothing was counted: no data is not zero."""
    if not denominator:
        return None
    return in_words((2000 * numerator + denominator) // (2 * denominator))


def tenths(counts: Sequence[int]) -> list[int] | None:
    """The share of each in tenths of a percent, together exactly 1000: what rounding down leaves goes to the largest
    remainders, of equal ones to the larger count, then to the first. None when nothing was counted."""
    total = sum(counts)
    if not total:
        return None
    found = [1000 * count // total for count in counts]
    order = sorted(range(len(counts)), key=lambda i: (-(1000 * counts[i] % total), -counts[i], i))
    for index in order[: 1000 - sum(found)]:
        found[index] += 1
    return found


def in_words(share: int) -> str:
    """Tenths of a percent: 31,3%."""
    return f"{share // 10},{share % 10}%"
