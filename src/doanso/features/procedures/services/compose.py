"""The one form that an applicant fills: the procedure's own forms, its documents, and how to reach them.

Fields added here: `truong_hop` (which cases apply), `nop_ban_giay` (brings paper instead), `tl_1`, `tl_2`, ... (a file
for each document), `don_vi_nop`, `ten_nguoi_nop`, `dien_thoai_lien_he`, `thu_dien_tu`, `dong_y_du_lieu`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]
DOCUMENTS, CONTACT = "tai_lieu", "lien_he"  # keys of the pages added here
LABEL = 160  # letters of a document's name that stand as its label


@dataclass(frozen=True)
class Composed:
    """The definition, the documents with the key of their upload, and which answers name the applicant."""

    definition: Json
    documents: list[Json]
    applicant: dict[str, str] = field(default_factory=dict)


def compose(
    *, code: str, name: str, questions: Json, documents: list[Json], paper_allowed: bool, ask_unit: bool
) -> Composed:
    """`questions`: {pages, checks}, without the pages that are added here."""
    pages, keyed = list(questions.get("pages", ())), _keyed(documents)
    uploads = [document for document in keyed if not document.get("form") and not document.get("later")]
    if uploads:
        pages.append(_documents_page(uploads, paper_allowed))
    known = list(_fields(pages))
    contact, applicant = _contact(known, ask_unit)
    pages.append({"key": CONTACT, "title": {"vi": "Liên hệ và nộp", "en": "Contact and submit"}, "sections": [contact]})
    definition: Json = {"code": f"P-{code}"[:40], "title": name[:500], "pages": pages}
    definition |= {name: questions[name] for name in ("checks", "offline") if questions.get(name)}
    return Composed(definition, keyed, applicant)


def together(forms: list[Json]) -> Json:
    """The questions of several forms, one after the other."""
    made: Json = {"pages": [page for form in forms for page in _pages(form)]}
    if checks := [check for form in forms for check in form.get("checks", [])]:
        made["checks"] = checks
    if any(form.get("offline") for form in forms):
        made["offline"] = True
    return made


def questions_of(definition: Json) -> Json:
    """What was composed, without the pages that `compose` adds."""
    pages = [page for page in definition["pages"] if page["key"] not in {DOCUMENTS, CONTACT}]
    return {"pages": pages, **{name: definition[name] for name in ("checks", "offline") if name in definition}}


def asks_unit(definition: Json) -> bool:
    """Was it composed with `ask_unit`?"""
    added = [page for page in definition["pages"] if page["key"] == CONTACT]
    return any(f["key"] == "don_vi_nop" for f in _fields(added))


def _keyed(documents: list[Json]) -> list[Json]:
    """A document keeps the key that it has, so that its upload is the same question in the next version, too."""
    taken = {document.get("key") for document in documents}
    free = (key for number in count(1) if (key := f"tl_{number}") not in taken)
    return [document if document.get("key") else {**document, "key": next(free)} for document in documents]


def _pages(form: Json) -> Iterator[Json]:
    """Keys of pages and sections get the form's code in front, so that two forms never clash."""
    prefix = form["code"].lower().replace("-", "_").replace(".", "_")
    for page in form["pages"]:
        sections = [{**section, "key": f"{prefix}_{section['key']}"[:40]} for section in page["sections"]]
        yield {**page, "key": f"{prefix}_{page['key']}"[:40], "sections": sections}


def _fields(pages: list[Json]) -> Iterator[Json]:
    for page in pages:
        for section in page["sections"]:
            yield from section["fields"]


def _documents_page(uploads: list[Json], paper_allowed: bool) -> Json:
    cases = list(dict.fromkeys(d["case"] for d in uploads if d.get("case")))
    fields = [_cases(cases)] if cases else []
    if paper_allowed and any(d.get("required") for d in uploads):
        fields.append(_on_paper())
    fields += [_upload(document, cases, paper_allowed) for document in uploads]
    section = {"key": "giay_to", "title": {"vi": "Giấy tờ kèm theo", "en": "Documents"}, "fields": fields}
    return {"key": DOCUMENTS, "title": {"vi": "Giấy tờ", "en": "Documents"}, "sections": [section]}


