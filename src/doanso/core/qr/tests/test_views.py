from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doanso.core.qr import queries, services
from doanso.core.qr.models import Link

pytestmark = pytest.mark.django_db
FORM = "/thu-tuc/D-KN/nop/"


@pytest.fixture
def link(now) -> Link:
    return services.issue("form", FORM, by=None, now=now)


def uses(link: Link) -> int:
    return queries.with_uses(Link.objects.all()).get(pk=link.pk).uses


def test_follow_leads_to_the_form_and_counts(client, link) -> None:
    for address in (f"/q/{link.token}", f"/q/{link.token}/", f"/q/{link.token.lower()}"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, FORM)
        assert "no-store" in response.headers["Cache-Control"]

    assert uses(link) == 3


def test_follow_does_not_count_a_look_at_the_headers(client, link) -> None:
    assert client.head(f"/q/{link.token}").status_code == 302
    assert uses(link) == 0


def test_follow_needs_as_many_queries_however_often_it_was_used(client, link, django_assert_num_queries) -> None:
    client.get(f"/q/{link.token}")

    with django_assert_num_queries(6):  # the limit, the link, and the count with its savepoint
        client.get(f"/q/{link.token}")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_follow_takes_no_writing(client, link, method) -> None:
    assert getattr(client, method)(f"/q/{link.token}").status_code == 405


def test_follow_of_an_unknown_code_offers_ways_on(client) -> None:
    response = client.get("/q/7K3M9QXA0")

    assert response.status_code == 404
    assert "Không tìm thấy mã này" in response.text
    assert "“7K3M9QXA0”" in response.text
    assert 'action="/tim/"' in response.text


def test_follow_shows_what_was_typed_as_text(client) -> None:
    response = client.get("/q/<script>alert(1)")

    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_follow_tells_that_a_link_has_expired(client, link) -> None:
    Link.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    response = client.get(f"/q/{link.token}")

    assert response.status_code == 410
    assert "Mã này đã hết hạn" in response.text


def test_follow_tells_that_a_link_was_withdrawn(client, link) -> None:
    Link.objects.update(revoked_at=timezone.now())

    response = client.get(f"/q/{link.token}")

    assert (response.status_code, uses(link)) == (410, 0)
    assert "Mã này không còn được sử dụng" in response.text


def test_follow_never_leads_out_whatever_stands_in_the_table(client, link) -> None:
    """A row that was written past the services, or a purpose that has since been narrowed."""
    for path in ("/\\evil.example", "/viec/", "/thu-tuc/../viec/"):
        Link.objects.update(path=path)
        assert client.get(f"/q/{link.token}").status_code == 410


def test_follow_stops_who_tries_codes_through(client, link, settings) -> None:
    settings.RATE_LIMITS = True
    codes = [client.get(f"/q/WRONG{number}").status_code for number in range(70)]

    assert 429 in codes  # at the latest in the second minute, should one end meanwhile
    assert set(codes) == {404, 429}
    other = client.get(f"/q/{link.token}", REMOTE_ADDR="198.51.100.9")
    assert other.status_code == 302


def test_enter_opens_what_was_typed(client, link) -> None:
    response = client.get("/q/", {"ma": f" {link.token[:4]}-{link.token[4:]} ".lower()}, follow=False)
    assert response.headers["Location"] == f"/q/{link.token[:4]}-{link.token[4:]}".lower()

    assert client.get(response.headers["Location"]).headers["Location"] == FORM


@pytest.mark.parametrize("typed", ["//evil.example", "https://evil.example/", "\r\nLocation: x", "..", "quan-ly"])
def test_enter_leads_nowhere_else(client, typed) -> None:
    response = client.get("/q/", {"ma": typed})

    assert response.headers["Location"].startswith("/q/")
    assert "evil.example/" not in response.headers["Location"]


def test_enter_asks_when_nothing_was_typed(client) -> None:
    response = client.get("/q/")

    assert response.status_code == 200
    assert 'name="ma"' in response.text


def test_index_needs_an_account(client, link) -> None:
    for address in ("/q/quan-ly/", f"/q/quan-ly/{link.pk}/thu-hoi/"):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")


def test_index_shows_the_links_of_ones_units_alone(province, secretary, sign_in, now) -> None:
    links = {code: services.issue("form", FORM, by=None, now=now, unit=unit) for code, unit in province.items()}
    seen = {}
    for code in province:
        page = sign_in(secretary(code)).get("/q/quan-ly/").text
        seen[code] = {name for name, link in links.items() if link.token in page}

    assert seen == {"T": {"T", "A", "B"}, "A": {"A"}, "B": {"B"}}


def test_index_is_empty_for_a_stranger(signed_in, link) -> None:
    page = signed_in.get("/q/quan-ly/").text

    assert link.token not in page
    assert "Chưa có liên kết QR nào" in page


def test_index_needs_the_same_queries_for_any_length(province, secretary, sign_in, now) -> None:
    client = sign_in(secretary("A"))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            services.issue("form", FORM, by=None, now=now, unit=province["A"])
        client.get("/q/quan-ly/")
        with CaptureQueriesContext(connection) as queries_made:
            client.get("/q/quan-ly/")
        counts.append(len(queries_made))

    assert counts[0] == counts[1]


def test_revoke_asks_first_and_then_ends_the_link(client, province, secretary, sign_in, now) -> None:
    link = services.issue("form", FORM, by=None, now=now, unit=province["A"])
    officer = sign_in(secretary("A"))
    address = f"/q/quan-ly/{link.pk}/thu-hoi/"

    assert "Thu hồi liên kết này?" in officer.get(address).text
    assert client.get(f"/q/{link.token}").status_code == 302
    assert officer.post(address).headers["Location"] == "/q/quan-ly/"
    assert client.get(f"/q/{link.token}").status_code == 410
    assert officer.post(address).status_code == 409


def test_revoke_does_not_exist_for_the_neighbour(signed_in, province, secretary, sign_in, now) -> None:
    link = services.issue("form", FORM, by=None, now=now, unit=province["A"])
    for client in (signed_in, sign_in(secretary("B"))):
        assert client.post(f"/q/quan-ly/{link.pk}/thu-hoi/").status_code == 404

    link.refresh_from_db()
    assert link.revoked_at is None


def test_pages_are_in_english_too(client, link) -> None:
    response = client.get("/q/7K3M9QXA0", headers={"accept-language": "en"})

    assert "Code not found" in response.text
