"""What must agree, one sentence for each thing that does not. Read by `doanso reconcile`."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts import queries as accounts
from doanso.core.audit.queries import of_kind
from doanso.core.units.models import Unit
from doanso.features.money.models import DUES_UP, MONEY, Dues, Earning, Entry, Line, Period
from doanso.features.money.queries import books
from doanso.features.money.queries.books import NET
from doanso.features.money.services.telling import closed, vouchers
from doanso.lib.dates import format_date

Key = tuple[Any, ...]


def unbalanced() -> list[str]:
    sums = Entry.objects.annotate(debit=Sum("lines__debit"), credit=Sum("lines__credit"))
    wrong = sums.filter(Q(debit=None) | ~Q(debit=F("credit"))).select_related("unit")
    return [
        _("Entry %(number)s of %(unit)s: debit %(debit)s, credit %(credit)s.")
        % {"number": one.label, "unit": one.unit, "debit": one.debit, "credit": one.credit}
        for one in wrong
    ]


def gaps() -> list[str]:
    found = Entry.objects.values("unit", "unit__name", "year").annotate(
        first=Min("number"), last=Max("number"), count=Count("pk")
    )
    return [
        _("Books %(year)d of %(unit__name)s: %(count)d entries, numbers %(first)d to %(last)d.") % row
        for row in found
        if row["first"] != 1 or row["last"] != row["count"]
    ]


def parts_and_whole() -> list[str]:
    """Each unit's books stand in the sum of exactly one root; the sums of all roots are all that was ever posted."""
    on = timezone.localdate()
    used = Unit.objects.filter(pk__in=Entry.objects.values("unit"))
    roots = {unit.path.split("/")[1] for unit in used}
    counted: dict[str, int] = defaultdict(int)
    for root in Unit.objects.filter(code__in=roots):
        for row in books.trial_balance(books.scope(root, on), on.replace(month=1, day=1), on.max):
            counted[row.account.pk] += row.closing
    whole = dict(Line.objects.values_list("account").annotate(net=books.NET))
    return [
        _("Account %(account)s: the units together %(sum)d, all entries %(net)d.")
        % {"account": account, "sum": counted.get(account, 0), "net": net}
        for account, net in sorted(whole.items())
        if counted.get(account, 0) != net
    ]


