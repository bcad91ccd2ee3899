"""Shares in words: what they are counted over decides whether there is anything to say."""


def percent(numerator: int, denominator: int) -> str | None:
    """One decimal, rounded half up, with a comma: 96,4%. None when nothing was counted: no data is not zero."""
    if not denominator:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10},{tenths % 10}%"
