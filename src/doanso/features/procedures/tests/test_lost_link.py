"""A private link that was lost, and the way to a new one."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.procedures.services import links
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.office import NOON
from doanso.lib.errors import Forbidden, Refused

LOST, EMAIL = "/tra-cuu/mat-lien-ket/", "nguoi.nop@vidu.vn"


@pytest.fixture
def made(org, client):
    address = "/thu-tuc/T-1/nop/"
    contact = {**publicly.CONTACT, "thu_dien_tu": EMAIL}
    return publicly.arrived(publicly.turn(client, address, publicly.last_page(client), go="submit", **contact))


def sent_to(dossier) -> list[str]:
    """Ways to a new link that went out, oldest first."""
    found = Notification.objects.filter(kind="procedures.link", address=dossier.applicant_email).order_by("pk")
    return list(found.values_list("url", flat=True))


def ask(client: Client, code: str, email: str = EMAIL) -> tuple[int, str, list[str]]:
    answer = client.post(LOST, {"code": code, "email": email}, follow=True)
    return answer.status_code, answer.redirect_chain[-1][0], [str(m) for m in answer.context["messages"]]


def test_new_link_opens_the_dossier_and_the_old_one_no_longer_does(made, client) -> None:
    ask(client, made.dossier.tracking.lower(), EMAIL.upper())
    [way] = sent_to(made.dossier)
    assert client.get(way).status_code == 200  # what only looks at it does not use it up
    assert client.get(made.address).status_code == 200

    opened = client.post(way)

    assert client.get(opened.url).status_code == 200
    assert client.get(made.address).status_code == 404
    assert urlsplit(opened.url).path != made.address
    assert [client.get(way).status_code, client.post(way).status_code] == [409, 409]
    kinds = list(audit.of(made.dossier).filter(kind__contains="link").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["procedures.link_asked", "procedures.link_renewed"]


def test_answer_does_not_tell_whether_there_is_such_a_dossier(made, client) -> None:
    right = ask(client, made.dossier.tracking)
    wrong = [ask(client, made.dossier.tracking, "nguoi.khac@vidu.vn"), ask(client, "7K3M-9QXA-T"), ask(client, "sai")]

    assert wrong == [right] * 3
    assert len(sent_to(made.dossier)) == 1


def test_dossier_without_an_address_is_nobodys_to_ask_for(org, client) -> None:
    made = publicly.apply(client)
    assert client.post(LOST, {"code": made.dossier.tracking, "email": ""}).status_code == 200

    links.ask(typed=made.dossier.tracking, email="", now=NOON)

    assert Notification.objects.filter(kind="procedures.link").count() == 0


def test_way_to_a_new_link_lasts_an_hour_and_is_ours_alone(made) -> None:
    links.ask(typed=made.dossier.tracking, email=EMAIL, now=NOON)
    token = sent_to(made.dossier)[0].split("/")[-2]
    links.asked_for(token, now=NOON + timedelta(hours=1))

    for bad, when in ((token, NOON + timedelta(hours=1, seconds=1)), (token[:-1], NOON), ("x", NOON)):
        with pytest.raises(Refused):
            links.renew(token=bad, now=when)


def test_asking_is_limited_by_code(made, client, settings) -> None:
    settings.RATE_LIMITS = True
    codes = [client.post(LOST, {"code": "7K3M-9QXA-T", "email": EMAIL}).status_code for _n in range(4)]

    assert codes == [302, 302, 302, 429]


def test_officer_at_the_desk_hands_out_a_new_link_once(org, made, client) -> None:
    officer, address = publicly.signed_in(org.desk_officer), f"/ho-so/{made.dossier.code}/lien-ket/"
    assert f'href="{address}"' in officer.get(f"/ho-so/{made.dossier.code}/").content.decode()
    assert [officer.get(address).status_code, client.get(made.address).status_code] == [200, 200]

    shown = officer.post(address)
    fresh = urlsplit(shown.context["link"]).path
    [event] = audit.of(made.dossier).filter(kind="procedures.link_issued")
    [told] = Notification.objects.filter(kind="procedures.link_issued")
    page = client.get(fresh).content.decode()

    assert [client.get(made.address).status_code, client.get(fresh).status_code] == [404, 200]
    assert shown.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert (event.actor_id, told.address) == (org.desk_officer.pk, EMAIL)
    assert fresh.split("/")[-2] not in f"{event.data}{told.url}{told.body}"
    assert "Bộ phận một cửa đã cấp liên kết riêng mới; liên kết cũ không dùng được nữa." in page


def test_officer_sends_the_way_to_a_new_link_to_the_address_in_the_dossier(org, made, client) -> None:
    officer, address = publicly.signed_in(org.desk_officer), f"/ho-so/{made.dossier.code}/lien-ket/"
    assert officer.post(address, {"mail": "1"}).url == f"/ho-so/{made.dossier.code}/"
    [way] = Notification.objects.filter(kind="procedures.link_from_desk", address=EMAIL).values_list("url", flat=True)
    token = way.split("/")[-2]

    assert client.get(made.address).status_code == 200
    links.asked_for(token, now=timezone.now() + timedelta(hours=23))
    with pytest.raises(Refused):
        links.asked_for(token, now=timezone.now() + timedelta(hours=25))
    assert client.get(client.post(way).url).status_code == 200
    assert client.get(made.address).status_code == 404


def test_new_link_is_for_who_receives_for_the_unit(org, made) -> None:
    for person in (org.field_officer, org.stranger, org.neighbour_head):
        for act in (links.issue, links.mail):
            with pytest.raises(Forbidden):
                act(dossier_id=made.dossier.pk, by=person, now=NOON)
    without = publicly.apply(Client())
    with pytest.raises(Refused):
        links.mail(dossier_id=without.dossier.pk, by=org.desk_officer, now=NOON)
    assert Notification.objects.filter(kind__startswith="procedures.link").count() == 0
