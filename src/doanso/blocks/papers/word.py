"""An office's own Word template: filled with a language that can read the given values and do nothing else."""

import io
import zipfile
from typing import Any

import jinja2
from django.utils.translation import gettext as _
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from doanso.blocks.papers.documents import Decision, Office, Signature
from doanso.lib.dates import format_date, long_date
from doanso.lib.errors import Refused

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
BLANK = "…………"
LOOP_NAMES = ("index", "first", "last")
MAX_DEPTH = 2  # loops inside loops: a short template must not take long
FILTERS = ("upper", "lower", "capitalize", "title", "default", "join", "length", "first", "last", "trim")
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
)


# What a wrong template can raise: its own grammar, a filter on the wrong value, broken XML or a broken package.
MISTAKES = (jinja2.TemplateError, TypeError, ValueError, KeyError, LxmlError, OpcError)


class PlainEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without calls, assignments, macros, includes, arithmetic or hidden names: an allow-list of its grammar."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_printable)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Keys of our own dicts and a loop's counter; never an attribute of a Python object."""
        if isinstance(obj, LoopContext) and attribute in LOOP_NAMES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (dict, list)):
            try:
                return obj[argument]
            except (KeyError, IndexError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check_node(tree, depth=0)
        return tree


def _printable(value: Any) -> Any:
    if isinstance(value, (str, int, jinja2.Undefined)):
        return value
    raise jinja2.TemplateRuntimeError("a list cannot be printed: write a loop over it")


def _check_node(node: nodes.Node, *, depth: int) -> None:
    name = str(getattr(node, "attr", "") or getattr(node, "name", "") or "")
    if not isinstance(node, ALLOWED) or name.startswith("_") or name == "self":
        raise jinja2.TemplateSyntaxError(f"{type(node).__name__} is not allowed", node.lineno)
    depth += isinstance(node, nodes.For)
    if depth > MAX_DEPTH:
        raise jinja2.TemplateSyntaxError("too many loops inside loops", node.lineno)
    for child in node.iter_child_nodes():
        _check_node(child, depth=depth)


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
        document = DocxTemplate(io.BytesIO(content))
        document.render(variables(paper, answers), PlainEnvironment(), autoescape=True)
        document.save(out)
    except MISTAKES as problem:
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
