"""The books of each unit: entries of double-entry bookkeeping, and who paid which month's dues.

Entries, lines and dues are only ever added: the database refuses to change them, to keep an entry that does not
balance, and to add to a closed period (migration 0002). What was wrong is undone by another entry.
"""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit

CASH, BANK, ADVANCES, TO_RETURN, DUES_UP, TO_PAY, FUND = "111", "112", "141", "138", "336", "338", "421"
DUES_KEPT, DUES_FROM_BELOW, FUNDING, OTHER_INCOME, SURPLUS = "5111", "5112", "512", "518", "519"
ACTIVITIES, OTHER_EXPENSE, SHORTAGE = "611", "618", "619"
MONEY = (CASH, BANK)
BUILT_IN = frozenset({
    CASH, BANK, ADVANCES, TO_RETURN, DUES_UP, TO_PAY, FUND, DUES_KEPT, DUES_FROM_BELOW, FUNDING, OTHER_INCOME, SURPLUS,
    ACTIVITIES, OTHER_EXPENSE, SHORTAGE,
})  # fmt: skip
"""The books post there by themselves: renamed perhaps, never closed."""


class Account(models.Model):
    """Configuration: the chart of accounts. A line names one; `kind` says on which side it grows."""

    class Kind(models.TextChoices):
        ASSET = "asset", _("Assets")
        DEBT = "debt", _("Owed to others")
        FUND = "fund", _("Fund")
        INCOME = "income", _("Income")
        EXPENSE = "expense", _("Expenses")

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    closed_on = models.DateField(null=True, help_text="Nothing is posted there any more; what was stays.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The name in the reader's language; `name` is what papers say."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def built_in(self) -> bool:
        return self.pk in BUILT_IN


class DuesTerms(models.Model):
    """Configuration: what a member owes a month, from a month on; of `parts` parts a unit passes one up."""

    since = models.DateField(unique=True)
    without_income = models.BigIntegerField()
    with_income = models.BigIntegerField()
    parts = models.PositiveSmallIntegerField(default=3)
    most_exempt = models.PositiveSmallIntegerField(default=6, help_text="Months a year.")
    top_rank = models.PositiveSmallIntegerField(default=1, help_text="Units of this rank or above pass nothing up.")


class Entry(models.Model):
    """One business fact in the books of one unit. Its lines balance. `once`: nothing is posted twice.

    `undoes`: this entry takes another one back. `ref`: what several entries belong to, such as one advance.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening balance")
        DUES = "dues", _("Dues collected")
        PASSED = "passed", _("Dues passed up")
        RECEIVED = "received", _("Dues received")
        INCOME = "income", _("Other income")
        EXPENSE = "expense", _("Other expense")
        TRANSFER = "transfer", _("Between cash and bank")
        ADVANCE = "advance", _("Advance approved")
        PAYMENT = "payment", _("Payment")
        SETTLEMENT = "settlement", _("Settlement approved")
        REPAID = "repaid", _("Money returned")
        COUNT = "count", _("Cash count")
        HANDOVER = "handover", _("Handed over")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=60, blank=True, help_text="The dossier or import that made it.")
    ref = models.CharField(max_length=60, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    once = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("unit", "year", "number", name="entry_number_once")]
        indexes = [
            models.Index("unit", "day", "id", name="entry_book"),
            models.Index("ref", name="entry_ref", condition=~models.Q(ref="")),
        ]

    @property
    def label(self) -> str:
        return f"{self.number}/{self.year}"


class Line(models.Model):
    """A sum on one side of one account, and whom it concerns: a person, another unit, a quarter's dues (2026-4)."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    counterpart = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    quarter = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="line_has_one_side",
                condition=models.Q(debit__gt=0, credit=0) | models.Q(debit=0, credit__gt=0),
            )
        ]
        indexes = [models.Index("account", "entry", name="line_account")]


class Voucher(models.Model):
    """One line of a settlement that was approved: what was bought, from whom, for how much."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="vouchers")
    place = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    words = models.CharField(max_length=300)
    seller = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("entry", "place", name="voucher_place_once")]
        indexes = [models.Index("number", name="voucher_number", condition=~models.Q(number=""))]


class Dues(models.Model):
    """What is known of one member's dues for one month, in the branch that they belonged to.

    `turn` counts how often it was taken back before: a month is paid or exempted once, then taken back, then once more.
    """

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        EXEMPT = "exempt", _("Exempt")
        UNDONE = "undone", _("Taken back")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    month = models.DateField()
    turn = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    amount = models.BigIntegerField(default=0)
    receipt = models.PositiveIntegerField(null=True, help_text="Number within unit and year, one for all months paid.")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="dues")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "month", "turn", name="dues_month_once", condition=~models.Q(kind="undone")
            ),
            models.CheckConstraint(name="dues_month_is_its_first_day", condition=models.Q(month__day=1)),
        ]
        indexes = [models.Index("unit", "month", name="dues_of_unit")]


class Earning(models.Model):
    """Whether a member has an income of their own, from a month on; the newest row that is not later holds."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateField()
    earns = models.BooleanField()
    source = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("person", "since", "id", name="earning_since")]


class Period(models.Model):
    """Closed books of a unit: from the day after the period before, to `last_day`. Never opened again."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    booked = models.BigIntegerField(help_text="Cash by the books before the count.")
    counted = models.BigIntegerField(help_text="Cash as it was counted.")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", help_text="The difference.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("unit", "last_day", name="period_ends_once"),
            models.CheckConstraint(
                name="period_ends_after_it_begins", condition=models.Q(last_day__gte=models.F("first_day"))
            ),
        ]
