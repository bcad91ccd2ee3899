"""Units of the three trees and who holds which seat in them, all dated.

A row is valid on a day D when `valid_from <= D` and (`valid_to` is empty or `D <= valid_to`): both ends included.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Tree(models.TextChoices):
    UNION = "doan", _("Youth Union")
    AGENCY = "cq", _("Agency")
    TERRITORY = "dia_ban", _("Territory")


class UnitType(models.Model):
    """Configuration: what kinds of unit there are. `base` marks those that count as a base unit (Đoàn cơ sở)."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=120)
    tree = models.CharField(max_length=10, choices=Tree)
    rank = models.PositiveSmallIntegerField(help_text="0 is the top; equal ranks are siblings in kind.")
    base = models.BooleanField(default=False)
    branch = models.BooleanField(default=False)
    office = models.BooleanField(default=False, help_text="Has staff and no members of its own.")
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(max_length=120, blank=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    type = models.ForeignKey(UnitType, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(editable=False, unique=True, help_text="Codes from the root to here: /D-TW/D-HL/D-UB/")
    heir_path = models.TextField(  # noqa: DJ001 most units have none
        null=True, editable=False, help_text="Ended: under which path those who carry it on have what it finished."
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    area = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", help_text="Territory.")
    works_at = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", help_text="Agency.")
    dossier_prefix = models.CharField(max_length=20, blank=True)
    abbreviation = models.CharField(max_length=20, blank=True, help_text="As it stands in document numbers: SNV, TĐTN.")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    remote = models.BooleanField(default=False)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="unit_path_prefix", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["heir_path"],
                name="unit_heir_path",
                opclasses=["text_pattern_ops"],
                condition=models.Q(heir_path__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:unit", args=[self.code])


class Former(models.Model):
    """What a unit was until a day, before it was renamed, changed its kind or came under another superior."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="formerly")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120, blank=True)
    type = models.ForeignKey(UnitType, models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    path = models.TextField()
    until = models.DateField(help_text="The last day on which it was so.")
    source = models.CharField(max_length=60, blank=True, help_text="The dossier or the decided change.")
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "until"], name="unit_former")]

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """Where a unit came from: figures of the sources are added up in the targets."""

    class Kind(models.TextChoices):
        FOUND = "found", _("Founded")
        RENAME = "rename_same_code", _("Renamed")
        CONTINUE = "continue", _("Continued")
        RETYPE = "retype", _("Upgraded")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        DISSOLVE = "dissolve", _("Dissolved")

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    effective = models.DateField()
    sources = models.ManyToManyField(Unit, related_name="became")
    targets = models.ManyToManyField(Unit, related_name="came_from")
    legal = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)


class Role(models.Model):
    """Configuration: a kind of seat. `permissions` hold in the unit, and below it when `covers_below`.

    `fallback` are assignee expressions over the variable `don_vi`, tried in order when the seat is vacant.
    """

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    covers_below = models.BooleanField(default=False)
    fallback = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    rank = models.PositiveSmallIntegerField(default=50)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language; `name` is what documents say."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Position(models.Model):
    """A person sits on a seat (role in a unit) for some time.

    What gave it may be undone: `annulled_by`. Then it has lasted no day, and its last one lies before the first.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    role = models.ForeignKey(Role, models.PROTECT, related_name="positions")
    title = models.CharField(max_length=120, blank=True, help_text="As it is printed: Phó Trưởng ban Tuyên giáo.")
    acting = models.BooleanField(default=False, help_text="Lâm thời.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True, help_text="The dossier or import that made it.")
    annulled_by = models.CharField(max_length=60, blank=True, editable=False, help_text="The dossier that undid it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="position_ends_after_it_begins",
                condition=models.Q(valid_to=None, annulled_by="")
                | models.Q(valid_to__gte=models.F("valid_from"), annulled_by="")
                | models.Q(valid_to__lt=models.F("valid_from")) & ~models.Q(annulled_by=""),
            ),
            models.UniqueConstraint(
                "person", "unit", "role", name="position_open_once", condition=models.Q(valid_to=None)
            ),
        ]
        indexes = [models.Index("unit", "role", name="position_seat")]


class Membership(models.Model):
    """A person belongs to a branch (or a club). Changed only by an effect or by import."""

    class Kind(models.TextChoices):
        MAIN = "chinh", _("Main branch")
        RESIDENCE = "noi_cu_tru", _("At the place of residence")
        CLUB = "clb", _("Club")

    class State(models.TextChoices):
        PROPOSED = "de_nghi_ket_nap", _("Proposed for admission")
        ACTIVE = "dang_sinh_hoat", _("Active")
        DEFERRED = "tam_hoan_sinh_hoat", _("Deferred")
        LEAVING = "dang_chuyen_di", _("Transferring out")
        ARRIVING = "cho_tiep_nhan", _("Awaiting reception")
        CAME_OF_AGE = "truong_thanh_doan", _("Came of age")
        REMOVED = "xoa_ten", _("Removed")
        EXPELLED = "khai_tru", _("Expelled")
        LEFT = "xin_ra", _("Left")
        LOST = "mat_lien_lac", _("Out of touch")

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MAIN)
    state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    card_number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    admitted_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", name="membership_main_once", condition=models.Q(valid_to=None, kind="chinh")
            ),
            models.UniqueConstraint(
                "person", "unit", "kind", name="membership_open_once", condition=models.Q(valid_to=None)
            ),
        ]
        indexes = [
            models.Index("unit", "state", name="membership_of_unit"),
            models.Index("valid_to", name="membership_ended", condition=~models.Q(valid_to=None)),
            models.Index("valid_from", name="membership_open", condition=models.Q(valid_to=None)),
        ]


class Headcount(models.Model):
    """How many memberships of a unit are open. Its rows add up: the database writes one with every change of
    memberships, so that nobody waits for another to count; `services.fold_headcounts` puts them together."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=20)
    number = models.IntegerField()

    class Meta:
        indexes = [models.Index("unit", name="headcount_of_unit", include=["kind", "state", "number"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.state}: {self.number:+d}"


class Delegation(models.Model):
    """A holder lets another person act on the seat for some days (ký thay, thừa lệnh, thừa ủy quyền)."""

    class Kind(models.TextChoices):
        KT = "KT", _("Signs on behalf (KT.)")
        TL = "TL", _("By order (TL.)")
        TUQ = "TUQ", _("By authority (TUQ.)")

    position = models.ForeignKey(Position, models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey("accounts.Person", models.PROTECT, related_name="delegations_held")
    kind = models.CharField(max_length=3, choices=Kind, default=Kind.KT)
    valid_from = models.DateField()
    valid_to = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_begins", condition=models.Q(valid_to__gte=models.F("valid_from"))
            ),
        ]
