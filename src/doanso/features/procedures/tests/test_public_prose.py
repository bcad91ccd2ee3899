from hypothesis import given
from hypothesis import strategies as st

from doanso.features.procedures.prose import fold_away, lines

REAL = (
    "Thành phần hồ sơ gồm: - Đơn đề nghị (bản chính); - Quyết định phục viên; a) Đối với người còn sống: bản sao. "
    "Bước 2. Cơ quan xem xét."
)


def test_lists_within_one_paragraph_become_lines() -> None:
    assert lines(REAL) == [
        "Thành phần hồ sơ gồm:",
        "- Đơn đề nghị (bản chính);",
        "- Quyết định phục viên;",
        "a) Đối với người còn sống: bản sao.",
        "Bước 2. Cơ quan xem xét.",
    ]


def test_dashes_inside_a_sentence_stay() -> None:
    assert lines("Bộ Lao động - Thương binh và Xã hội") == ["Bộ Lao động - Thương binh và Xã hội"]


def test_short_text_is_not_folded() -> None:
    assert fold_away("Miễn phí").rest == ()


def test_long_text_is_cut_where_a_line_ends() -> None:
    text = "\n".join(["Dòng thứ nhất khá dài để đọc."] * 20)

    assert (len(fold_away(text).head), len(fold_away(text).rest)) == (9, 11)


def test_one_long_sentence_is_cut_between_words() -> None:
    folded = fold_away("một hai ba " * 100)

    assert len(folded.head) == 1
    assert 0 < len(folded.head[0]) <= 280
    assert folded.head[0].split()[-1] in {"một", "hai", "ba"}


@given(st.text(st.sampled_from("ab -;:.)\n1Bước"), max_size=900))
def test_no_word_is_ever_lost(text) -> None:
    folded = fold_away(text)

    assert " ".join([*folded.head, *folded.rest]).split() == text.split()
