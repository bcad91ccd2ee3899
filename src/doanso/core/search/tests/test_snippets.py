import pytest

from doanso.core.search.snippets import highlight, snippet
from doanso.core.search.words import request


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Kết nạp đoàn viên", "ket doan", "<mark>Kết</mark> nạp <mark>đoàn</mark> viên"),
        ("Toạ đàm", "tọa", "<mark>Toạ</mark> đàm"),
        ("Nghị định 30/2020/NĐ-CP", "30/2020", "Nghị định <mark>30/2020/NĐ-CP</mark>"),
        (
            "<script>đoàn</script>",
            "doan script",
            "&lt;<mark>script</mark>&gt;<mark>đoàn</mark>&lt;/<mark>script</mark>&gt;",
        ),
        ("A & B", "a", "<mark>A</mark> &amp; B"),
        ("Đoàn", "do", "<mark>Đoàn</mark>"),
        ("Đoàn", "x", "Đoàn"),
    ],
)
def test_highlight_marks_words_and_escapes_the_rest(text, asked, html) -> None:
    assert highlight(text, request(asked)) == html


def test_snippet_shows_where_most_of_the_words_are() -> None:
    body = "nạp " + "mở đầu " * 100 + "lễ kết nạp đoàn viên mới " + "phần cuối " * 100

    found = snippet(body, request("kết nạp đoàn viên"))

    assert found.startswith("… ")
    assert found.endswith(" …")
    assert "<mark>kết</mark> <mark>nạp</mark> <mark>đoàn</mark> <mark>viên</mark> mới" in found
    assert len(found) < 320


def test_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("Một đoạn ngắn", request("khác")) == "Một đoạn ngắn"
    assert snippet("", request("khác")) == ""
    assert snippet("chữ " * 200, request("khác")) == "chữ " * 59 + "chữ …"
