from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from doanso.blocks.questions import rules
from doanso.blocks.questions.models import Bank, Question, Topic
from doanso.blocks.questions.signals import topics_joined
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
    _hold(bank, by, now)
    name, code = clean_name(name), code or slugify(fold(name))[:36].strip("-") or "chu-de"
    _check_new(bank.topics.all(), name)
    order = (bank.topics.aggregate(last=Max("order"))["last"] or 0) + 1
    taken = set(bank.topics.values_list("code", flat=True))
    code = next(one for number in range(1, 10_000) if (one := _numbered(code, number)) not in taken)
    topic = Topic.objects.create(bank=bank, code=code, name=name, order=order)
    audit.record("questions.topic_added", bank, by=by, now=now, data={"topic": name})
    return topic


@transaction.atomic
def rename_topic(*, topic: Topic, name: str, by: Person | None, now: datetime) -> Topic:
    """Its code, which stands in addresses, stays."""
    _hold(topic.bank, by, now)
    before, name = topic.name, clean_name(name)
    _check_new(topic.bank.topics.exclude(pk=topic.pk), name)
    topic.name = name
    topic.save(update_fields=["name"])
    audit.record("questions.topic_renamed", topic.bank, by=by, now=now, data={"from": before, "to": name})
    return topic


@transaction.atomic
def join_topics(*, topic: Topic, into: Topic, by: Person | None, now: datetime) -> int:
    """How many questions went over. What is being asked stays as it is: only where it is filed changes."""
    _hold(topic.bank, by, now)
    if into.bank_id != topic.bank_id or into.pk == topic.pk:
        raise Refused(_("Choose another topic of this bank."), field="into")
    moved = Question.objects.filter(topic=topic).update(topic=into)
    topics_joined.send(sender=Topic, topic=topic, into=into)
    data = {"topic": topic.name, "into": into.name, "questions": moved}
    audit.record("questions.topics_joined", topic.bank, by=by, now=now, data=data)
    topic.delete()
    return moved


def _hold(bank: Bank, by: Person | None, now: datetime) -> None:
    rules.check_writer(by, bank, timezone.localdate(now))
    Bank.objects.select_for_update().get(pk=bank.pk)


def _check_new(others: QuerySet[Topic], name: str) -> None:
    if name.casefold() in {known.casefold() for known in others.values_list("name", flat=True)}:
        raise Refused(_("This bank has the topic “%(name)s” already.") % {"name": name}, field="topic")


def _code(text: str) -> str:
    wanted = slugify(fold(text))[:34].strip("-") or "ngan-hang"
    taken = {*RESERVED, *Bank.objects.filter(code__startswith=wanted).values_list("code", flat=True)}
    return next(code for number in range(1, 10_000) if (code := _numbered(wanted, number)) not in taken)


def _numbered(text: str, number: int) -> str:
    return text if number == 1 else f"{text}-{number}"
