import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib import codes

payloads = st.lists(st.integers(0, 31), min_size=codes.PAYLOAD, max_size=codes.PAYLOAD)


def code_of(payload):
    """The code with this payload, check character found by trying all 32."""
    start = "".join(codes.ALPHABET[value] for value in payload)
    return next(start + check for check in codes.ALPHABET if accepted(start + check))


def accepted(text):
    try:
        codes.clean_tracking_code(text)
    except ValueError:
        return False
    return True


def test_alphabet_has_32_letters_that_nobody_mixes_up():
    assert len(set(codes.ALPHABET)) == 32
    assert not set("ILOU") & set(codes.ALPHABET)


def test_new_tracking_code_looks_like_one_and_is_accepted():
    code = codes.new_tracking_code()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]", code)
    assert codes.clean_tracking_code(code) == code


def test_new_tracking_codes_differ():
    assert len({codes.new_tracking_code() for _ in range(1_000)}) == 1_000


def test_a_known_code_keeps_its_check_character():
    """Codes are printed on paper: the arithmetic must never change."""
    assert code_of([7, 19, 3, 20, 9, 23, 29, 10]) == "7K3M9QXAA"


@given(payloads)
def test_exactly_one_check_character_fits(payload):
    start = "".join(codes.ALPHABET[value] for value in payload)
    assert sum(accepted(start + check) for check in codes.ALPHABET) == 1


@given(payloads, st.integers(0, codes.PAYLOAD))
def test_every_single_wrong_character_is_noticed(payload, place):
    code = code_of(payload)
    wrong = [code[:place] + other + code[place + 1 :] for other in codes.ALPHABET if other != code[place]]
    assert [text for text in wrong if accepted(text)] == []


@given(payloads)
def test_every_swap_of_neighbours_is_noticed(payload):
    code = code_of(payload)
    swaps = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(codes.PAYLOAD)} - {code}
    assert [text for text in swaps if accepted(text)] == []


@given(payloads, st.data())
def test_clean_tracking_code_forgives_how_it_is_typed(payload, data):
    code = code_of(payload)
    spellings = {"0": "0Oo", "1": "1IiLl"}
    typed = [data.draw(st.sampled_from(spellings.get(char, char + char.lower()))) for char in code]
    gaps = [data.draw(st.sampled_from(["", " ", "-", " – ", "\u00a0"])) for _ in code]
    text = "".join(gap + char for gap, char in zip(gaps, typed, strict=True))
    assert codes.clean_tracking_code(text).replace("-", "") == code


@given(st.text(max_size=30))
def test_clean_tracking_code_of_anything_answers_or_refuses(text):
    assert accepted(text) in (True, False)


@pytest.mark.parametrize("text", ["", "7K3M-9QXA", "7K3M-9QXA-AA", "7K3M-9QXA-U", "ĐK3M-9QXA-A"])
def test_clean_tracking_code_refuses(text):
    assert not accepted(text)


@pytest.mark.parametrize(("bits", "length"), [(64, 11), (128, 22), (40, 7)])
def test_new_token_has_bits_enough(bits, length):
    token = codes.new_token(bits)
    assert len(token) == length
    assert re.fullmatch(r"[2-9A-HJ-NP-Za-km-z]+", token)


def test_private_code_is_longer_and_forgives_how_it_is_typed():
    code = codes.new_private_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]", code)
    assert codes.clean_private_code(f" {code.lower().replace('-', ' ').replace('0', 'o')} ") == code
    with pytest.raises(ValueError):
        codes.clean_tracking_code(code)
