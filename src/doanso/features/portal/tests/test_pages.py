import gzip
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = ["/", "/tro-nang/", "/rieng-tu/"]


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_both_languages(client: Client, path):
    vietnamese = shown(client, path)
    client.post("/i18n/setlang/", {"language": "en"})
    english = shown(client, path)
    titles = [re.search(r"<h1[^>]*>(.*?)</h1>", html)[1] for html in (vietnamese, english)]
    assert titles[0] != titles[1]
    assert ('<html lang="vi"' in vietnamese, '<html lang="en"' in english) == (True, True)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_only_read(client: Client, path):
    assert client.post(path).status_code == 405


def test_the_home_page_leads_to_search_and_tracking_without_scripts(client: Client):
    html = shown(client, "/")
    forms = re.findall(r'<form class="[^"]*" action="([^"]+)"', html)
    assert forms == ["/thu-tuc/", "/tra-cuu/"]


def test_the_footer_leads_to_both_statements(client: Client):
    foot = shown(client, "/").partition("<footer")[2]
    assert ('href="/tro-nang/"' in foot, 'href="/rieng-tu/"' in foot) == (True, True)


def test_the_frame_of_a_visitors_page_asks_the_database_nothing(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        shown(client, "/tro-nang/")


def test_the_home_page_is_light(client: Client):
    assert len(gzip.compress(client.get("/").content, 9)) < 9_000
