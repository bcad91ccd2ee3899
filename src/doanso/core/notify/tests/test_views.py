from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doanso.core.accounts.models import User
from doanso.core.notify import queries, services
from doanso.core.notify.models import EmailChoice, Notification, Preference

from .factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
NOON = datetime(2026, 9, 2, 5, tzinfo=UTC)


def greet(to, once: str = "1", kind: str = "sample.greeting") -> Notification:
    return services.send(kind, to=to, context={"name": "Ánh", "code": "<i>x</i>"}, once=once, now=NOON, url="/viec/")


def test_index_needs_the_same_queries_for_any_length(client) -> None:
    to = person()
    client.force_login(to.user)
    asked = []
    for number in range(4):
        greet(to, str(number))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/thong-bao/").context["page"]) == number + 1
        asked.append(len(queries))

    assert asked[1] == asked[3] <= 16


def test_index_shows_ones_own_messages_alone_and_escapes_them(client) -> None:
    to = person()
    greet(to)
    greet(person(email="b@tinhdoan.vn"), "2")
    client.force_login(to.user)

    page = client.get("/thong-bao/")

    assert [n.recipient for n in page.context["page"]] == [to]
    assert "&lt;i&gt;x&lt;/i&gt;" in page.text
    assert "<i>x</i>" not in page.text


def test_index_answers_htmx_with_the_list_alone(client) -> None:
    to = person()
    greet(to)
    client.force_login(to.user)

    part, page = client.get("/thong-bao/", headers={"HX-Request": "true"}).text, client.get("/thong-bao/").text

    assert "<html" not in part
    assert 'id="list"' in part
    assert part.count("<article") == page.count("<article") == 1


def test_index_sends_a_visitor_to_sign_in_and_an_account_without_person_sees_nothing(client) -> None:
    assert client.get("/thong-bao/").url.startswith("/dang-nhap/?next=")
    client.force_login(User.objects.create(username="may"))

    assert list(client.get("/thong-bao/").context["page"]) == []
    assert client.get("/thong-bao/tuy-chon/").url == "/thong-bao/"


def test_open_marks_read_and_leads_on(client) -> None:
    to = person()
    sent = greet(to)
    client.force_login(to.user)

    assert client.post(f"/thong-bao/{sent.pk}/mo/").url == "/viec/"
    assert queries.unread_count(to) == 0
    assert client.get(f"/thong-bao/{sent.pk}/mo/").status_code == 405


def test_open_is_refused_to_another_and_for_what_does_not_exist(client) -> None:
    sent = greet(person())
    client.force_login(person(email="b@tinhdoan.vn").user)

    assert [client.post(f"/thong-bao/{pk}/mo/").status_code for pk in (sent.pk, 0, 10**18)] == [403, 403, 403]


def test_read_all_empties_the_count(client) -> None:
    to = person()
    greet(to, "1")
    greet(to, "2")
    client.force_login(to.user)

    assert client.post("/thong-bao/da-doc/").url == "/thong-bao/"
    assert queries.unread_count(to) == 0


def test_preferences_are_kept_and_a_mandatory_kind_offers_no_off(client) -> None:
    to = person()
    client.force_login(to.user)
    form = client.get("/thong-bao/tuy-chon/").context["form"]
    assert [value for value, _label in form.fields["email-sample.duty"].choices] == ["now", "digest"]
    answers = {name: field.initial for name, field in form.fields.items() if name.startswith("email-")}

    answer = client.post("/thong-bao/tuy-chon/", {**answers, "email-sample.greeting": "digest"})

    assert answer.url == "/thong-bao/tuy-chon/"
    kept = Preference.objects.get(person=to, kind="sample.greeting")
    assert (kept.in_app, kept.email) == (False, EmailChoice.DIGEST)
    assert Preference.objects.get(person=to, kind="sample.duty").in_app is True


@pytest.mark.parametrize("bad", ["off", "", "x" * 5000, "\x00"])
def test_preferences_refuse_what_is_not_offered(client, bad) -> None:
    to = person()
    client.force_login(to.user)

    answer = client.post("/thong-bao/tuy-chon/", {"email-sample.duty": bad})

    assert answer.status_code == 200
    assert "email-sample.duty" in answer.context["form"].errors
    assert Preference.objects.count() == 0
