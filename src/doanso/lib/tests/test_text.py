import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib import text
from doanso.lib.demo import data

SYLLABLES = (
    "Nguyễn Nguyên Trần Đỗ Đàm Lê Lý Võ Ôn Phàn Phan Thị Văn A Ăn Ân Ấn Ánh An Ạn Àn Ản Ãn Án Anh Y Hoà Hòa H'Linh"
)
names = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=5).map(" ".join)


def in_list_order(people):
    return sorted(people, key=text.name_sort_key)


@pytest.mark.parametrize(
    "expected",
    [
        # tones, of the same letters: ngang huyền hỏi ngã sắc nặng
        ["Lê Ma", "Lê Mà", "Lê Mả", "Lê Mã", "Lê Má", "Lê Mạ"],
        # letters before tones: every a before ă before â, and a shorter name before a longer one
        ["Nguyễn An", "Bùi Án", "Nguyễn Anh", "Nguyễn Ánh", "Lê Ăn", "Trần Ân", "Lê Ấn", "Lê Bê"],
        # the letters of the alphabet, each after all that begins with the one before it
        ["A Dự", "A Đa", "A Em", "A Ê", "A Ly", "A Nguyệt", "A Oanh", "A Ôn", "A Ơn", "A Tươi", "A Ươm", "A Vỹ", "A Y"],
        # given name first, then from the family name on
        ["Bùi Thị An", "Nguyễn An", "Nguyễn Thị An", "Nguyễn Văn An", "Lê Bình"],
        ["An", "Lê An", "Lê Bá An", "Lê Bảo An"],
        # of the rest, too, letters before tones
        ["Phan Thị An", "Phàn Thị An", "Phan Văn An"],
    ],
)
def test_names_stand_as_in_a_vietnamese_list(expected):
    assert in_list_order(reversed(expected)) == expected


def test_demo_people_stand_as_in_a_vietnamese_list():
    order = in_list_order(person["full_name"] for person in data("people")["people"])
    assert order[:13] == [
        "Bùi Thị An",
        "Nguyễn An",
        "Nguyễn Thị Ánh",
        "Y Krông Ayun",
        "Nguyễn Ăn Ân",
        "Trần Đức Ân",
        "Lê Hoàng Ấn",
        "Nguyễn Gia Bảo",
        "Phạm Khánh Bích",
        "Trần Khánh Chi",
        "Hồ Văn Cường",
        "Hoàng Thị Diệp",
        "Lý A Dơ",
    ]
    assert order[-8:] == [
        "Phạm Thu Trang",
        "Trịnh Thị Tươi",
        "Lương Bảo Uyên",
        "Hồ Thu Vân",
        "Vũ Khánh Vân",
        "Phùng Văn Vỹ",
        "Dương Thị Xuân",
        "Sầm Thị Yến",
    ]


def test_demo_people_have_the_search_key_of_fold():
    people = data("people")["people"]
    assert [text.fold(person["full_name"]) for person in people] == [person["search_key"] for person in people]


@pytest.mark.parametrize(
    ("one", "other"), [("Ôn Gia Hòa", "Ôn Gia Hoà"), ("Đỗ Thúy Hằng", "ĐỖ THUÝ HẰNG"), ("Ðỗ  An ", "Đỗ\u00a0An")]
)
def test_sort_key_is_the_same_for_the_same_name(one, other):
    assert text.name_sort_key(one) == text.name_sort_key(other)


@given(names)
def test_sort_key_does_not_care_how_letters_are_composed(name):
    assert text.name_sort_key(unicodedata.normalize("NFD", name)) == text.name_sort_key(name)


@given(names, names)
def test_sort_key_differs_where_names_differ(one, other):
    same = text.canonical_tone(text.clean_name(one)).lower() == text.canonical_tone(text.clean_name(other)).lower()
    assert (text.name_sort_key(one) == text.name_sort_key(other)) == same


