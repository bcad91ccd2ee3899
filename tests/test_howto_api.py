"""docs/howto/api.md does what it says: its commands are run, its check of signatures meets real messages."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.source import ROOT, text
from tests.support import org as organisation
from tests.support.site import Site

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(text(ROOT / "docs/howto/api.md"))
*CALLS, SIGNED_BY_HAND = [code for kind, code in BLOCKS if kind == "sh"]
(CHECK,) = [code for kind, code in BLOCKS if kind == "python"]
SECRET = "khoa-bi-mat"


def shell(script: str, folder: Path, **env: str) -> list[str]:
    """Each command's output, in the order of the page."""
    whole = "set -euo pipefail\n" + script
    done = subprocess.run(
        ["bash", "-c", whole], cwd=folder, env=env | {"PATH": "/usr/local/bin:/usr/bin:/bin"}, capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [part.strip() for part in done.stdout.split("\n---\n")]


@pytest.fixture
def receiver() -> Iterator[SimpleNamespace]:
    """Listens as another office's program would, and judges each message with the page's own lines."""
    page: dict = {}
    exec(CHECK, page)
    judged: list[tuple[bool, dict]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            judged.append((page["is_genuine"](SECRET, self.headers["X-Doanso-Signature"], body), json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/", judged=judged, check=page["is_genuine"])
        server.shutdown()
        thread.join()


@pytest.mark.e2e
def test_the_commands_take_a_dossier_from_the_list_to_its_state(site: Site, tmp_path: Path):
    listed, form, made, state = shell(CALLS[0] + "\necho\necho ---\n".join(CALLS[1:]), tmp_path, DOANSO=site.url)
    assert [item["code"] for item in json.loads(listed)["items"]] == ["2.000815"]
    assert form == "['ten_nguoi_nop', 'dien_thoai_lien_he', 'dong_y_du_lieu']"
    answer, now = json.loads(made), json.loads(state)
    assert set(answer) == {"code", "tracking", "key", "status", "step", "due_at", "url"}
    assert (now["code"], now["procedure"], now["status"]) == (answer["code"], "2.000815", 1)
    ((client,),) = site.rows(
        "SELECT c.name FROM procedures_dossier d JOIN procedures_client c ON c.id = d.client_id WHERE d.code = %s",
        answer["code"],
    )
    assert client == "Trang thông tin điện tử của xã (dữ liệu minh họa)"


def test_a_message_signed_by_hand_is_genuine(receiver: SimpleNamespace, tmp_path: Path):
    shell(SIGNED_BY_HAND, tmp_path, RECEIVER=receiver.url, SECRET=SECRET)
    shell(SIGNED_BY_HAND, tmp_path, RECEIVER=receiver.url, SECRET="another")
    body = {"event": "dossier.changed", "code": "T01-260817-0001", "status": 2}
    assert receiver.judged == [(True, body), (False, body)]


@pytest.mark.django_db
def test_a_message_that_the_product_sends_is_genuine(receiver: SimpleNamespace, settings):
    settings.INTERNAL_WEBHOOKS = True
    from doanso.features.procedures.models import Client, Delivery
    from doanso.features.procedures.services import clients

    now = timezone.now()
    client, _token = clients.register(
        name="Cổng", unit=organisation.build().commune, scopes=["submit"], by=None, now=now, webhook_url=receiver.url
    )
    Client.objects.filter(pk=client.pk).update(webhook_secret=SECRET)
    told = {"event": "dossier.changed", "code": "T99.1-1", "step": "Thẩm định"}
    sent = Delivery.objects.create(client=client, event="dossier.changed", payload=told, created_at=now)
    assert clients.deliver(delivery_id=sent.pk, now=now) is None
    assert receiver.judged == [(True, told)]
    old = clients.sign(SECRET, now - timedelta(minutes=6), b"{}")
    forged = [clients.sign(SECRET, now, b"{}"), "", "t=1", "t=x,v1=é", "nonsense"]
    assert [receiver.check(SECRET, header, b"[]") for header in (old, *forged)] == [False] * 6
    assert (receiver.check(SECRET, old, b"{}"), receiver.check(SECRET, forged[0], b"{}")) == (False, True)


@pytest.mark.django_db
def test_the_demonstrations_token_opens_nothing_elsewhere(client, settings):
    from doanso.features.procedures.services import clients
    from doanso.lib.errors import Refused

    commune, now = organisation.build().commune, timezone.now()
    known = {"name": "Minh họa", "unit": commune, "scopes": ["read"], "by": None, "now": now}
    with pytest.raises(Refused):
        clients.register(**known, token=clients.DEMO_TOKEN)
    headers = {"Authorization": f"Bearer {clients.DEMO_TOKEN}"}
    settings.DEMO = True
    clients.register(**known, token=clients.DEMO_TOKEN)
    assert client.get("/api/v1/procedures", headers=headers).status_code == 200
    settings.DEMO = False
    assert client.get("/api/v1/procedures", headers=headers).status_code == 401