def dues_passed_and_received() -> list[str]:
    """More cannot arrive than was passed up; and what was passed has arrived when the books above are closed."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    last: dict[Key, date] = {}
    lines = Line.objects.filter(account__in=MONEY, counterpart__isnull=False).order_by()
    passed = lines.filter(entry__kind=Entry.Kind.PASSED).values_list("entry__unit", "counterpart", "quarter")
    for unit, above, quarter, net, day in passed.annotate(net=books.NET, day=Max("entry__day")):
        sums[unit, above, quarter][0] -= net
        last[unit, above, quarter] = day
    came_in = lines.filter(entry__kind=Entry.Kind.RECEIVED).values_list("entry__unit", "counterpart", "quarter")
    for above, unit, quarter, net in came_in.annotate(net=books.NET):
        sums[unit, above, quarter][1] += net
    closed = dict(Period.objects.values_list("unit").annotate(last=Max("last_day")))
    names = dict(Unit.objects.filter(pk__in={pk for key in sums for pk in key[:2]}).values_list("pk", "name"))
    return [
        _("Dues of quarter %(quarter)s: %(unit)s passed up %(out)d, %(above)s received %(came)d.")
        % {"quarter": quarter, "unit": names[unit], "out": out, "above": names[above], "came": came}
        for (unit, above, quarter), (out, came) in sorted(sums.items())
        if came > out or (came < out and above in closed and last[unit, above, quarter] <= closed[above])
    ]


def dues_and_books() -> list[str]:
    """What members paid by their marks is what the books took in."""
    marks: dict[Key, int] = defaultdict(int)
    for one in Dues.objects.filter(kind=Dues.Kind.PAID, undone_by=None).values_list("unit", "month", "amount"):
        marks[one[0], f"{one[1].year}-{(one[1].month + 2) // 3}"] += one[2]
    lines = Line.objects.filter(entry__kind=Entry.Kind.DUES, account__in=MONEY).order_by()
    booked = {
        (unit, quarter): net
        for unit, quarter, net in lines.values_list("entry__unit", "quarter").annotate(net=books.NET)
    }
    names = dict(Unit.objects.values_list("pk", "name"))
    wrong = sorted(key for key in marks.keys() | booked.keys() if marks.get(key, 0) != booked.get(key, 0))
    return [
        _("Dues of quarter %(quarter)s of %(unit)s: members paid %(paid)d, the books say %(booked)d.")
        % {
            "quarter": quarter,
            "unit": names[unit],
            "paid": marks.get((unit, quarter), 0),
            "booked": booked.get((unit, quarter), 0),
        }
        for unit, quarter in wrong
    ]


def owed_upwards() -> list[str]:
    """No unit has passed up more than was due."""
    lines = Line.objects.filter(account=DUES_UP).values_list("entry__unit", "entry__unit__name", "quarter").order_by()
    return [
        _("Dues of quarter %(quarter)s of %(unit)s: %(net)d too much passed up.")
        % {"quarter": quarter, "unit": unit, "net": net}
        for _pk, unit, quarter, net in lines.annotate(net=books.NET)
        if net > 0
    ]


def purses() -> list[str]:
    """No cash box and no bank account held less than nothing at the end of any day."""
    days = Line.objects.filter(account__in=MONEY).values("entry__unit", "account", "entry__day").annotate(net=NET)
    held: dict[Key, int] = defaultdict(int)
    below: dict[Key, tuple[date, int]] = {}
    for row in days.order_by("entry__unit", "account", "entry__day"):
        key = (row["entry__unit"], row["account"])
        held[key] += row["net"]
        if held[key] < 0:
            below.setdefault(key, (row["entry__day"], held[key]))
    names = Unit.objects.in_bulk({unit for unit, _account in below})
    return [
        _("%(unit)s: account %(account)s held %(net)d on %(day)s.")
        % {"unit": names[unit], "account": account, "net": net, "day": format_date(day)}
        for (unit, account), (day, net) in sorted(below.items())
    ]


def periods() -> list[str]:
    """Closed periods follow each other, and the books say on their last days what was counted."""
    found, last = [], {}
    for one in Period.objects.select_related("unit").order_by("unit", "last_day"):
        told = {"unit": one.unit, "day": format_date(one.last_day)}
        if one.unit_id in last and one.first_day != last[one.unit_id] + timedelta(days=1):
            found.append(_("%(unit)s: the period up to %(day)s does not follow the one before.") % told)
        if books.balance(one.unit, MONEY[0], on=one.last_day) != one.counted:
            found.append(_("%(unit)s: the books on %(day)s are not what was counted.") % told)
        last[one.unit_id] = one.last_day
    return found


def trail() -> list[str]:
    """The books rebuilt from the audit trail are the books: every entry with all its lines, every mark of dues, every
    voucher, who has an income, and what is closed."""
    goes_on = accounts.goes_on_as()
    kept = {int(event.target_id): _posted(event.data, goes_on) for event in of_kind("money.posted")}
    found: dict[int, Any] = {}
    for entry in Entry.objects.prefetch_related("lines").iterator(chunk_size=2000):
        found[entry.pk] = _posted(_content(entry), goes_on)
    problems = [
        _("Ledger entry %(pk)d is not what the audit trail says.") % {"pk": pk}
        for pk in sorted(kept.keys() | found.keys())
        if kept.get(pk) != found.get(pk)
    ]
    marks = {int(event.target_id): _told(event.data, "person", goes_on) for event in of_kind("money.dues")}
    rows = {one.pk: _told(_mark(one), "person", goes_on) for one in Dues.objects.iterator(chunk_size=2000)}
    return (
        problems
        + [
            _("Dues, row %(pk)d, are not what the audit trail says.") % {"pk": pk}
            for pk in sorted(marks.keys() | rows.keys())
            if marks.get(pk) != rows.get(pk)
        ]
        + _beside(goes_on)
    )


def _beside(goes_on: dict[int, int]) -> list[str]:
    """Rows that stand beside the entries: what the trail says of each, and what it is."""
    settled = Entry.objects.filter(vouchers__isnull=False).distinct().prefetch_related("vouchers")
    kept = {
        "money.earning": {one.pk: _told(_earning(one), "person", goes_on) for one in Earning.objects.iterator()},
        "money.vouchers": {one.pk: {"vouchers": vouchers(one.vouchers.all())} for one in settled},
        "money.closed": {one.pk: closed(one) for one in Period.objects.iterator()},
    }
    problems = []
    for kind, found in kept.items():
        said = {int(event.target_id): event.data for event in of_kind(kind)}
        if kind == "money.earning":
            said = {pk: _told(data, "person", goes_on) for pk, data in said.items()}
        words = _("%(kind)s, row %(pk)d, is not what the audit trail says.")
        wrong = sorted(pk for pk in said.keys() | found.keys() if said.get(pk) != found.get(pk))
        problems += [words % {"kind": kind, "pk": pk} for pk in wrong]
    return problems


def _earning(one: Earning) -> dict[str, Any]:
    return {"person": one.person_id, "since": one.since.isoformat(), "earns": one.earns, "source": one.source}


def _posted(content: dict[str, Any], goes_on: dict[int, int]) -> dict[str, Any]:
    return content | {"lines": [_told(line, "person_id", goes_on) for line in content["lines"]]}


def _told(row: dict[str, Any], name: str, goes_on: dict[int, int]) -> dict[str, Any]:
    """Records of one human being that became one are one person."""
    return row | {name: goes_on.get(row[name], row[name])}


def _content(entry: Entry) -> dict[str, Any]:
    lines = [
        {
            "account": line.account_id,
            "amount": line.debit - line.credit,
            "person_id": line.person_id,
            "counterpart_id": line.counterpart_id,
            "quarter": line.quarter,
        }
        for line in sorted(entry.lines.all(), key=lambda line: line.pk)
    ]
    names = ("kind", "number", "words", "source", "ref", "once")
    plain = {name: getattr(entry, name) for name in names}
    return plain | {
        "unit": entry.unit_id, "day": entry.day.isoformat(), "undoes": entry.undoes_id, "lines": lines
    }  # fmt: skip


def _mark(one: Dues) -> dict[str, Any]:
    names = ("turn", "kind", "amount", "receipt", "reason", "source")
    ids = {"unit": one.unit_id, "person": one.person_id, "entry": one.entry_id, "undoes": one.undoes_id}
    return {name: getattr(one, name) for name in names} | ids | {"month": one.month.isoformat()}
