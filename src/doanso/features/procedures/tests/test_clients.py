"""Programs that use the API, as an administrator looks after them; and everybody who may not."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units.models import Position
from doanso.features.procedures.models import Client
from doanso.features.procedures.services import clients
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
CLIENTS = "/quan-tri/api/"


@pytest.fixture
def org():
    """`org.admin` looks after the commune, `org.other` after the one next door; `org.client` is the commune's."""
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    organisation.seat(org.admin, org.commune, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    Position.objects.update(valid_from=timezone.localdate() - timedelta(days=200))
    org.client, org.token = clients.register(
        name="Cổng xã", unit=org.commune, scopes=["submit"], by=org.admin, now=NOON, webhook_url="https://xa.example/w"
    )
    return org


def browser(person: Person) -> Browser:
    client = Browser()
    client.force_login(User.objects.create(username=f"u{person.pk}", person=person))
    return client


def status(token: str) -> int:
    return Browser().get("/api/v1/procedures", headers={"Authorization": f"Bearer {token}"}).status_code


def test_no_page_opens_for_others(org):
    one = f"{CLIENTS}{org.client.pk}/"
    ours = [one, f"{one}webhook/", f"{one}ma-moi/", f"{one}thu-hoi/"]
    for person, refused in ((org.head, {403, 405}), (org.stranger, {403, 405}), (org.other, {404, 405})):
        client = browser(person)
        for path in ours if person == org.other else [CLIENTS, f"{CLIENTS}them/", *ours]:
            assert {client.get(path).status_code, client.post(path, {}).status_code} <= refused, (person, path)
    assert {Browser().get(path).status_code for path in [CLIENTS, *ours]} == {302, 405}
    assert (status(org.token), Event.objects.filter(target_type="procedures.client").count()) == (200, 1)


@pytest.mark.parametrize("who", ["other", "head", "stranger"])
def test_no_service_works_for_others(org, who):
    by, known = getattr(org, who), {"client_id": org.client.pk, "by": getattr(org, who), "now": NOON}
    for attempt in (
        lambda: clients.register(name="Khác", unit=org.commune, scopes=["read"], by=by, now=NOON),
        lambda: clients.register(name="Khác", unit=None, scopes=["read"], by=by, now=NOON),
        lambda: clients.revoke(**known),
        lambda: clients.renew_token(**known),
        lambda: clients.change_webhook(url="https://ke-gian.example/", **known),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_token_is_shown_once_and_works_until_the_access_ends(org):
    client = browser(org.admin)
    form = {"name": "Trang tin", "unit": "T-UB", "scopes": ["submit", "read"], "webhook_url": "https://xa.example/nhan"}
    shown = client.post(f"{CLIENTS}them/", form)
    token, made = shown.context["token"], Client.objects.get(name="Trang tin")
    assert (made.unit, made.scopes, len(made.webhook_secret)) == (org.commune, ["submit", "read"], 64)
    assert "no-store" in shown.headers["Cache-Control"]
    pages = [client.get(CLIENTS), client.get(f"{CLIENTS}{made.pk}/")]
    assert [secret in page.content.decode() for page in pages for secret in (token, made.webhook_secret)] == [False] * 4
    assert status(token) == 200
    client.post(f"{CLIENTS}{made.pk}/thu-hoi/")
    assert status(token) == 401
    told = Event.objects.filter(target_type="procedures.client", target_id=str(made.pk), actor=org.admin)
    assert list(told.order_by("pk").values_list("kind", flat=True)) == [
        "procedures.client_registered",
        "procedures.client_revoked",
    ]
    assert token not in str(list(Event.objects.values_list("data")))


def test_a_new_token_ends_the_old_one(org):
    shown = browser(org.admin).post(f"{CLIENTS}{org.client.pk}/ma-moi/")
    assert (status(org.token), status(shown.context["token"])) == (401, 200)
    assert org.client.webhook_secret not in shown.content.decode()


def test_a_new_webhook_gets_a_new_secret(org):
    shown = browser(org.admin).post(f"{CLIENTS}{org.client.pk}/webhook/", {"url": "https://xa.example/moi"})
    changed = Client.objects.get(pk=org.client.pk)
    assert changed.webhook_secret != org.client.webhook_secret
    assert changed.webhook_secret in shown.content.decode()
    clients.change_webhook(client_id=org.client.pk, url="", by=org.admin, now=NOON)
    assert Client.objects.get(pk=org.client.pk).webhook_secret == ""


def test_ended_access_is_not_brought_back(org):
    clients.revoke(client_id=org.client.pk, by=org.admin, now=NOON)
    with pytest.raises(Refused, match="Cổng xã đã hết quyền truy cập"):
        clients.renew_token(client_id=org.client.pk, by=org.admin, now=NOON)
    with pytest.raises(Refused):
        clients.change_webhook(client_id=org.client.pk, url="https://x.example/", by=org.admin, now=NOON)


def test_last_use_is_remembered_to_ten_minutes(org):
    assert org.client.last_used_at is None
    for minutes, kept in ((0, 0), (9, 0), (11, 11)):
        clients.used(Client.objects.get(pk=org.client.pk), now=NOON + timedelta(minutes=minutes))
        assert Client.objects.get(pk=org.client.pk).last_used_at == NOON + timedelta(minutes=kept)


def test_nothing_typed_is_lost(org):
    form = {"name": "Cổng xã", "unit": "T-UB2", "scopes": [], "webhook_url": "ftp://x"}
    answer = browser(org.admin).post(f"{CLIENTS}them/", form)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, set(form))
    assert 'value="Cổng xã"' in answer.content.decode()
