"""Vietnamese text: one form for storing, one for searching, one for sorting."""

import re
import unicodedata

SORT_KEY_LENGTH = 400

_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f]+")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
# Old fonts and hurried fingers write the Icelandic eth, which looks the same.
_ETH = str.maketrans("Ðð", "Đđ")

_WORD_OR_CODE = re.compile(r"[^\W_]+(?:[./'_-][^\W_]+)*")
_JOINTS = re.compile(r"[./'_-]")
_TYPED_JOINTS = str.maketrans("’‘‐‑–", "''---")
_RUNS_LIMIT = 6

_TONE_MARKS = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LEVEL_TONE = "1"
# "{" and "|" come after "z", so that ă sorts after every "a…" and before "b".
_LETTER_KEYS = str.maketrans(
    {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{", "{": "", "|": ""}
)
_FIELD, _WORD = ",", "-"  # both before digits and letters, the end of a field before the end of a word

_OPEN_RHYME = re.compile(r"(?<![^\W_])([^\W\d_]*?)(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W_])", re.IGNORECASE)
_Y_FOR_I = re.compile(r"[hklmst][yỳýỷỹỵ]")
_I_OF_Y = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")


def nfc(value: str) -> str:
    """The one stored form: composed letters, no odd spaces at the ends."""
    return unicodedata.normalize("NFC", value).strip()


def clean_name(value: str) -> str:
    """A name as it is stored: composed, single spaces, nothing invisible, a true Đ."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", nfc(value)).translate(_ETH)).strip()


def fold(value: str) -> str:
    """Lower case without diacritics, đ as d: what both sides of a forgiving search are turned into.

    Without the zero, too, which browsers can send and PostgreSQL does not take.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", value.replace("\0", "").lower()))
    plain = unicodedata.normalize("NFC", bare).translate(_ETH).replace("đ", "d")
    return _SPACES.sub(" ", plain).strip()


def canonical_tone(value: str) -> str:
    """Both spellings of an open rhyme as one: hoà → hòa, khoẻ → khỏe, thuỷ → thủy; quý stays."""
    return _OPEN_RHYME.sub(_tone_on_first_vowel, unicodedata.normalize("NFC", value))


def _tone_on_first_vowel(match: re.Match[str]) -> str:
    onset, (first, second) = match[1], match[2]
    if onset[-1:].lower() == "q":
        return match[0]
    plain, tone = unicodedata.normalize("NFD", second)
    return onset + unicodedata.normalize("NFC", first + tone) + plain


def tokens(text: str) -> list[str]:
    """The words to index or to look for, in order, diacritics kept, both spellings as one (hoà, hòa; tỷ, tỉ).

    A code is there whole and in every run of its parts: 30/2020/NĐ-CP is found by 30/2020, by NĐ-CP and by 2020.
    """
    flat = canonical_tone(_INVISIBLE.sub("", text).translate(_TYPED_JOINTS).translate(_ETH).lower())
    return [_spelling(run) for match in _WORD_OR_CODE.finditer(flat) for run in _runs(match[0])]


def _runs(code: str) -> list[str]:
    """Every run of neighbouring parts, longest first; of a long chain only the whole and the single parts."""
    joints = [match.start() for match in _JOINTS.finditer(code)]
    starts, ends = [0, *(joint + 1 for joint in joints)], [*joints, len(code)]
    count = len(starts)
    sizes = range(count, 0, -1) if count <= _RUNS_LIMIT else (count, 1)
    return [code[starts[i] : ends[i + size - 1]] for size in sizes for i in range(count - size + 1)]


def _spelling(word: str) -> str:
    """One spelling of the words that people write with either y or i: lý, kỹ, tỷ, sỹ, mỹ, hy."""
    return word.translate(_I_OF_Y) if _Y_FOR_I.fullmatch(word) else word


def name_sort_key(full_name: str) -> str:
    """Plain string in whose code-point order names stand as in a Vietnamese list.

    Given name first, then the rest from the family name on; of each the letters (a ă â b … d đ …) before the tones
    (ngang huyền hỏi ngã sắc nặng). At most 400 characters.
    """
    *rest, given = clean_name(full_name).lower().split() or [""]
    return (_part_key([given]) + _FIELD + _part_key(rest))[:SORT_KEY_LENGTH]


def _part_key(words: list[str]) -> str:
    pairs = [_word_key(word) for word in words]
    return _WORD.join(letters for letters, _ in pairs) + _FIELD + "".join(tone for _, tone in pairs)


def _word_key(word: str) -> tuple[str, str]:
    tone, letters = _LEVEL_TONE, []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONE_MARKS:
            tone = _TONE_MARKS[char]
        else:
            letters.append(char)
    composed = unicodedata.normalize("NFC", "".join(letters))
    return "".join(_letter_key(char) for char in composed if char.isalnum()), tone


def _letter_key(char: str) -> str:
    key = char.translate(_LETTER_KEYS)
    return key if key != char else fold(char)