@given(st.text(max_size=120))
def test_sort_key_of_anything_fits_the_column(name):
    key = text.name_sort_key(name)
    assert len(key) <= text.SORT_KEY_LENGTH
    assert "\x00" not in key


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Trần\u00a0 Đức\tÂn ", "Trần Đức Ân"),
        ("Ð\u1ed7 Th\u1ecb An", "Đỗ Thị An"),
        ("A\u0302n\u200b", "Ân"),
        ("\ufeffLê\u202e An\x00", "Lê An"),
    ],
)
def test_clean_name(given, expected):
    assert text.clean_name(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Chuyển đổi số", "chuyen doi so"),
        ("ĐƯỜNG  Ở", "duong o"),
        ("hoà hòa", "hoa hoa"),
        ("Ðức", "duc"),
        (unicodedata.normalize("NFD", "Thuý Ươm"), "thuy uom"),
        ("한국 ñ", "한국 n"),
    ],
)
def test_fold(given, expected):
    assert text.fold(given) == expected


@given(st.text())
def test_fold_twice_is_fold_once(value):
    assert text.fold(text.fold(value)) == text.fold(value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("toạ đàm văn hoá", "tọa đàm văn hóa"),
        ("HOÀ Hoà hoà", "HÒA Hòa hòa"),
        ("thuỷ, thủy; khoẻ. xoè", "thủy, thủy; khỏe. xòe"),
        ("quý quỳ quà quẹ", "quý quỳ quà quẹ"),
        ("Quý QUÝ", "Quý QUÝ"),
        ("hoàn toàn thuyền khuỷu ngoèo hoại", "hoàn toàn thuyền khuỷu ngoèo hoại"),
        ("già giá uỷ ủy Uỷ", "già giá ủy ủy Ủy"),
        ("hoa thuy", "hoa thuy"),
        (unicodedata.normalize("NFD", "Hoà"), "Hòa"),
    ],
)
def test_canonical_tone(given, expected):
    assert text.canonical_tone(given) == expected


@given(st.text() | names)
def test_canonical_tone_twice_is_once(value):
    once = text.canonical_tone(value)
    assert text.canonical_tone(once) == once


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Toạ đàm, tọa đàm!", ["tọa", "đàm", "tọa", "đàm"]),
        ("30/2020", ["30/2020", "30", "2020"]),
        (
            "30/2020/NĐ-CP.",
            ["30/2020/nđ-cp", "30/2020/nđ", "2020/nđ-cp", "30/2020", "2020/nđ", "nđ-cp", *["30", "2020", "nđ", "cp"]],
        ),
        ("NĐ–CP", ["nđ-cp", "nđ", "cp"]),
        ("(1.000894)", ["1.000894", "1", "000894"]),
        ("CĐS", ["cđs"]),
        ("H’Linh", ["h'linh", "h", "linh"]),
        ("tỷ lệ kỹ sư Mỹ", ["tỉ", "lệ", "kĩ", "sư", "mĩ"]),
        ("thuỷ Thúy yêu tay", ["thủy", "thúy", "yêu", "tay"]),
        ("a.b.c.d.e.f.g", ["a.b.c.d.e.f.g", *"abcdefg"]),
        ("ho_ten -- …", ["ho_ten", "ho", "ten"]),
        ("", []),
    ],
)
def test_tokens(given, expected):
    assert text.tokens(given) == expected


@given(st.text())
def test_tokens_do_not_care_for_composition_and_case(value):
    composed = unicodedata.normalize("NFC", value)
    assert text.tokens(unicodedata.normalize("NFD", composed)) == text.tokens(composed)


@given(st.lists(st.sampled_from(["30", "2020", "NĐ", "CP", "1", "000894"]), min_size=2, max_size=6), st.data())
def test_code_is_found_by_every_run_of_its_parts(parts, data):
    start = data.draw(st.integers(0, len(parts) - 1))
    end = data.draw(st.integers(start + 1, len(parts)))
    assert set(text.tokens("/".join(parts[start:end]))) <= set(text.tokens("/".join(parts)))
