"""Small acts on an open step that do not move the case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries, rules
from doanso.blocks.workflow.models import Activation, Entry
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.cases import lock, open_activation
from doanso.blocks.workflow.services.run import INBOX, Run
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files.models import File
from doanso.core.inbox import services as inbox
from doanso.lib.errors import Forbidden, Refused


def take(key: str, *, by: Person, now: datetime) -> None:
    """From the list of work, where the step has this key."""
    claim(**_named(key), by=by, now=now)


def give_back(key: str, *, by: Person, now: datetime) -> None:
    release(**_named(key), by=by, now=now)


def _named(key: str) -> dict[str, int]:
    [case_id] = Activation.objects.filter(pk=key).values_list("case_id", flat=True)
    return {"case_id": case_id, "activation_id": int(key)}


@transaction.atomic
def claim(*, case_id: int, activation_id: int, by: Person, now: datetime) -> Activation:
    """Take the work, so that colleagues on the same seat see it taken."""
    activation = open_activation(lock(case_id), activation_id)
    if queries.definition_of(activation.case).step(activation.step).kind == "vote":
        raise Refused(_("Everybody who is asked votes: nobody takes that on alone."))
    rules.standing(activation, by, applicant=False, now=now)
    activation.claimed_by, activation.claimed_at = by, now
    activation.save(update_fields=["claimed_by", "claimed_at"])
    inbox.claim(INBOX, str(activation.pk), by=by, now=now)
    audit.record("workflow.claimed", activation, by=by, now=now)
    return activation


@transaction.atomic
def assign(
    *, case_id: int, activation_id: int, to: Person, words: str, by: Person, now: datetime, overseer: bool = False
) -> Activation:
    """Give the work to a colleague who sits there, too. An overseer may, also of what somebody else has taken."""
    case = lock(case_id)
    activation = open_activation(case, activation_id)
    if not overseer:
        rules.standing(activation, by, applicant=False, now=now)
    if to not in queries.colleagues(activation, now):
        raise Refused(_("This step cannot be given to %(who)s.") % {"who": to}, field="to")
    activation.claimed_by, activation.claimed_at = to, now
    activation.save(update_fields=["claimed_by", "claimed_at"])
    inbox.assign(INBOX, str(activation.pk), to=to, by=by, now=now)
    running.note(Run(case, by, by.full_name, now), "assigned", activation=activation, text=words, to=to.full_name)
    audit.record("workflow.assigned", activation, by=by, now=now, data={"to": to.pk, "words": words})
    return activation


@transaction.atomic
def release(*, case_id: int, activation_id: int, by: Person, now: datetime, overseer: bool = False) -> Activation:
    """Give it back; an overseer may do so for a colleague who is away."""
    activation = open_activation(lock(case_id), activation_id)
    if activation.claimed_by_id != by.pk and not overseer:
        raise Forbidden(_("Only who took the work can give it back."))
    activation.claimed_by = activation.claimed_at = None
    activation.save(update_fields=["claimed_by", "claimed_at"])
    inbox.release(INBOX, str(activation.pk), by=by, now=now, overseer=overseer)
    audit.record("workflow.released", activation, by=by, now=now)
    return activation


@transaction.atomic
def comment(
    *,
    case_id: int,
    by: Person | None,
    now: datetime,
    text: str,
    files: tuple[File, ...] = (),
    public: bool = False,
    label: str = "",
) -> Entry:
    """A remark with files on the timeline; the caller has checked that this person may see the case."""
    if not text.strip() and not files:
        raise Refused(_("Please write something or attach a file."), field="text")
    case = lock(case_id)
    run = Run(case, by, by.full_name if by else label, now)
    entry = running.note(run, "comment", text=text.strip()[:5000], files=files, public=public)
    audit.record("workflow.commented", case, by=by, now=now, label=label, data={"files": len(files)})
    return entry
