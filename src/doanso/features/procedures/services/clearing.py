"""What was in a dossier goes for good; what registers and reports count stays."""

from datetime import datetime

from doanso.blocks.workflow import services as workflow
from doanso.core.audit import services as audit
from doanso.core.files import services as files
from doanso.core.notify import services as notify
from doanso.core.search import services as search
from doanso.features.procedures.models import Destruction, Dossier, IdentityCheck, Rating, Result
from doanso.features.procedures.queries import dossiers
from doanso.lib.codes import new_token

TO_APPLICANT = tuple(
    f"procedures.{name}"
    for name in ("submitted", "supplement", "payment", "finished", "refused", "link", "link_from_desk", "link_issued",
                 "apology", "moved")
)  # fmt: skip
TO_OFFICERS = ("procedures.infected", "procedures.consent_withdrawn")


def clear(dossier: Dossier, batch: Destruction, *, now: datetime) -> None:
    """Inside the caller's transaction, which holds the dossier. Files that something else refers to stay there."""
    attached = _files(dossier)
    _clear_messages(dossier, now)
    filings, papers = dossier.filings.count(), dossier.papers.count()
    dossier.filings.all().delete()
    dossier.papers.all().delete()
    _clear_result(dossier)
    Rating.objects.filter(dossier=dossier).update(comment="")
    IdentityCheck.objects.filter(dossier=dossier).delete()
    dossier.effects.update(summary={})
    workflow.clear(dossier, by=batch.decided_by, now=now)
    search.remove("dossiers", dossier.code)
    _clear_row(dossier, batch)
    gone = files.discard_unheld(attached, by=batch.decided_by, now=now)
    told = {"batch": batch.pk, "decision": batch.number, "decided_on": batch.decided_on}
    told |= {"filings": filings, "papers": papers, "files": gone}
    audit.record("procedures.destroyed", dossier, by=batch.decided_by, now=now, data=told)


def _files(dossier: Dossier) -> set[int]:
    found = set(dossiers.attached(dossier).values_list("pk", flat=True))
    found |= set(dossier.papers.exclude(file=None).values_list("file", flat=True))
    return found | set(Result.objects.filter(dossier=dossier).exclude(file=None).values_list("file", flat=True))


def _clear_messages(dossier: Dossier, now: datetime) -> None:
    for to in filter(None, (dossier.applicant, dossier.applicant_email)):
        notify.forget(TO_APPLICANT, f"{dossier.code}:", to=to, now=now)
    notify.forget(TO_OFFICERS, f"{dossier.code}:", now=now)


def _clear_result(dossier: Dossier) -> None:
    """Number, signer and day stand in the register of decisions, too; what was decided about whom goes."""
    result = Result.objects.filter(dossier=dossier).first()
    if result is not None:
        result.title, result.content, result.file, result.revoked_reason = dossier.version.name[:400], {}, None, ""
        result.save(update_fields=["title", "content", "file", "revoked_reason"])


def _clear_row(dossier: Dossier, batch: Destruction) -> None:
    """Nobody knows the key whose hash is left."""
    dossier.destroyed_in, dossier.applicant, dossier.key_hash = batch, None, new_token(256)[:64]
    dossier.applicant_name = dossier.applicant_key = dossier.applicant_phone = dossier.applicant_email = ""
    dossier.step_name = ""
    dossier.save(
        update_fields=[
            "destroyed_in", "applicant", "key_hash", "applicant_name", "applicant_key", "applicant_phone",
            "applicant_email", "step_name",
        ]
    )  # fmt: skip
