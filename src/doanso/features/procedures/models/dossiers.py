"""Running and finished dossiers."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.IntegerChoices):
    """The ten statuses of the national portal, with its numbers."""

    REGISTERED = 1, _("Newly registered")
    RECEIVED = 2, pgettext_lazy("status", "Received")
    NOT_RECEIVED = 3, _("Not received")
    PROCESSING = 4, _("Being processed")
    SUPPLEMENT = 5, _("Supplement requested")
    PAYMENT = 6, _("Payment requested")
    WITHDRAWN = 7, _("Withdrawn by the applicant")
    STOPPED = 8, _("Stopped")
    FINISHED = 9, pgettext_lazy("status", "Finished")
    RETURNED = 10, _("Result handed over")


class Channel(models.TextChoices):
    COUNTER = "truc_tiep", _("At the counter")
    ONLINE = "truc_tuyen", _("Online")
    POST = "buu_chinh", _("By post")


class Dossier(models.Model):
    """One request of one applicant under one version of a procedure.

    `due_at` moves with pauses and a new promise; `promised_at` is what the first receipt said, and never changes.
    """

    code = models.CharField(max_length=40)
    tracking = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64, help_text="SHA-256 of the applicant's private link.")
    client = models.ForeignKey("procedures.Client", models.PROTECT, null=True, related_name="dossiers", db_index=False)
    once = models.CharField(max_length=64, null=True, blank=True, help_text="Client's id of the submission.")  # noqa: DJ001
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="dossiers", db_index=False)
    version = models.ForeignKey("procedures.Version", models.PROTECT, related_name="dossiers", db_index=False)
    limit_of = models.ForeignKey(
        "procedures.Version",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Whose time limit counts, when it was moved and an earlier version promised the better one.",
    )
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", db_index=False, help_text="The unit that handles it."
    )
    status = models.SmallIntegerField(choices=Status, default=Status.REGISTERED)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.ONLINE)
    applicant = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    applicant_name = models.CharField(max_length=160)
    applicant_key = models.CharField(max_length=160, editable=False)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.EmailField(blank=True)
    taken_by = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Officer at the counter, or helper.",
    )
    submitted_at = models.DateTimeField()
    counted_from = models.DateTimeField(help_text="Where the clock starts, after the 15:00 rule.")
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    paused_minutes = models.IntegerField(default=0)
    paused_since = models.DateTimeField(null=True)
    new_promise = models.DateTimeField(null=True, help_text="After an apology; the dossier stays late all the same.")
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    step_name = models.CharField(max_length=300, blank=True, help_text="Copied from the open step, for lists.")
    supplements = models.SmallIntegerField(default=0)
    destroyed_in = models.ForeignKey(
        "procedures.Destruction",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="By whose decision what was in it is gone: this row is all that is left.",
    )

    class Meta:
        # Most steps write into every index that there is: a foreign key has none where another begins with it, and only
        # of its values where most rows have none. A check is read anew by every statement: one for all.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__gte=1, paused_minutes__gte=0, supplements__gte=0),
                name="dossier_counts",
            ),
            models.UniqueConstraint(fields=["code"], name="dossier_code_once"),
            models.UniqueConstraint(fields=["tracking"], name="dossier_tracking_once"),
            models.UniqueConstraint(fields=["once"], name="dossier_submitted_once"),
        ]
        indexes = [
            models.Index(fields=["client"], name="dossier_of_client", condition=models.Q(client__isnull=False)),
            models.Index(fields=["taken_by"], name="dossier_taken_by", condition=models.Q(taken_by__isnull=False)),
            models.Index(fields=["limit_of"], name="dossier_limit_of", condition=models.Q(limit_of__isnull=False)),
            models.Index(fields=["unit", "status", "due_at"], name="dossier_of_unit"),
            models.Index(fields=["procedure", "status"], name="dossier_of_procedure"),
            models.Index(fields=["submitted_at"], name="dossier_submitted"),
            models.Index(
                fields=["applicant"], name="dossier_by_applicant", condition=models.Q(applicant__isnull=False)
            ),
            models.Index(
                fields=["destroyed_in"], name="dossier_destroyed", condition=models.Q(destroyed_in__isnull=False)
            ),
            models.Index(fields=["due_at"], name="dossier_running", condition=models.Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("procedures:dossier", args=[self.code])

    @property
    def awaits_payment(self) -> bool:
        return self.status == Status.PAYMENT


class CodeCounter(models.Model):
    """The last number that a prefix gave on a day; numbers are never given twice."""

    prefix = models.CharField(max_length=20)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="dossier_counter_once")]


class Filing(models.Model):
    """Answers as they were given once: at submission, in a supplement, or in a step's own form. Never changed."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="filings")
    form = models.ForeignKey("eforms.FormVersion", models.PROTECT, related_name="+")
    step = models.CharField(max_length=40, blank=True, help_text="Empty: the procedure's own form.")
    answers = models.JSONField()
    files = models.ManyToManyField("files.File", related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["dossier", "step", "-id"], name="filing_latest")]


class AppliedEffect(models.Model):
    """What this dossier has changed in another module: `place` in its version's list of effects, each once."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="effects")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    summary = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "place"], name="effect_once")]


class PaperKind(models.TextChoices):
    RECEIPT = "receipt", _("Receipt and appointment")
    SUPPLEMENT = "supplement", _("Request for a supplement")
    SUPPLEMENTED = "supplemented", _("Receipt for a supplement")
    REFUSAL = "refusal", _("Refusal to receive")
    APOLOGY = "apology", _("Apology and new date")
    CONTROL = "control_slip", _("Control slip")
    COVER = "cover_sheet", _("Cover sheet")
    MINUTES = "minutes", _("Minutes")


class Paper(models.Model):
    """A paper that the office issued in the course of a dossier.

    `content` is fixed when it is issued; the PDF is drawn from it by the worker, or by whoever opens it first.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=16, choices=PaperKind)
    content = models.JSONField()
    file = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    public = models.BooleanField(default=True, help_text="The applicant may open it.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")


class Result(models.Model):
    """The decision or other result; who scans its QR sees that it is genuine and still in force."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=400)
    issuer = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=160)
    signer_title = models.CharField(max_length=160, blank=True)
    content = models.JSONField()
    file = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", db_index=False)
    verify_token = models.CharField(max_length=24)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verify_token"], name="result_token_once")]
        indexes = [models.Index(fields=["file"], name="result_file", condition=models.Q(file__isnull=False))]


class Rating(models.Model):
    """How content the applicant was, 1 to 5; once a dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rating_one_to_five", condition=models.Q(score__gte=1) & models.Q(score__lte=5))
        ]
