import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from doanso.core.search import words


def lexemes(title: str, body: str = "") -> set[str]:
    return {part.split(":")[0].strip("'") for part in words.vectors("s", title, body)[1].split(" ")}


def test_vectors_hold_words_places_title_and_source() -> None:
    assert words.vectors("units", "Đoàn xã", "đoàn") == (
        "'đoàn':1A,13 'xã':2A '^đoàn':1 '^xã':1 '@units':1",
        "'doan':1A,13 'xa':2A '^doan':1 '^xa':1 '@units':1",
    )


def test_vectors_hold_a_code_whole_and_in_parts_whichever_sign_joins_it() -> None:
    assert lexemes("", "30/2020/NĐ-CP") == {
        *("30.2020.nd.cp", "30.2020.nd", "2020.nd.cp", "30.2020", "2020.nd", "nd.cp", "30", "2020", "nd", "cp", "@s")
    }


@pytest.mark.parametrize(("text", "other"), [("CĐS cấp xã", "chuyển đổi số"), ("Chuyển đổi số", "cđs")])
def test_vectors_hold_both_forms_of_an_abbreviation(text, other) -> None:
    asked = words.request(other)

    assert set(asked.folded) <= lexemes("", text)


def test_vectors_do_not_spell_out_a_word_that_only_looks_like_an_abbreviation() -> None:
    assert "uy" not in lexemes("", "ubnd")


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("Toạ đàm", ("tọa", "đàm")),
        ("tọa đàm", ("tọa", "đàm")),
        ("kỹ sư tỷ lệ", ("kĩ", "sư", "tỉ", "lệ")),
        ("NĐ–CP 30/2020", ("nđ.cp", "30.2020")),
        ("a & b | !c:* <-> (d) 'e'", ("a", "b", "c", "d", "e")),
        ("\x00\ud800 --- ''", ()),
        ("một " * 50, ("một",) * 10),
    ],
)
def test_request_keeps_words_and_nothing_else(text, exact) -> None:
    assert words.request(text).exact == exact


def test_request_is_the_same_in_both_unicode_forms() -> None:
    import unicodedata

    assert words.request(unicodedata.normalize("NFD", "chuyển đổi số")) == words.request("chuyển đổi số")


@pytest.mark.parametrize(
    ("text", "open_end"),
    [
        ("kết n", True),
        ("kết nạ", True),
        ("kết nạp ", False),
        ("", False),
        ("th", False),
        ("a", False),
        ("kế", True),
        ("thu", True),
    ],
)
def test_request_may_go_on_while_the_last_word_is_typed(text, open_end) -> None:
    assert words.request(text).open_end is open_end


@pytest.mark.django_db
@given(st.text(max_size=300))
def test_any_text_makes_vectors_and_requests_that_the_database_takes(text) -> None:
    asked = words.request(text)
    forms = [
        "",
        *([asked.all_of(asked.exact, prefix=True), asked.phrase(asked.folded), asked.pairs()] if asked.folded else []),
    ]
    title = text.encode("utf-8", "ignore").decode().replace("\x00", "")

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector, %s::tsvector", words.vectors("s", title, title))
        for form in forms:
            cursor.execute("SELECT %s::tsquery", [form])


@pytest.mark.django_db
def test_a_body_of_nothing_but_codes_still_fits() -> None:
    body = " ".join(f"{n}a.{n}b.{n}c.{n}d.{n}e.{n}f" for n in range(10_000, 20_000))

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector, %s::tsvector", words.vectors("s", "", body))
