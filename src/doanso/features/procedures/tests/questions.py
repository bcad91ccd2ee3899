"""A draft whose questions are written, and short ways to its editor."""

from types import SimpleNamespace
from typing import Any

from tests.support import org as organisation

from doanso.blocks.eforms import editing
from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.test_draft_pages import browser

NOON = organisation.NOON
ROWS = [{"key": "ten", "type": "text", "label": "Tên"}, {"key": "tien", "type": "money", "label": "Số tiền"}]
FIELDS = [
    {"key": "ho_ten", "type": "person_name", "label": "Họ và tên", "required": True},
    {"key": "quan_he", "type": "choice", "label": "Quan hệ", "options": ["Con", "Cha", {"value": "M", "label": "Mẹ"}]},
    {"key": "ngay", "type": "date", "label": "Ngày xin", "show_if": "quan_he == 'Con'"},
    {"key": "chi", "type": "table", "label": "Khoản chi", "columns": ROWS},
    {"key": "tong", "type": "money", "label": "Tổng cộng"},
]
STEPS = [
    {"key": "nhan", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 60, "actions": ["forward"]},
    {"key": "re", "name": "Rẽ", "kind": "branch", "otherwise": "ky",
     "cases": [{"when": "quan_he == 'Con'", "to": "ky"}]},
    {"key": "ky", "name": "Ký", "assignee": "lanh_dao_don_vi", "minutes": 60, "actions": ["forward"],
     "extra": {"issue": True}},
]  # fmt: skip


def build() -> SimpleNamespace:
    """A published procedure, and a draft of its next version with two who write it."""
    section = {"key": "muc", "title": "Nội dung", "fields": FIELDS}
    other = {"key": "them", "title": "Thêm", "fields": [{"key": "ghi_chu", "type": "text", "label": "Ghi chú"}]}
    pages = [{"key": "trang", "title": "Trang một", "sections": [section, other]}]
    org = office.build(questions={"pages": pages}, flow={"steps": STEPS})
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    org.draft = drafts.revise(version=org.version, by=org.writer, now=NOON)
    org.client = browser(org.writer)
    return org


def address(org: SimpleNamespace, rest: str = "") -> str:
    return f"/soan-thao/{org.draft.pk}/bieu-mau/{rest}"


def post(org: SimpleNamespace, rest: str, client: Any = None, **data: Any) -> Any:
    org.draft.refresh_from_db()
    return (client or org.client).post(address(org, rest), {"seen": str(org.draft.revision)} | data)


def form(org: SimpleNamespace) -> dict:
    org.draft.refresh_from_db()
    return org.draft.content["form"]


def row(org: SimpleNamespace, spot: str) -> dict:
    return editing.find(form(org), editing.spot(spot)).row


def order(org: SimpleNamespace) -> list[list[str]]:
    return [[f["key"] for f in section["fields"]] for page in form(org)["pages"] for section in page["sections"]]
