"""Money for an activity. The dossier decides: approval, settlement, giving up; a third person pays or takes back.

Nothing but an effect of a dossier approves or settles. Paying and taking back move the cash, and are the accountant's.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.money.models import ACTIVITIES, ADVANCES, TO_PAY, TO_RETURN, Entry, Voucher
from doanso.features.money.queries import advances, rights
from doanso.features.money.services import telling
from doanso.features.money.services.keeping import must_keep
from doanso.features.money.services.posting import Side, check_not_below_zero, check_third, hold, post
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import fold
from doanso.ui.formats import vn_money

Json = dict[str, Any]


@transaction.atomic
def advance(context: EffectContext, params: Json) -> Json:
    """The advance is approved: the person owes its settlement, the unit owes the money."""
    unit, amount = _books(context, params), int(context.answers.get(params.get("amount", "tong")) or 0)
    person, approver = _two_people(context)
    if amount <= 0:
        raise Refused(_("The estimate comes to nothing."))
    what = context.answers.get(params.get("words", "hoat_dong")) or context.dossier_code
    entry = post(
        unit=unit,
        kind=Entry.Kind.ADVANCE,
        day=local(context.now).date(),
        words=lambda: _("Advance: %(activity)s") % {"activity": what},
        sides=[Side(ADVANCES, amount, person.pk), Side(TO_PAY, -amount, person.pk)],
        once=f"advance:{context.dossier_code}",
        by=approver,
        now=context.now,
        source=context.dossier_code,
        ref=context.dossier_code,
    )
    _tell_keepers(entry, person, amount, context.now)
    return {"entry": entry.pk, "unit": unit.code, "person": person.pk, "amount": amount}


def _books(context: EffectContext, params: Json) -> Unit:
    """Of the unit that handles the dossier: its own books, or those of the unit that its office belongs to, or that
    carry them on."""
    pk = context.unit_ids.get(params.get("unit", "don_vi_thu_ly"))
    unit = Unit.objects.select_related("type", "parent__type").filter(pk=pk).first()
    heirs = units.successors(rights.books_of(unit), local(context.now).date()) if unit else []
    if len(heirs) != 1:
        raise Refused(_("It is not clear in whose books this stands."))
    return heirs[0]


def _two_people(context: EffectContext) -> tuple[Person, Person]:
    """Who asked and who approves: not the same, nor on the seat of who asked; and not who handled the money."""
    people = Person.objects.in_bulk([pk for pk in (context.applicant_person_id, context.by_id) if pk])
    person, approver = people.get(context.applicant_person_id), people.get(context.by_id)
    if person is None:
        raise Refused(_("Money is advanced to a person with an account; this dossier names none."))
    if approver is None or person.pk in (approver.pk, context.acts_for_id):
        raise Forbidden(_("Who asks for money does not approve it."))
    if {approver.pk, context.acts_for_id} & advances.payers(context.dossier_code):
        raise Forbidden(_("Who handed out the money, or took it back, does not approve it."))
    return person, approver


def _tell_keepers(entry: Entry, person: Person, amount: int, now: datetime) -> None:
    told = {"unit": entry.unit.name, "person": person.full_name, "amount": amount, "code": entry.ref}
    barred, address = advances.parties(entry.ref), reverse("money:advances", args=[entry.unit.code])
    for keeper in rights.keepers(entry.unit, local(now).date()):
        if keeper.pk not in barred:
            notify.send("money.to_pay", to=keeper, context=told, once=f"entry:{entry.pk}", now=now, url=address)


@transaction.atomic
def settle(context: EffectContext, params: Json) -> Json:
    """The vouchers are approved: they become an expense, the advance is done with, the difference is owed."""
    if problems := hindrances(context, params):
        raise Refused(" ".join(problems))
    person, approver = _two_people(context)
    held = advances.standing(context.dossier_code)
    unit = Unit.objects.select_related("type").get(pk=held.unit_id)
    vouchers = vouchers_of(context.answers, params)
    spent = sum(voucher.amount for voucher in vouchers)
    entry = post(
        unit=unit,
        kind=Entry.Kind.SETTLEMENT,
        day=local(context.now).date(),
        words=lambda: (
            _("Settlement: %(activity)s") % {"activity": context.answers.get("hoat_dong") or context.dossier_code}
        ),
        sides=[Side(ACTIVITIES, spent), *difference(held, spent)],
        once=f"settle:{context.dossier_code}",
        by=approver,
        now=context.now,
        source=context.dossier_code,
        ref=context.dossier_code,
    )
    _keep(entry, vouchers, context.now)
    if spent > held.out - held.unpaid:
        _tell_keepers(entry, person, spent - held.out + held.unpaid, context.now)
    return {"entry": entry.pk, "unit": unit.code, "spent": spent, "advance": held.out}


def difference(held: advances.Standing, spent: int) -> list[Side]:
    """The advance is done with; what was handed out less what was spent is to be returned, or the rest to be paid."""
    rest = spent - (held.out - held.unpaid)
    to_pay, to_return = max(rest, 0), max(-rest, 0)
    return [
        Side(ADVANCES, -held.out, held.person_id),
        Side(TO_PAY, held.unpaid - to_pay, held.person_id),
        Side(TO_RETURN, to_return, held.person_id),
    ]


def foreseen(context: EffectContext, params: Json) -> list[str]:
    """What would stand in the way, told before anybody signs: nothing before the settlement is handed in."""
    return hindrances(context, params) if params.get("advance", "tam_ung") in context.answers else []


def hindrances(context: EffectContext, params: Json) -> list[str]:
    """Why the settlement cannot be approved as it stands."""
    held = advances.standing(context.dossier_code)
    if held is None or held.out <= 0:
        return [_("There is no advance of this dossier in the books.")]
    found, said = [], int(context.answers.get(params.get("advance", "tam_ung")) or 0)
    if said != held.out:
        words = _("The settlement says that %(said)s were advanced; the books say %(booked)s.")
        found.append(words % {"said": vn_money(said), "booked": vn_money(held.out)})
    vouchers = vouchers_of(context.answers, params)
    if not vouchers:
        found.append(_("There is no voucher in the settlement."))
    return found + _claimed_twice(vouchers, context.dossier_code)


def _claimed_twice(vouchers: list[Voucher], code: str) -> list[str]:
    """The same number of the same seller, day and amount pays once: neither twice here, nor in two dossiers."""
    known = {_same(one): one.entry.ref for one in advances.numbered([one.number for one in vouchers], but=code)}
    found = []
    for one in vouchers:
        if one.number and _same(one) in known:
            told = {"number": one.number, "amount": vn_money(one.amount), "code": known[_same(one)]}
            found.append(_("Voucher %(number)s of %(amount)s stands in the settlement of %(code)s already.") % told)
        known.setdefault(_same(one), code)
    return found


def _same(one: Voucher) -> tuple[str, str, date | None, int]:
    return fold(one.number), fold(one.seller), one.day, one.amount


def vouchers_of(answers: Json, params: Json) -> list[Voucher]:
    """The rows of the settlement form that have an amount."""
    rows = answers.get(params.get("vouchers", "chung_tu")) or []
    found = [row for row in rows if isinstance(row, dict) and int(row.get("so_tien") or 0) > 0]
    return [
        Voucher(
            place=place,
            number=str(row.get("so") or "")[:40],
            day=date.fromisoformat(row["ngay"]) if row.get("ngay") else None,
            words=str(row.get("noi_dung") or "")[:300],
            seller=str(row.get("nguoi_ban") or "")[:200],
            amount=int(row["so_tien"]),
        )
        for place, row in enumerate(found, 1)
    ]


def _keep(entry: Entry, vouchers: list[Voucher], now: datetime) -> None:
    for voucher in vouchers:
        voucher.entry = entry
    Voucher.objects.bulk_create(vouchers)
    told = {"vouchers": telling.vouchers(vouchers)}
    audit.record("money.vouchers", entry, by=entry.by, now=now, label="system", data=told)


@transaction.atomic
def give_up(context: EffectContext, params: Json) -> Json:
    """The dossier ended without a settlement: what was handed out is to be returned, what was not is not paid."""
    held = advances.standing(context.dossier_code)
    if held is None or held.out <= 0:
        return {"given_up": 0}
    by = Person.objects.filter(pk=context.by_id).first()
    entry = post(
        unit=Unit.objects.get(pk=held.unit_id),
        kind=Entry.Kind.SETTLEMENT,
        day=local(context.now).date(),
        words=lambda: _("Given up: the advance is to be returned"),
        sides=difference(held, 0),
        once=f"give-up:{context.dossier_code}",
        by=by,
        now=context.now,
        source=context.dossier_code,
        ref=context.dossier_code,
    )
    return {"entry": entry.pk, "given_up": held.out}


@transaction.atomic
def pay(*, unit: Unit, ref: str, via: str, day: date, token: str, by: Person | None, now: datetime) -> Entry:
    """Hand out what was approved: all of it, once, by somebody who neither asked nor approved."""
    held = _open(unit, ref, by, now)
    if held is None or held.unpaid <= 0:
        raise Refused(_("This is paid already, or was never approved. Please open the page again."))
    entry = post(
        unit=unit,
        kind=Entry.Kind.PAYMENT,
        day=day,
        words=lambda: _("Paid out for dossier %(code)s") % {"code": ref},
        sides=[Side(TO_PAY, held.unpaid, held.person_id), Side(via, -held.unpaid, held.person_id)],
        once=f"pay:{unit.pk}:{token}",
        by=by,
        now=now,
        source=ref,
        ref=ref,
    )
    check_not_below_zero(unit, via, day)
    return entry


@transaction.atomic
def take_back(*, unit: Unit, ref: str, via: str, day: date, token: str, by: Person | None, now: datetime) -> Entry:
    """What was left of an advance comes back: all of it, into the hands of somebody else."""
    held = _open(unit, ref, by, now)
    if held is None or held.to_return <= 0:
        raise Refused(_("Nothing is to be returned here. Please open the page again."))
    return post(
        unit=unit,
        kind=Entry.Kind.REPAID,
        day=day,
        words=lambda: _("Rest of the advance of dossier %(code)s") % {"code": ref},
        sides=[Side(via, held.to_return, held.person_id), Side(TO_RETURN, -held.to_return, held.person_id)],
        once=f"repay:{unit.pk}:{token}",
        by=by,
        now=now,
        source=ref,
        ref=ref,
    )


def _open(unit: Unit, ref: str, by: Person | None, now: datetime) -> advances.Standing | None:
    """How the advance stands in these books, for who may move its money; others wait until we are done."""
    must_keep(unit, by, now)
    hold(unit)
    check_third(unit, ref, by, now)
    held = advances.standing(ref)
    return held if held and held.unit_id == unit.pk else None
