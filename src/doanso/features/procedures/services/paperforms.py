"""Forms on paper: their PDF, the QR code on it, and receiving at the counter what an applicant typed at home."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.blocks.eforms import paper
from doanso.blocks.eforms import queries as eforms_queries
from doanso.blocks.eforms import services as eforms
from doanso.blocks.eforms.queries import Draft
from doanso.core.accounts.models import Person
from doanso.core.qr import services as qr
from doanso.core.qr.models import Link
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.queries.applicants import paper_once
from doanso.features.procedures.services import dossiers, online
from doanso.lib import printing
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Refused

TEMPLATE = "blocks/eforms/print/form.typ"
ONLY_ON_SCREEN = ("nop_ban_giay",)  # whether paper is brought
_SALT = "doanso.procedures.paper"


@dataclass(frozen=True)
class Source:
    """The draft behind a printed form. The paper's code names it without opening it: its own link stays secret."""

    hashed: str
    code: str

    @property
    def ref(self) -> str:
        return signing.dumps([self.hashed, self.code], salt=_SALT)

    @property
    def once(self) -> str:
        return paper_once(self.hashed)


def source_of(ref: str, code: str) -> Source | None:
    """None for what we did not sign, or signed for another procedure."""
    try:
        hashed, signed_code = signing.loads(ref, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Source(hashed, code) if signed_code == code else None


def draft_of(source: Source, *, now: datetime) -> Draft | None:
    found = eforms_queries.draft_by_hash(source.hashed, now=now)
    return found if found is not None and found.subject == source.code else None


def blank(*, version: Version, now: datetime) -> bytes:
    """Its code opens the intake of this procedure; the same code on every copy and in every version."""
    code = version.procedure.code
    link = qr.issue(
        "paper", f"/to-giay/{code}/", by=None, now=now, key=code, unit=version.procedure.owner, label=version.name
    )
    return _pdf(version, version.form_id, link, {}, now)


def filled(*, version: Version, draft: Draft, now: datetime) -> bytes:
    """What was typed so far; its code opens the intake with it."""
    code = version.procedure.code
    source = Source(draft.token_hash, code)
    link = qr.issue(
        "paper", f"/to-giay/{code}/{source.ref}/", by=None, now=now, key=f"draft:{draft.pk}", label=version.name
    )
    return _pdf(version, draft.version_id, link, draft.raw, now)


@translation.override("vi")
def _pdf(version: Version, form_id: int, link: Link, raw: dict[str, Any], now: datetime) -> bytes:
    """In Vietnamese, whoever prints it: officers read it."""
    procedure, moment = version.procedure, local(now)
    return printing.render(
        TEMPLATE,
        {
            "title": _("Form: %(name)s") % {"name": version.name},
            "name": version.name,
            "office": procedure.owner.name,
            "code": procedure.code,
            "union": procedure.kind == Kind.UNION,
            "version_label": _("Version %(number)d, %(day)s")
            % {"number": version.number, "day": format_date(local(version.published_at).date())},
            "demo": settings.DEMO,
            "filled": bool(raw),
            "printed_at": f"{moment:%H:%M %d/%m/%Y}",
            "sections": paper.sheet(
                eforms_queries.definition(form_id), raw, today=moment.date(), leave_out=ONLY_ON_SCREEN
            ),
            "url": link.url,
            "short_url": link.url.split("://", 1)[-1],
            "qr": printing.qr_svg(link.url),
        },
    )


@transaction.atomic
def receive(
    *,
    version: Version,
    handed: online.Handed,
    source: Source,
    channel: str,
    by: Person,
    now: datetime,
    check_id: int | None = None,
) -> dossiers.Submitted:
    """At the counter, from the applicant's own draft: that ends, so that the paper is good for one dossier."""
    first = dossiers.submitted_before(source.once)
    if first is not None:
        return dossiers.Submitted(first, "")
    draft = draft_of(source, now=now)
    if draft is None or not eforms.take_over(draft_id=draft.pk, by=by, now=now):
        raise Refused(_("The applicant has sent this form meanwhile, or its draft has ended."))
    once = replace(handed, token=source.once)
    made = online.receive(version=version, handed=once, channel=channel, by=by, now=now, check_id=check_id)
    eforms.discard_draft(token=handed.token, by=by, now=now)
    return made
