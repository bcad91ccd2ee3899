from collections import deque
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doanso.lib.errors import TooMany
from doanso.ui import limits

pytestmark = pytest.mark.django_db


def test_index_groups_what_a_visitor_may_see_by_source(client, put) -> None:
    for number in range(7):
        put("Hồ sơ <b>đẹp</b>", source="open", key=str(number))
        put("Hồ sơ kín", source="inner", key=str(number))

    page = client.get("/tim/?q=ho+so")

    assert [(g["label"], g["count"], len(g["hits"])) for g in page.context["groups"]] == [("Mở", 7, 5)]
    assert "<mark>Hồ</mark> <mark>sơ</mark> &lt;b&gt;đẹp&lt;/b&gt;" in page.text
    assert "kín" not in page.text
    assert "Nội bộ" not in page.text
    assert 'href="?q=ho%20so&amp;source=open"' in page.text


def test_index_pages_within_one_source(client, put) -> None:
    for number in range(25):
        put("Hồ sơ", key=str(number))

    first, second = client.get("/tim/?q=ho+so&source=open"), client.get("/tim/?q=ho+so&source=open&page=2")

    assert (len(first.context["hits"]), len(second.context["hits"])) == (20, 5)
    assert second.context["page"].number == 2
    assert client.get("/tim/?q=ho+so&source=inner").context["results"].total == 25  # not a source for a visitor: all


def test_index_needs_the_same_queries_for_any_number_of_hits(client, put) -> None:
    asked = []
    for _number in range(3):
        put("Hồ sơ hồ sơ hồ sơ hồ sơ")
        with CaptureQueriesContext(connection) as queries:
            client.get("/tim/?q=so")
        asked.append(sum("search_entry" in query["sql"] for query in queries))

    assert asked[1] == asked[2]


def test_index_helps_when_nothing_is_found(client) -> None:
    page = client.get("/tim/?q=%3Cscript%3E")

    assert "Không tìm thấy “&lt;script&gt;”" in page.text
    assert "có thể bỏ hết dấu" in page.text


def test_index_answers_htmx_with_the_results_alone(client, put) -> None:
    put("Hồ sơ")

    part = client.get("/tim/?q=ho+so", headers={"HX-Request": "true"}).text

    assert part.strip().startswith('<div id="results"')
    assert "<mark>Hồ</mark>" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%00",
        "q=" + "a" * 10_000,
        "q=%26%7C%21%3A%2A%27%5C",
        "q=x&page=-1&source=open",
        "q=%ff%fe",
        "q=" + "a+" * 5000,
        "q=so&source=open&page=99999999999999",
        "q=so&source=%00&page=x",
        "q=(((((",
        "q=%F0%9F%98%80",
        "q=so&page=٣&source=open",
    ],
)
def test_index_survives_any_request(client, put, query) -> None:
    put("Hồ sơ")

    assert client.get(f"/tim/?{query}").status_code == 200


def test_index_limits_how_often_one_address_may_ask(client) -> None:
    assert client.get("/tim/?q=a").status_code == 200
    ask = partial(limits.hit, "search", "127.0.0.1", limit=120, per_seconds=60)

    with pytest.raises(TooMany):
        deque(iter(ask, "never"))  # whoever goes on without a pause is stopped

    assert client.get("/tim/?q=a").status_code == 429
