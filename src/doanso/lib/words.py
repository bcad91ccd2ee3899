"""Numbers and money in Vietnamese words, as they stand on papers."""

LIMIT = 10**18

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_MILLIARD = 10**9


def number_in_words(n: int) -> str:
    """`-1205` → "âm một nghìn hai trăm lẻ năm". ValueError from 10^18 on."""
    if abs(n) >= LIMIT:
        raise ValueError(n)
    if n < 0:
        return f"âm {number_in_words(-n)}"
    return " ".join(_read(n, leading=True)) or _DIGITS[0]


def money_in_words(n: int) -> str:
    """`12505000` → "Mười hai triệu năm trăm lẻ năm nghìn đồng"."""
    return _sentence(f"{number_in_words(n)} đồng")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(n: int, *, leading: bool) -> list[str]:
    """The words of n; inside a number (not leading) the empty hundreds are said: không trăm lẻ năm."""
    if n >= _MILLIARD:
        head, tail = divmod(n, _MILLIARD)
        return [*_read(head, leading=leading), "tỷ", *_read(tail, leading=False)]
    out: list[str] = []
    for value, unit in ((n // 10**6, "triệu"), (n // 1000 % 1000, "nghìn"), (n % 1000, "")):
        if value:
            out += _group(value, full=not leading or bool(out)) + ([unit] if unit else [])
    return out


def _group(n: int, *, full: bool) -> list[str]:
    hundreds, rest = divmod(n, 100)
    tens, unit = divmod(rest, 10)
    said = full or hundreds > 0
    out = [_DIGITS[hundreds], "trăm"] if said else []
    if tens == 0:
        return out + ([*(["lẻ"] if said else []), _DIGITS[unit]] if unit else [])
    out += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return out + ([_unit_after_tens(tens, unit)] if unit else [])


def _unit_after_tens(tens: int, unit: int) -> str:
    if unit == 5:
        return "lăm"
    if tens > 1 and unit in (1, 4):
        return "mốt" if unit == 1 else "tư"
    return _DIGITS[unit]
