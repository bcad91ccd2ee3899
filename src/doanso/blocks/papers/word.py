"""An office's own Word template: filled with a language that can read the given values and do nothing else."""

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from doanso.blocks.papers.documents import Decision, Office, Signature
from doanso.lib.dates import format_date, long_date
from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    from doanso.blocks.papers import word_language as language
else:
    language = later("doanso.blocks.papers.word_language")

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
BLANK = "…………"


def variables(paper: Decision, answers: dict[str, str] | None = None) -> dict[str, Any]:
    """What a template may name; docs/howto/word-templates.md lists them, and a test compares the two."""
    return {
        "co_quan_cap_tren": paper.office.superior,
        "co_quan": paper.office.name,
        "dia_danh": paper.office.place,
        "so_ky_hieu": paper.number,
        "ngay_thang": long_date(paper.on) if paper.on else "",
        "ngay": format_date(paper.on) if paper.on else "",
        "ten_loai": paper.kind,
        "trich_yeu": paper.abstract,
        "tham_quyen": paper.decider,
        "can_cu": list(paper.grounds),
        "dieu": [{"so": number, "noi_dung": text} for number, text in enumerate(paper.articles, start=1)],
        "noi_nhan": list(paper.recipients),
        "quyen_han": paper.signature.authority,
        "chuc_vu": paper.signature.title,
        "nguoi_ky": paper.signature.name,
        "dia_chi_kiem_tra": paper.verification.address if paper.verification else "",
        "ho_so": _Answers(answers or {}),
    }


def fill(content: bytes, paper: Decision, *, answers: dict[str, str] | None = None) -> bytes:
    """The .docx with the values in their places; text of users stays text. Refused when the template is wrong."""
    out = io.BytesIO()
    try:
        document = language.DocxTemplate(io.BytesIO(content))
        document.render(variables(paper, answers), language.PlainEnvironment(), autoescape=True)
        document.save(out)
    except language.MISTAKES as problem:
        raise Refused(
            _("The Word template has a mistake: %(problem)s") % {"problem": problem}, field="file"
        ) from problem
    return out.getvalue()


def check(content: bytes) -> None:
    """Refused unless it is a .docx of modest size without macros that fills with an example."""
    if len(content) > MAX_BYTES:
        raise Refused(_("The Word template is larger than 2 MB."), field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {item.filename: item.file_size for item in archive.infolist()}
    except zipfile.BadZipFile as problem:
        raise Refused(_("This is not a Word file (.docx)."), field="file") from problem
    if "word/document.xml" not in names or sum(names.values()) > MAX_UNPACKED:
        raise Refused(_("This is not a Word file (.docx)."), field="file")
    if any("vbaproject" in name.lower() or "/embeddings/" in name.lower() for name in names):
        raise Refused(_("The Word file holds macros or other programs; please save it without them."), field="file")
    fill(content, EXAMPLE)


class _Answers(dict[str, str]):
    """Every form has other fields: what this one does not ask is left to be written by hand."""

    def __missing__(self, key: str) -> str:
        return BLANK


EXAMPLE = Decision(
    office=Office(name="Sở Nội vụ", superior="Ủy ban nhân dân tỉnh", place="Hưng Lộc"),
    number="01/QĐ-SNV",
    on=None,
    abstract="Về việc thử mẫu",
    decider="Giám đốc Sở Nội vụ",
    grounds=("Căn cứ thử mẫu",),
    articles=("Nội dung điều 1", "Nội dung điều 2"),
    recipients=("Như Điều 2", "Lưu: VT"),
    signature=Signature(authority="KT. Giám đốc", title="Phó Giám đốc", name="Nguyễn Văn An"),
)
