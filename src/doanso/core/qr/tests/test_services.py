from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from doanso.core.audit import queries as audit
from doanso.core.qr import purposes, queries, rules, services
from doanso.core.qr.models import Link, Use
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
FORM = "/thu-tuc/D-KN/nop/"


def issue(path: str = FORM, *, now: datetime, purpose: str = "form", **more) -> Link:
    return services.issue(purpose, path, by=more.pop("by", None), now=now, **more)


def test_issue_makes_a_short_absolute_address(settings, now) -> None:
    settings.ADDRESS = "https://doan.example.vn"

    link = issue(now=now)

    assert len(link.token) == 9
    assert link.url == f"https://doan.example.vn/q/{link.token}"
    assert [event.kind for event in audit.of(link)] == ["qr.issued"]


def test_issue_gives_the_same_link_for_the_same_key(now) -> None:
    first = issue(now=now, key="D-KN")

    assert issue(now=now, key="D-KN") == first
    assert issue(now=now, key="D-CSH") != first
    assert issue(now=now, key="D-KN", purpose="poster") != first
    assert len(audit.of(first)) == 1


def test_issue_without_a_key_is_new_each_time(now) -> None:
    assert issue(now=now) != issue(now=now)


@pytest.mark.django_db(transaction=True)
def test_issue_of_one_key_by_many_at_once_gives_one_link(now) -> None:
    def one(_number: int) -> str:
        try:
            return issue(now=now, key="D-KN").token
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(one, range(12)))) == 1


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/thu-tuc/",
        "//evil.example/thu-tuc/",
        "/\\evil.example/thu-tuc/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "thu-tuc/D-KN/",
        "",
        "/",
        "/viec/",
        "/thu-tucx/",
        "/thu-tuc/../viec/",
        "/thu-tuc/%2e%2e/viec/",
        "/thu-tuc/..%2fviec/",
        "/thu-tuc/D-KN/\r\nSet-Cookie: x=1",
        "/thu-tuc/%0d%0aSet-Cookie:x",
        "/thu-tuc//evil.example",
        "/thu-tuc/a b/",
        "/thu-tuc/\x00",
        "/thu-tuc/%00",
    ],
)
def test_issue_refuses_to_lead_elsewhere(path, now) -> None:
    with pytest.raises(Refused):
        issue(path, now=now)


@pytest.mark.parametrize("path", [FORM, "/thu-tuc/1.000894/", "/thu-tuc/?q=k%E1%BA%BFt", "/thu-tuc/D-KN/nop/#ket-qua"])
def test_issue_leads_below_the_purpose(path, now) -> None:
    assert issue(path, now=now).path == path


@given(st.text(max_size=60))
def test_no_text_at_all_leads_out(text: str) -> None:
    for path in (text, f"/{text}", f"/thu-tuc/{text}"):
        if rules.may_lead_to("form", path):
            assert path.startswith("/thu-tuc/")
            assert path.isprintable()
            assert ".." not in path.split("?")[0].split("#")[0].split("/")


def test_issue_of_an_unknown_purpose_is_an_error(now) -> None:
    with pytest.raises(KeyError):
        issue(now=now, purpose="ads")


def test_the_database_refuses_a_foreign_path(now) -> None:
    link = issue(now=now)
    for path in ("//evil.example", "https://evil.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.filter(pk=link.pk).update(path=path)


def test_a_prefix_must_be_whole() -> None:
    for prefix in ("/thu-tuc", "thu-tuc/", ""):
        with pytest.raises(ValueError):
            purposes.register("bad", "bad", (prefix,))


def test_repoint_moves_the_printed_link(now) -> None:
    link = issue(now=now, key="D-KN")

    services.repoint(link, "/thu-tuc/D-KN-2/nop/", by=None, now=now)

    assert queries.by_token(link.token).path == "/thu-tuc/D-KN-2/nop/"
    assert [event.kind for event in audit.of(link)] == ["qr.issued", "qr.repointed"]
    with pytest.raises(Refused):
        services.repoint(link, "//evil.example", by=None, now=now)


def test_revoke_ends_the_link_and_frees_its_key(now, person) -> None:
    link = issue(now=now, key="D-KN", by=person)

    revoked = services.revoke(link, by=person, now=now)

    assert rules.state_of(revoked, now) == rules.State.REVOKED
    assert issue(now=now, key="D-KN", by=person) != link
    with pytest.raises(AlreadyDone):
        services.revoke(link, by=person, now=now)


def test_revoke_is_for_who_made_it_and_who_edits_procedures_there(now, person, secretary, province) -> None:
    for stranger in (person, secretary("B")):
        link = issue(now=now, unit=province["A"])
        with pytest.raises(Forbidden):
            services.revoke(link, by=stranger, now=now)
    for entitled in (secretary("A"), secretary("T")):
        link = issue(now=now, unit=province["A"])
        assert services.revoke(link, by=entitled, now=now).revoked_at == now


def test_a_link_expires_at_its_minute(now) -> None:
    link = issue(now=now, expires_at=now + timedelta(hours=1))

    assert rules.state_of(link, now + timedelta(minutes=59)) == rules.State.LIVE
    assert rules.state_of(link, now + timedelta(hours=1)) == rules.State.EXPIRED


def test_by_token_forgives_how_people_type(now) -> None:
    link = issue(now=now)
    dashed = f" {link.token[:4]}-{link.token[4:]} ".lower()

    assert queries.by_token(dashed) == link
    assert queries.by_token(link.token.replace("0", "O").replace("1", "l")) == link


def test_by_token_knows_a_typing_error_without_a_query(now, django_assert_num_queries) -> None:
    token = issue(now=now).token
    wrong = ("2" if token[0] != "2" else "3") + token[1:]

    with django_assert_num_queries(0):
        assert [queries.by_token(text) for text in (wrong, "", "x" * 500, "đ", token[:-1])] == [None] * 5


@pytest.mark.django_db(transaction=True)
def test_uses_at_once_are_all_counted(now) -> None:
    link = issue(now=now)

    def scan(_number: int) -> None:
        try:
            services.count_use(link, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(scan, range(60)))

    assert queries.with_uses(Link.objects.all()).get().uses == 60


def test_a_use_counts_for_the_day_in_viet_nam(now) -> None:
    services.count_use(issue(now=now), now=datetime(2026, 3, 4, 17, 30, tzinfo=UTC))  # 0:30 on the fifth there

    assert Use.objects.get().day == date(2026, 3, 5)
