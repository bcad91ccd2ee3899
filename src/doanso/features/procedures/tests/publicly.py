"""A small procedure that is online, and a visitor who fills in its form as a browser without scripts would."""

import re
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve
from tests.support import org as organisation

from doanso.blocks.eforms import services as eforms
from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person, User
from doanso.features.procedures.models import Dossier, Kind, Version
from doanso.features.procedures.services import catalogue, dossiers

FIELDS = [
    {"key": "ho_ten", "type": "person_name", "label": "Họ tên", "required": True, "prefill": "person.full_name"},
    {"key": "so_dinh_danh", "type": "cccd", "label": "Số định danh", "required": True},
    {"key": "ly_do", "type": "long_text", "label": "Lý do"},
]
FORM = {
    "code": "T-DON",
    "title": "Đơn thử",
    "pages": [{"key": "don", "title": "Đơn", "sections": [{"key": "don", "title": "Đơn", "fields": FIELDS}]}],
}
RECEIVE = {
    "key": "tiep_nhan",
    "name": "Tiếp nhận",
    "assignee": "bo_phan_mot_cua",
    "minutes": 60,
    "actions": ["forward", "supplement", "refuse"],
}
OWN = {"key": "xac_nhan", "name": "Xác nhận thông tin", "assignee": "nguoi_nop", "actions": ["forward"]}
SIGN = {
    "key": "ky",
    "name": "Ký duyệt",
    "assignee": "lanh_dao_don_vi",
    "minutes": 120,
    "actions": ["forward", "return"],
    "extra": {"issue": True},
}
PHONE, CCCD = "0900000007", "001201000007"
ANSWERS = {"ho_ten": "Nguyễn Thị Thử", "so_dinh_danh": CCCD, "ly_do": "Cần cho việc học"}
CONTACT = {"dien_thoai_lien_he": PHONE, "thu_dien_tu": "", "dong_y_du_lieu": "1"}


def build() -> SimpleNamespace:
    """The organisation of `tests.support`, with T-1 online at its one-stop desk."""
    org = organisation.build()
    eforms.define(code="T-DON", name="Đơn thử", definition=FORM, by=None, now=organisation.NOON)
    org.version = publish(org)
    return org


def publish(org: SimpleNamespace, code: str = "T-1", **more: Any) -> Version:
    settings = {name: more.pop(name) for name in ("kind", "guide_only") if name in more}
    values = {
        "name": "Cấp giấy xác nhận thử",
        "field": "Hộ tịch",
        "audience": ("công dân",),
        "level": "Cấp xã",
        "flow": {"steps": [RECEIVE, SIGN]},
        "forms": ("T-DON",),
        "limit": Decimal(3),
        "result": "Giấy xác nhận",
        **more,
    }
    return catalogue.publish(
        code=code,
        owner=org.desk,
        content=catalogue.Content(**values),
        by=None,
        now=organisation.NOON,
        **{"kind": Kind.STATE, **settings},
    )


def hidden(response: Any) -> dict[str, str]:
    """What the form carries along."""
    text = response.content.decode()
    found = {}
    for name in ("_draft", "_ticket", "_page"):
        found[name] = re.search(rf'name="{name}" value="([^"]*)"', text)[1]
    return found


def turn(client: Client, address: str, response: Any, go: str = "next", **answers: Any) -> Any:
    """Press a button of the page shown in `response`."""
    return client.post(address, {**hidden(response), **answers, "_go": go})


def last_page(client: Client, code: str = "T-1", **answers: Any) -> Any:
    """The form's first page filled in, and the second one shown."""
    address = f"/thu-tuc/{code}/nop/"
    turned = turn(client, address, client.get(address), **{**ANSWERS, **answers})
    return client.get(turned.url)


def apply(client: Client, code: str = "T-1", **answers: Any) -> SimpleNamespace:
    """Both pages, and the button; `dossier`, `key` and `address` of the private page."""
    sent = turn(client, f"/thu-tuc/{code}/nop/", last_page(client, code, **answers), go="submit", **CONTACT)
    assert sent.status_code == 302, sent.content.decode()
    return arrived(sent)


def arrived(response: Any) -> SimpleNamespace:
    address = urlsplit(response.url).path
    parts = resolve(address).kwargs
    dossier = Dossier.objects.get(tracking=parts["tracking"])
    return SimpleNamespace(dossier=dossier, key=parts["key"], address=address)


def act(dossier: Dossier, by: Any, action: str, now: datetime = organisation.NOON, comment: str = "") -> Dossier:
    """An officer finishes the open step."""
    step = workflow.open_steps(workflow.case_of(dossier)).get()
    return dossiers.advance(
        dossier_id=dossier.pk, activation_id=step.pk, action=action, by=by, now=now, comment=comment
    )


def finish(org: SimpleNamespace, dossier: Dossier) -> Dossier:
    act(dossier, org.desk_officer, "forward")
    return act(dossier, org.head, "forward")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(person.code, password="mat-khau-thu", person=person))
    return client


def resume_link(client: Client) -> str:
    """A draft saved on the first page; its link."""
    address = "/thu-tuc/T-1/nop/"
    return turn(client, address, client.get(address), go="save", **ANSWERS).context["resume_link"]


def with_phone(client: Client, made: SimpleNamespace, phone: str = PHONE) -> Any:
    return client.post("/tra-cuu/", {"ma": made.dossier.tracking, "phone": phone})


def supplement(made: SimpleNamespace, client: Client, **changed: Any) -> Any:
    address = f"{made.address}bo-sung/"
    page = client.get(address)
    answers = {**ANSWERS, **changed}
    turned = turn(client, address, page, **answers)
    return turn(client, address, client.get(turned.url), go="submit", **CONTACT)


def pdf(response: Any) -> bytes:
    assert response.headers["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content)
