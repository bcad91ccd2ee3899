"""The result of a dossier: numbered and fixed when it is signed; its QR lets anybody check it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.blocks.papers import services as papers
from doanso.blocks.papers.offices import office_of
from doanso.blocks.papers.rules import family_of
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units import queries as units
from doanso.core.units.models import Delegation, Position, Unit
from doanso.features.procedures.models import Dossier, Result
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import drawing, wording
from doanso.lib import rows
from doanso.lib.codes import new_token
from doanso.lib.dates import local
from doanso.lib.errors import Refused

VERIFY_BITS = 60
HEAD = "lanh_dao_don_vi"
Pair = tuple[str, int]  # a role in a unit
SIGNING_ROLES = ("bi_thu", "lanh_dao_don_vi", "pho_bi_thu", "pho_lanh_dao", "chu_tai_khoan", "chu_tich_hoi_dong")


def issue(dossier: Dossier, *, by: Person | None, now: datetime, seats: set[Pair]) -> tuple[rows.Change, ...]:
    """Number, signer and wording, once a dossier: rows that the caller writes in the same transaction.

    The worker draws the PDF. `seats`: those of the step that signs.
    """
    on = local(now).date()
    position, delegation = _signing_seat(by, on, seats)
    issuer = _issuer(dossier, position)
    number = papers.next_number(unit=issuer, family=family_of(issuer), kind="quyet_dinh", on=on, by=by, now=now)
    title = wording.title(dossier)
    result = rows.new(
        Result,
        dossier=dossier,
        number=number.text,
        title=title[:400],
        issuer=issuer,
        signer_name=by.full_name if by else "",
        signer_title=(position.title or position.role.name) if position else "",
        content=_content(dossier, issuer, position, delegation, by, title, on),
        verify_token=new_token(VERIFY_BITS),
        issued_at=now,
    )
    told = audit.event("procedures.result", dossier, by=by, now=now, data={"number": number.text})
    return rows.added(result), rows.added(number.told), rows.added(told)


def _signing_seat(by: Person | None, on: date, used: set[Pair]) -> tuple[Position | None, Delegation | None]:
    """The seat that the step was given to, else the highest from which this person signs; own before delegated."""
    if by is None:
        return None, None
    held = units.sitting(by, on)
    own = [position for position in held if position.role_id in SIGNING_ROLES]
    on_step = [position for position in own if _pair(position) in used]
    if on_step:
        return on_step[0], None
    lent = [d for d in units.seats_of(by, on).delegated.values() if d.position.role_id in SIGNING_ROLES]
    lent.sort(key=lambda d: _pair(d.position) not in used)
    if lent and (not own or _pair(lent[0].position) in used):
        return Position.objects.select_related("unit__type", "role").get(pk=lent[0].position_id), lent[0]
    return next(iter([*own, *held]), None), None


def _pair(position: Position) -> Pair:
    return position.role_id, position.unit_id


def _issuer(dossier: Dossier, position: Position | None) -> Unit:
    """Who decides is the signer's unit; a one-stop desk never issues in its own name."""
    return position.unit if position else units.with_superiors(dossier.unit.parent or dossier.unit)


def _content(
    dossier: Dossier,
    issuer: Unit,
    position: Position | None,
    delegation: Delegation | None,
    by: Person | None,
    title: str,
    on: date,
) -> dict[str, Any]:
    own = next(iter(units.sitting(by, on)), None) if by and delegation else position
    return {
        "abstract": title,
        "decider": wording.decider(issuer, _head_title(issuer, position)),
        "grounds": [f"Căn cứ {text};" for text in catalogue.legal_texts(dossier.version)],
        "articles": wording.articles(dossier),
        "recipients": wording.recipients(dossier),
        "office": asdict(office_of(issuer)),
        "signature": {**wording.signature(position, delegation, own), "name": by.full_name if by else ""},
    }


def _head_title(issuer: Unit, position: Position | None) -> str:
    """Whoever heads the unit that decides: nobody is asked for when that is who signs."""
    if position and position.role_id == HEAD and position.unit_id == issuer.pk:
        return position.title
    heads = rows.select(Position, "unit_id = %s AND role_id = %s ORDER BY id LIMIT 1", issuer.pk, HEAD)
    return heads[0].title if heads else ""


@transaction.atomic
def draw(*, result_id: int, now: datetime) -> Result:
    """The PDF of a result, stored once."""
    # The file is not joined: who waited for the lock would see the row's new key beside the file of before, none.
    result = Result.objects.select_for_update(of=("self",)).select_related("dossier__version").get(pk=result_id)
    if result.file_id is None:
        result.file = drawing.store(drawing.result(result), f"{result.dossier.code}.pdf", now=now)
        result.save(update_fields=["file"])
        audit.record("procedures.result_drawn", result, by=None, now=now, label="system")
    return result


@transaction.atomic
def give_up(*, code: str, instead: str, by: Person | None, now: datetime) -> None:
    """What this dossier came to was undone by a newer decision: whoever checks it reads that, in Vietnamese."""
    with translation.override("vi"):
        reason = _("Undone by decision %(number)s.") % {"number": instead}
    for pk in Result.objects.filter(dossier__code=code, revoked_at=None).values_list("pk", flat=True):
        revoke(result_id=pk, reason=reason, by=by, now=now)


@transaction.atomic
def revoke(*, result_id: int, reason: str, by: Person | None, now: datetime) -> Result:
    """The result is no longer in force; its verification page says so. The caller has checked the right to do it."""
    result = Result.objects.select_for_update(of=("self",)).get(pk=result_id)
    if result.revoked_at:
        raise Refused(_("This result was already revoked."))
    if not reason.strip():
        raise Refused(_("Please write the reason."), field="reason")
    result.revoked_at, result.revoked_reason = now, reason.strip()[:300]
    result.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record("procedures.result_revoked", result, by=by, now=now, data={"reason": reason})
    return result
