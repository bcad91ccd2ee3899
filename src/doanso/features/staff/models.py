"""Who works in which agency, and how many may.

`Entry` is what happened, append-only: a mistake is undone by a further entry. `Employee` and `Spell` are what follows
from the entries (`rules.tell`), written anew with each one; a Spell is valid on a day D when `valid_from <= D` and
(`valid_to` is empty or `D <= valid_to`). An empty text or NULL is "not known", which is neither "no" nor zero.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Precision, Sex
from doanso.core.units.models import Unit
from doanso.lib import dates, identity, text


class Kind(models.TextChoices):
    CIVIL_SERVANT = "cong_chuc", _("Civil servant")
    PUBLIC_EMPLOYEE = "vien_chuc", _("Public employee")
    CONTRACT = "hop_dong", _("Contract worker")


class Rank(models.TextChoices):
    SENIOR = "cv_cao_cap", _("Senior expert or equivalent")
    PRINCIPAL = "cv_chinh", _("Principal expert or equivalent")
    EXPERT = "chuyen_vien", _("Expert or equivalent")
    CLERK = "can_su", _("Clerk or equivalent")
    STAFF = "nhan_vien", _("Support staff")


class Education(models.TextChoices):
    POSTGRADUATE = "tren_dai_hoc", _("Postgraduate")
    UNIVERSITY = "dai_hoc", _("University")
    COLLEGE = "cao_dang", _("College")
    SECONDARY = "trung_cap", _("Vocational secondary")
    OTHER = "khac", _("Other")


class StateTraining(models.TextChoices):
    SENIOR = "cv_cao_cap", _("For senior experts")
    PRINCIPAL = "cv_chinh", _("For principal experts")
    EXPERT = "chuyen_vien", _("For experts")
    NONE = "chua_qua", _("Not trained yet")


class Theory(models.TextChoices):
    ADVANCED = "cao_cap", _("Advanced, bachelor's")
    INTERMEDIATE = "trung_cap", _("Intermediate")
    PRIMARY = "so_cap", _("Primary")
    NONE = "chua_qua", _("Not trained yet")


class Computing(models.TextChoices):
    DEGREE = "chuyen_nganh", _("Degree in computing")
    ADVANCED = "nang_cao", _("Advanced certificate")
    BASIC = "co_ban", _("Basic certificate")
    NONE = "khong", _("No certificate")


class Language(models.TextChoices):
    DEGREE = "chuyen_nganh", _("Degree in a foreign language")
    UPPER = "bac_5_6", _("Level 5–6")
    MIDDLE = "bac_3_4", _("Level 3–4")
    LOWER = "bac_1_2", _("Level 1–2")
    NONE = "khong", _("No certificate")


class Post(models.TextChoices):
    HEAD = "cap_truong", _("Head")
    DEPUTY = "cap_pho", _("Deputy")
    NONE = "khong", _("No leadership post")


class What(models.TextChoices):
    """What happened to somebody; the day is the first on which it holds ("kể từ ngày")."""

    APPOINTED = "tiep_nhan", _("Recruited, taken on")
    MOVED = "chuyen", _("Moved to another agency")
    PROMOTED = "ngach", _("Grade changed")
    POST = "chuc_vu", _("Leadership post changed")
    TRAINED = "trinh_do", _("Education, training changed")
    CHANGED = "khac", _("Other facts changed")
    LEFT = "thoi_viec", _("Left the service")
    RETIRED = "nghi_huu", _("Retired")
    DOWNSIZED = "tinh_gian", _("Downsized")
    UNDONE = "huy", _("Entry undone")


ENDS = (What.LEFT, What.RETIRED, What.DOWNSIZED)


class Employee(models.Model):
    """One human being who works or worked in an agency. `unit` and `last_day` are where they are now, or were last."""

    code = models.CharField(_("staff code"), max_length=20, unique=True)
    person = models.OneToOneField(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="employee", verbose_name=_("account")
    )
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=130, editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ethnicity = models.CharField(_("ethnic group"), max_length=40, blank=True)
    cccd = models.CharField(_("citizen number"), max_length=12, null=True, blank=True, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    last_day = models.DateField(null=True)

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("staff:record", args=[self.pk])

    def derive(self) -> "Employee":
        self.sort_key, self.search_key = text.name_sort_key(self.full_name), text.fold(self.full_name)
        return self

    @property
    def birth_words(self) -> str:
        return dates.format_date(self.date_of_birth, self.birth_precision) if self.date_of_birth else ""

    @property
    def masked_cccd(self) -> str:
        return identity.mask_cccd(self.cccd or "")


class Facts(models.Model):
    """What may change while somebody works."""

    kind = models.CharField(_("kind of staff"), max_length=10, choices=Kind, blank=True)
    rank = models.CharField(_("grade"), max_length=12, choices=Rank, blank=True)
    post = models.CharField(_("leadership post"), max_length=12, choices=Post, blank=True)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    education = models.CharField(_("education"), max_length=14, choices=Education, blank=True)
    field = models.CharField(_("field of training"), max_length=80, blank=True)
    state_training = models.CharField(
        _("training in state management"), max_length=12, choices=StateTraining, blank=True
    )
    theory = models.CharField(_("political theory"), max_length=10, choices=Theory, blank=True)
    computing = models.CharField(_("computing"), max_length=14, choices=Computing, blank=True)
    language = models.CharField(_("foreign language"), max_length=14, choices=Language, blank=True)
    party = models.BooleanField(_("Party member"), null=True, blank=True)
    computer = models.BooleanField(_("has a computer at work"), null=True, blank=True)

    class Meta:
        abstract = True


class Spell(Facts):
    """Somebody worked in one agency under unchanged facts, from one day to another."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="spells")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("employee", "valid_from", name="staff_spell_begins_once"),
            models.UniqueConstraint("employee", name="staff_spell_open_once", condition=models.Q(valid_to=None)),
            models.CheckConstraint(
                name="staff_spell_ends_after_it_begins",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]
        indexes = [models.Index("unit", "valid_from", name="staff_spell_of_unit")]


class Entry(models.Model):
    """What happened, once and for all. `values` are the facts that it sets, by the names of `Facts` and `Employee`.

    `source` is the code of the dossier, `import:<batch>`, or `quyet-dinh` for what was entered from a decision on
    paper, whose number is in `decision`.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="entries")
    what = models.CharField(max_length=10, choices=What)
    day = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    values = models.JSONField(default=dict, blank=True)
    decision = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=60)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("employee", "day", "id", name="staff_entry_in_order")]


class Quota(models.Model):
    """How many an agency may have in a year (biên chế giao), one kind of staff a row. The latest row holds; one with
    `since`, which came of a merger, holds from that day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    since = models.DateField(null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    source = models.CharField(max_length=60)
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "year", "kind", "-id"], name="staff_quota_latest")]


class Reduction(models.Model):
    """A path of downsizing (tinh giản): from so many at the end of one year to so many at the end of another. The
    latest row of an agency holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_year = models.PositiveSmallIntegerField()
    from_number = models.PositiveIntegerField()
    to_year = models.PositiveSmallIntegerField()
    to_number = models.PositiveIntegerField()
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    source = models.CharField(max_length=60)
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_reduction_goes_on", condition=models.Q(to_year__gt=models.F("from_year"))
            ),
        ]