def _cases(cases: list[str]) -> Json:
    return {
        "key": "truong_hop",
        "type": "many_choice",
        "label": {"vi": "Trường hợp của bạn", "en": "Your case"},
        "help": {"vi": "Chọn các trường hợp đúng với bạn; bỏ trống nếu không có.", "en": "Tick what applies to you."},
        "options": [{"value": f"th_{n}", "label": case[:500]} for n, case in enumerate(cases, 1)],
    }


def _on_paper() -> Json:
    return {
        "key": "nop_ban_giay",
        "type": "yes_no",
        "label": {"vi": "Bạn nộp bản giấy tại nơi tiếp nhận?", "en": "Do you bring the papers to the desk?"},
        "help": {
            "vi": "Chọn “Có” nếu chưa có bản chụp: hồ sơ được giữ chỗ, bạn mang giấy tờ đến sau.",
            "en": "Choose “Yes” if you have no scans: your place is kept and you bring the papers later.",
        },
    }


def _short(name: str) -> str:
    """A label that fits a phone; the whole name follows in the help below it."""
    return name if len(name) <= LABEL else name[:LABEL].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _upload(document: Json, cases: list[str], paper_allowed: bool) -> Json:
    row: Json = {
        "key": document["key"],
        "type": "file",
        "label": _short(document["name"]),
        "max_files": 10,
        "accept": ["pdf", "image", "office"],
    }
    counts = [
        f"{document[key]} {words}"
        for key, words in (("original", "bản chính"), ("copy", "bản sao"))
        if document.get(key)
    ]
    helped = [document["name"][:1500]] if row["label"] != document["name"] else []
    if counts:
        helped.append("Cần: " + ", ".join(counts) + ".")
    if helped:
        row["help"] = "\n".join(helped)
    if document.get("case"):
        row["show_if"] = f"contains(truong_hop, 'th_{cases.index(document['case']) + 1}')"
    if document.get("required"):
        row["required"] = "empty(nop_ban_giay) or nop_ban_giay == false" if paper_allowed else True
    return row


def _contact(known: list[Json], ask_unit: bool) -> tuple[Json, dict[str, str]]:
    """Only what the forms did not already ask."""
    applicant: dict[str, str] = {}
    fields: list[Json] = []
    if ask_unit and "don_vi_nop" not in {f["key"] for f in known}:
        fields.append(_applying_unit())
    wanted = [
        ("name", "ten_nguoi_nop", "person_name", {"vi": "Họ và tên người nộp", "en": "Name of the applicant"}, True),
        ("phone", "dien_thoai_lien_he", "phone", {"vi": "Số điện thoại liên hệ", "en": "Phone"}, True),
        ("email", "thu_dien_tu", "email", {"vi": "Thư điện tử nhận thông báo", "en": "E-mail for messages"}, False),
    ]
    prefills = {"name": "person.full_name", "phone": "person.phone", "email": "person.email"}
    for what, key, kind, label, required in wanted:
        same = [f["key"] for f in known if f.get("prefill") == prefills[what] or (what != "name" and f["type"] == kind)]
        applicant[what] = same[0] if same else key
        if not same:
            fields.append({"key": key, "type": kind, "label": label, "required": required, "prefill": prefills[what]})
    fields.append(_consent())
    return {"key": "lien_he", "title": {"vi": "Liên hệ", "en": "Contact"}, "fields": fields}, applicant


def _applying_unit() -> Json:
    return {
        "key": "don_vi_nop",
        "type": "unit",
        "tree": "doan",
        "label": {"vi": "Đơn vị đề nghị", "en": "Applying unit"},
        "required": True,
        "prefill": "member.unit",
    }


def _consent() -> Json:
    return {
        "key": "dong_y_du_lieu",
        "type": "consent",
        "version": "1",
        "required": True,
        "label": {
            "vi": "Tôi đồng ý để cơ quan xử lý dữ liệu cá nhân trong hồ sơ này nhằm giải quyết thủ tục",
            "en": "I agree that the office processes the personal data in this dossier to handle the procedure",
        },
        "text": {
            "vi": "Dữ liệu chỉ dùng để giải quyết hồ sơ này và lưu theo thời hạn lưu trữ của thủ tục. Bạn có thể xem, yêu cầu sửa hoặc rút lại sự đồng ý trước khi hồ sơ được giải quyết xong.",  # noqa: E501 one sentence of the notice
            "en": "The data serve this dossier alone and are kept as long as the procedure's archive rules say. You may see them, have them corrected, or withdraw your consent until the dossier is finished.",  # noqa: E501 one sentence of the notice
        },
    }
