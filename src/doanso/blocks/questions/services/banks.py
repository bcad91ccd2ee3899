from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from doanso.blocks.questions import rules
from doanso.blocks.questions.models import Bank, Topic
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units import rules as units
from doanso.core.units.models import Unit
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name, fold

RESERVED = {"moi"}  # an address of its own


@transaction.atomic
def found(*, unit: Unit, name: str, about: str = "", code: str = "", by: Person | None, now: datetime) -> Bank:
    """A new bank of this unit; the code follows from the name when none is given."""
    if not units.may(by, rules.WRITE, unit, timezone.localdate(now)):
        raise Forbidden(_("You write no questions for this unit."))
    bank = Bank.objects.create(unit=unit, name=clean_name(name), about=about, code=_code(code or name), created_at=now)
    audit.record("questions.bank_founded", bank, by=by, now=now, data={"code": bank.code, "unit": unit.code})
    return bank


@transaction.atomic
def change(*, bank: Bank, name: str, about: str, by: Person | None, now: datetime) -> Bank:
    rules.check_writer(by, bank, timezone.localdate(now))
    bank.name, bank.about = clean_name(name), about
    bank.save(update_fields=["name", "about"])
    audit.record("questions.bank_changed", bank, by=by, now=now, data={"name": bank.name})
    return bank


@transaction.atomic
def add_topic(*, bank: Bank, name: str, code: str = "", by: Person | None, now: datetime) -> Topic:
    rules.check_writer(by, bank, timezone.localdate(now))
    Bank.objects.select_for_update().get(pk=bank.pk)
    name, code = clean_name(name), code or slugify(fold(name))[:36].strip("-") or "chu-de"
    if bank.topics.filter(name__iexact=name).exists():
        raise Refused(_("This bank has the topic “%(name)s” already.") % {"name": name}, field="topic")
    order = (bank.topics.aggregate(last=Max("order"))["last"] or 0) + 1
    taken = set(bank.topics.values_list("code", flat=True))
    code = next(one for number in range(1, 10_000) if (one := _numbered(code, number)) not in taken)
    topic = Topic.objects.create(bank=bank, code=code, name=name, order=order)
    audit.record("questions.topic_added", bank, by=by, now=now, data={"topic": name})
    return topic


def _code(text: str) -> str:
    wanted = slugify(fold(text))[:34].strip("-") or "ngan-hang"
    taken = {*RESERVED, *Bank.objects.filter(code__startswith=wanted).values_list("code", flat=True)}
    return next(code for number in range(1, 10_000) if (code := _numbered(wanted, number)) not in taken)


def _numbered(text: str, number: int) -> str:
    return text if number == 1 else f"{text}-{number}"
