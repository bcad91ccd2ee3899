"""The words of a result: Vietnamese always, for it is an official document."""

from doanso.blocks.papers.documents import UNION
from doanso.blocks.papers.rules import family_of
from doanso.core.units.models import Delegation, Position, Tree, Unit
from doanso.features.procedures.models import Dossier


def title(dossier: Dossier) -> str:
    own = dossier.version.extra.get("decision", {}).get("title")
    return _fill(own, dossier) if own else f"Về việc giải quyết {_named(dossier)}"


def _named(dossier: Dossier) -> str:
    """“thủ tục …”; many published names begin with that word already."""
    name = dossier.version.name
    return f"{name[0].lower()}{name[1:]}" if name.lower().startswith("thủ tục") else f"thủ tục {name}"


def articles(dossier: Dossier) -> list[str]:
    own = dossier.version.extra.get("decision", {}).get("articles")
    if own:
        return [_fill(text, dossier) for text in own]
    return [
        f"Giải quyết đề nghị của {dossier.applicant_name} theo hồ sơ mã số {dossier.code}, "
        f"{_named(dossier)}. Kết quả: {dossier.version.result or dossier.version.name}.",
        f"Giao {dossier.unit.name} cập nhật kết quả vào hệ thống và trả kết quả cho người nộp hồ sơ.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
    ]


def recipients(dossier: Dossier) -> list[str]:
    return [f"{dossier.applicant_name};", f"{dossier.unit.name};", "Lưu: VT."]


def decider(issuer: Unit, head_title: str) -> str:
    """Who decides, as the line under the abstract says it."""
    if family_of(issuer) == UNION:
        return f"BAN CHẤP HÀNH {issuer.name.upper()}"
    return f"{_short(head_title) or 'THỦ TRƯỞNG'} {issuer.name.upper()}"


def signature(position: Position | None, delegation: Delegation | None, signer: Position | None) -> dict[str, str]:
    """The authority line and the title: TM. for a committee, KT. for a deputy, and what a delegation says."""
    if position is None:
        return {"authority": "", "title": ""}
    title = _short(position.title) or position.role.name.upper()
    if delegation:
        own = (_short(signer.title) or signer.role.name.upper()) if signer else ""
        return {"authority": f"{delegation.kind}. {title}", "title": own}
    if position.unit.type.tree == Tree.UNION:
        return {"authority": "TM. BAN CHẤP HÀNH", "title": position.role.name.upper()}
    if position.role_id == "pho_lanh_dao":
        return {"authority": f"KT. {title.removeprefix('PHÓ ')}", "title": title}
    return {"authority": "", "title": title}


def _short(title: str) -> str:
    """“Chủ tịch UBND phường” signs as CHỦ TỊCH: the office already stands at the head of the page."""
    return title.split(" UBND")[0].split(" Ủy ban")[0].strip().upper()


def _fill(text: str, dossier: Dossier) -> str:
    """Only these names are replaced, so that a template cannot reach anything else."""
    values = {
        "{nguoi_nop}": dossier.applicant_name,
        "{ma_ho_so}": dossier.code,
        "{thu_tuc}": dossier.version.name,
        "{don_vi}": dossier.unit.name,
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text
