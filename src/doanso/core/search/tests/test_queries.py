import unicodedata
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from doanso.core.search import queries, services
from doanso.core.search.models import Entry

from .conftest import NOW

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
READER = SimpleNamespace(is_authenticated=True, person=None)


def titles(text: str, user=VISITOR, **more) -> list[str]:
    hits = queries.search(text, user=user, **more).hits
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits]


def test_search_without_diacritics_finds_all_that_it_finds_with_them_exact_first(put) -> None:
    put("Chuyển đời sổ", key="3")
    put("Bài viết", "về chuyển đổi số ở xã", key="2")
    put("Kế hoạch chuyển đổi số", key="1")
    put("Đổi mới", key="4")

    assert titles("chuyển đổi số") == ["Kế hoạch chuyển đổi số", "Bài viết", "Chuyển đời sổ"]
    assert set(titles("chuyen doi so")) == set(titles("chuyển đổi số"))


def test_search_is_the_same_in_both_unicode_forms_and_both_spellings(put) -> None:
    put("Tọa đàm về kĩ năng")
    put(unicodedata.normalize("NFD", "Toạ đàm về kỹ năng khác"))

    for text in ("toạ đàm kỹ năng", "tọa đàm kĩ năng", unicodedata.normalize("NFD", "toạ đàm kĩ năng")):
        assert len(titles(text)) == 2


@pytest.mark.parametrize("text", ["30/2020", "30/2020/NĐ-CP", "NĐ-CP", "nd-cp", "1.000894", "D-KN", "d-kn", "000894"])
def test_search_hits_codes(put, text) -> None:
    put("Quy định", "Theo Nghị định 30/2020/NĐ-CP, mã 1.000894, mẫu D-KN.")
    put("Khác", "Năm 2020 có 30 người, điểm 1 và mã khác.")

    assert titles(text) == ["Quy định"]


@pytest.mark.parametrize("text", ["CĐS", "cđs", "chuyển đổi số"])
def test_search_hits_abbreviation_and_words_alike(put, text) -> None:
    put("Kế hoạch CĐS")
    put("Kế hoạch chuyển đổi số")

    assert sorted(titles(text)) == ["Kế hoạch CĐS", "Kế hoạch chuyển đổi số"]


@pytest.mark.parametrize(
    ("text", "found"), [("kết nạ", 1), ("ket na", 1), ("ket n", 1), ("kết ngh", 0), ("kế", 1), ("kết nạ ", 0)]
)
def test_search_completes_the_last_word(put, text, found) -> None:
    put("Kết nạp")

    assert queries.search(text, user=VISITOR).relaxed is (found == 0)
    assert len([t for t in titles(text) if not queries.search(text, user=VISITOR).relaxed]) == found


def test_search_puts_whole_words_before_beginnings(put) -> None:
    put("Ban chấp hành", key="2")
    put("Bản đồ", key="1")
    put("Bánh", key="3")

    assert titles("ban") == ["Ban chấp hành", "Bản đồ", "Bánh"]


def test_search_offers_what_comes_close_when_nothing_has_all_the_words(put) -> None:
    put("Kết nạp đoàn viên")
    put("Đoàn xã")

    results = queries.search("kết nạp đoàn viên tuyệtvời", user=VISITOR)

    assert ([hit.key for hit in results.hits], results.relaxed, results.total) == (["1"], True, 1)


def test_search_ranks_the_title_and_the_weight_higher(put) -> None:
    put("Tin", "nói về quyết toán", key="1")
    put("Quyết toán", key="2")
    put("Quyết toán", key="3", weight=2)

    assert [hit.key for hit in queries.search("quyet toan", user=VISITOR).hits] == ["3", "2", "1"]


def test_search_shows_and_counts_only_what_the_reader_may_see(put) -> None:
    for key in range(1, 6):
        put("Hồ sơ mật", source="even", key=str(key))
        put("Hồ sơ mật", source="inner", key=str(key))

    assert queries.search("hồ sơ", user=VISITOR) == queries.Results()
    seen = queries.search("hồ sơ", user=READER)
    assert (seen.counts, seen.total) == ({"even": 2, "inner": 5}, 7)
    assert {hit.key for hit in seen.hits if hit.source == "even"} == {"2", "4"}
    assert queries.search("hồ sơ", user=VISITOR, sources=["inner", "unknown"]) == queries.Results()


def test_search_pages_over_what_the_reader_may_see(put) -> None:
    for key in range(10, 30):
        put("Hồ sơ", source="even", key=str(key))

    pages = [queries.search("hồ sơ", user=READER, limit=4, offset=offset) for offset in (0, 4, 8, 12)]

    assert [len(page.hits) for page in pages] == [4, 4, 2, 0]
    assert {page.total for page in pages} == {10}
    assert len({hit.key for page in pages for hit in page.hits}) == 10


def test_search_finds_the_few_visible_among_many_hidden(db) -> None:
    documents = ({"key": str(2 * n + 1), "title": "Hồ sơ", "url": "/"} for n in range(queries.CHUNK + 100))
    services.put_many("even", documents, now=NOW)
    services.put("even", "99990", title="Hồ sơ", body="", url="/", now=NOW)

    results = queries.search("hồ sơ", user=READER)

    assert ([hit.key for hit in results.hits], results.total, results.more) == (["99990"], 1, False)


def test_search_says_that_there_is_more_than_it_counts(put, monkeypatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 3)
    for _number in range(4):
        put("Hồ sơ")

    results = queries.search("hồ sơ", user=VISITOR)

    assert (results.total, results.more, len(results.hits)) == (3, True, 3)


def test_overview_gives_a_few_of_every_source(put) -> None:
    for number in range(4):
        put("Hồ sơ", source="open", key=str(number))
        put("Hồ sơ", source="inner", key=str(number))

    results, groups = queries.overview("hồ sơ", user=READER, per_source=3)

    assert results.counts == {"open": 4, "inner": 4}
    assert {name: len(hits) for name, hits in groups.items()} == {"open": 3, "inner": 3}


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "&|!:*()<->'\\\"", "\ud800", "'; DROP TABLE", "x" * 10_000, "a:* & !b", "%s", "- - -"]
)
def test_search_survives_anything(put, text) -> None:
    put("Một dòng")

    assert queries.search(text, user=VISITOR).total == 0


def test_put_again_replaces_and_remove_forgets(put) -> None:
    put("Cũ", key="1")
    put("Mới", key="1")
    assert (titles("cũ"), titles("mới")) == ([], ["Mới"])

    services.remove("open", "1")
    assert (titles("mới"), Entry.objects.filter(source="open").count()) == ([], 0)


def test_rebuild_writes_all_and_drops_what_is_gone(put) -> None:
    from .conftest import ROWS

    put("Thừa", key="9")
    ROWS += [{"key": "1", "title": "Một"}, {"key": "2", "title": "Hai\x00", "body": "b" * 300_000, "weight": 2}]

    assert services.rebuild("open", now=NOW.replace(hour=3)) == 2
    assert services.rebuild("open", now=NOW.replace(hour=4)) == 2
    assert sorted(Entry.objects.filter(source="open").values_list("title", flat=True)) == ["Hai", "Một"]

    with pytest.raises(KeyError):
        services.rebuild("unknown", now=NOW)


def test_rebuild_all_drops_sources_that_no_module_offers(put) -> None:
    put("Một", source="gone")

    counts = services.rebuild_all(now=NOW)

    assert list(counts) == ["units", "people", "open", "even", "inner"]
    assert Entry.objects.filter(source="gone").count() == 0
