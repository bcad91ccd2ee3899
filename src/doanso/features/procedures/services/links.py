"""A new private link: by way of the e-mail address that stands in the dossier, or from an officer at the desk."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import dossiers
from doanso.lib.codes import new_token
from doanso.lib.errors import Forbidden, Refused

LASTS = timedelta(hours=1)
FROM_THE_DESK = timedelta(days=1)
_SALT = "doanso.procedures.link"


@transaction.atomic
def ask(*, typed: str, email: str, now: datetime) -> None:
    """Send a way to a new link when code and address belong together; who asks learns nothing either way."""
    dossier = applicants.with_email(typed, email)
    if dossier is None:
        return
    audit.record("procedures.link_asked", dossier, by=None, now=now, label=dossier.applicant_name)
    _send(dossier, "link", now, url=f"/tra-cuu/lien-ket/{_token(dossier, now + LASTS)}/")


@transaction.atomic
def mail(*, dossier_id: int, by: Person, now: datetime) -> None:
    """An officer sends the same on behalf of an applicant who is not at the desk; it lasts a day."""
    dossier = dossiers.lock(dossier_id)
    _check(dossier, by, now)
    if not dossier.applicant_email:
        raise Refused(_("No e-mail address stands in this dossier."))
    audit.record("procedures.link_mailed", dossier, by=by, now=now)
    _send(dossier, "link_from_desk", now, url=f"/tra-cuu/lien-ket/{_token(dossier, now + FROM_THE_DESK)}/")


@transaction.atomic
def issue(*, dossier_id: int, by: Person, now: datetime) -> dossiers.Submitted:
    """A new link to hand over at the desk. Who has it may do all that the applicant may, so the applicant is told."""
    dossier = dossiers.lock(dossier_id)
    _check(dossier, by, now)
    key = _new_key(dossier)
    audit.record("procedures.link_issued", dossier, by=by, now=now)
    case = workflow_queries.case_of(dossier)
    text = _("A new private link was handed out at the desk; the old one opens nothing any more.")
    workflow.comment(case_id=case.pk, by=by, now=now, text=text, public=True)
    _send(dossier, "link_issued", now, url=f"/tra-cuu/?ma={dossier.tracking}")
    return dossiers.Submitted(dossier, key)


@transaction.atomic
def renew(*, token: str, now: datetime) -> dossiers.Submitted:
    """A new private link; the old one, and the way that led here, open nothing any more."""
    dossier = dossiers.lock(asked_for(token, now=now).pk)
    if not _is_of(dossier, token):  # another browser was faster
        raise _void()
    key = _new_key(dossier)
    audit.record("procedures.link_renewed", dossier, by=None, now=now, label=dossier.applicant_name)
    return dossiers.Submitted(dossier, key)


def asked_for(token: str, *, now: datetime) -> Dossier:
    """The dossier that a link in an e-mail is for, while it is good."""
    content = _content(token)
    dossier = Dossier.objects.select_related("version").filter(pk=content.get("dossier")).first()
    if dossier is None or now.timestamp() > content["until"] or not _is_of(dossier, token):
        raise _void()
    return dossier


def _new_key(dossier: Dossier) -> str:
    key = new_token(dossiers.KEY_BITS)
    dossier.key_hash = dossiers.key_hash(key)
    dossier.save(update_fields=["key_hash"])
    return key


def _check(dossier: Dossier, by: Person, now: datetime) -> None:
    if not rules.of_dossier(dossier, by, now)["link"]:
        raise Forbidden(_("You do not receive dossiers for this unit."))


def _send(dossier: Dossier, kind: str, now: datetime, *, url: str) -> None:
    """Nothing happens when the dossier tells no way to the applicant."""
    notify.send(
        f"procedures.{kind}",
        to=dossier.applicant_email or dossier.applicant or "",
        context={
            "name": dossier.applicant_name,
            "procedure": dossier.version.name,
            "code": dossier.code,
            "unit": dossier.unit.name,
        },
        once=f"{dossier.code}:{kind}:{now.isoformat()}",
        now=now,
        url=url,
    )


def _token(dossier: Dossier, until: datetime) -> str:
    """Signed, and bound to the link that it replaces: once that is replaced, it is void."""
    content = {
        "dossier": dossier.pk,
        "instead": dossier.key_hash[:16],
        "until": int(until.timestamp()),
    }
    return signing.dumps(content, salt=_SALT)


def _content(token: str) -> dict[str, int | str]:
    try:
        return signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return {}


def _is_of(dossier: Dossier, token: str) -> bool:
    return _content(token).get("instead") == dossier.key_hash[:16]


def _void() -> Refused:
    return Refused(_("This link has expired or was used already. Please ask for another one."))
