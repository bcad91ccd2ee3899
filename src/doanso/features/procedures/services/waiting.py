"""What the office does with a dossier that waits for its applicant: ask for a fee, note that it was paid, end it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.services import dossiers, followup
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.words import money_in_words

MOST = 10**12


@transaction.atomic
def ask_payment(*, dossier_id: int, amount: int, how: str, by: Person, now: datetime) -> Dossier:
    """The clock stands still until the fee is paid; the applicant is told how much, and how to pay."""
    dossier = dossiers.lock(dossier_id)
    check(dossier, "ask_payment", by, now)
    if not 0 < amount <= MOST:
        raise Refused(_("Please give an amount above zero."), field="amount")
    if not how.strip():
        raise Refused(_("Please write what it is for and how to pay."), field="how")
    plain = f"{amount:,}".replace(",", ".")
    text = f"{plain} đồng ({money_in_words(amount)}). {how.strip()}"
    case = workflow_queries.case_of(dossier)
    outcome = workflow.wait(
        case_id=case.pk, kind="payment", reason=_("A fee is to be paid"), comment=text, by=by, now=now
    )
    audit.record("procedures.payment_asked", dossier, by=by, now=now, data={"amount": amount})
    followup.after(dossier, outcome, by=by, now=now, action="payment", comment=text)
    return dossier


@transaction.atomic
def paid(*, dossier_id: int, by: Person, now: datetime) -> Dossier:
    """The office has the money: the dossier goes on, and its deadline moves by the time that was waited."""
    dossier = dossiers.lock(dossier_id)
    check(dossier, "paid", by, now)
    case = workflow_queries.case_of(dossier)
    outcome = workflow.resume(case_id=case.pk, by=by, now=now, kind="paid")
    audit.record("procedures.paid", dossier, by=by, now=now)
    followup.after(dossier, outcome, by=by, now=now)
    return dossier


@transaction.atomic
def give_up(*, dossier_id: int, reason: str, by: Person, now: datetime) -> Dossier:
    """The applicant was asked and does not come back: the dossier ends, and they read why."""
    dossier = dossiers.lock(dossier_id)
    check(dossier, "give_up", by, now)
    if not reason.strip():
        raise Refused(_("Please write the reason."), field="reason")
    case = workflow_queries.case_of(dossier)
    outcome = workflow.give_up(case_id=case.pk, comment=reason.strip(), by=by, now=now)
    audit.record("procedures.given_up", dossier, by=by, now=now)
    followup.after(dossier, outcome, by=by, now=now, comment=reason.strip())
    return dossier


WAITED = {"paid": (Status.PAYMENT,), "give_up": (Status.SUPPLEMENT, Status.PAYMENT)}


def check(dossier: Dossier, what: str, by: Person, now: datetime) -> None:
    """Of two officers at once the slower learns that the dossier waits no longer."""
    if not rules.serves(by, dossier.unit, now):
        raise Forbidden(_("This dossier is for the officers of its unit."))
    if rules.of_dossier(dossier, by, now)[what]:
        return
    if what in WAITED and dossier.status not in WAITED[what]:
        raise Refused(_("The dossier is no longer waiting for the applicant."))
    raise Refused(_("Payment can be asked for only while the dossier is being processed."))
