"""A lost private link: a new one, by way of the e-mail address that stands in the dossier."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import dossiers
from doanso.lib.codes import new_token
from doanso.lib.errors import Refused

LASTS = timedelta(hours=1)
_SALT = "doanso.procedures.link"


@transaction.atomic
def ask(*, typed: str, email: str, now: datetime) -> None:
    """Send a way to a new link when code and address belong together; who asks learns nothing either way."""
    dossier = applicants.with_email(typed, email)
    if dossier is None:
        return
    audit.record("procedures.link_asked", dossier, by=None, now=now, label=dossier.applicant_name)
    notify.send(
        "procedures.link",
        to=dossier.applicant_email,
        context={"name": dossier.applicant_name, "procedure": dossier.version.name, "code": dossier.code},
        once=f"{dossier.code}:link:{now.isoformat()}",
        now=now,
        url=f"/tra-cuu/lien-ket/{_token(dossier, now)}/",
    )


@transaction.atomic
def renew(*, token: str, now: datetime) -> dossiers.Submitted:
    """A new private link; the old one, and the way that led here, open nothing any more."""
    dossier = dossiers.lock(asked_for(token, now=now).pk)
    if not _is_of(dossier, token):  # another browser was faster
        raise _void()
    key = new_token(dossiers.KEY_BITS)
    dossier.key_hash = dossiers.key_hash(key)
    dossier.save(update_fields=["key_hash"])
    audit.record("procedures.link_renewed", dossier, by=None, now=now, label=dossier.applicant_name)
    return dossiers.Submitted(dossier, key)


def asked_for(token: str, *, now: datetime) -> Dossier:
    """The dossier that a link in an e-mail is for, while it is good."""
    content = _content(token)
    dossier = Dossier.objects.select_related("version").filter(pk=content.get("dossier")).first()
    if dossier is None or now.timestamp() > content["until"] or not _is_of(dossier, token):
        raise _void()
    return dossier


def _token(dossier: Dossier, now: datetime) -> str:
    """Signed, and bound to the link that it replaces: once that is replaced, it is void."""
    content = {
        "dossier": dossier.pk,
        "instead": dossier.key_hash[:16],
        "until": int((now + LASTS).timestamp()),
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
