"""Flows and running cases. A case keeps the version of the flow that it started with."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Flow(models.Model):
    code = models.CharField(max_length=40, unique=True)


class FlowVersion(models.Model):
    """Immutable: a change makes a new number. `digest` finds equal definitions."""

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "number"], name="workflow_version_once")]


class Case(models.Model):
    """One run of a flow over a subject of some feature."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        WAITING = "waiting", _("Waiting for a supplement")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        STOPPED = "stopped", _("Stopped")

    version = models.ForeignKey(FlowVersion, models.PROTECT, related_name="cases")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    context = models.JSONField(default=dict, help_text='Variables of assignees: {"don_vi_nop": ["unit", 7]}')
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", help_text="Whose calendar counts.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="workflow_case_of_subject")]


class Activation(models.Model):
    """A step, or one branch of a parallel step, that was opened for somebody."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("step", "Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    case = models.ForeignKey(Case, models.CASCADE, related_name="activations", db_index=False)
    step = models.CharField(max_length=40)
    branch = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    seats = models.JSONField(default=list, help_text="[[role, unit, person], ...]")
    applicant = models.BooleanField(default=False, help_text="The applicant acts, with or without an account.")
    label = models.CharField(max_length=300, help_text="Who it was given to, in words.")
    fallback = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    minutes = models.IntegerField(default=0, help_text="Working minutes allowed; 0: no limit.")
    paused_minutes = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict, help_text="What the step produced: opinion, tally, ...")

    class Meta:
        # Every step writes into each: none twice for a foreign key, and only of its values where most rows have none.
        indexes = [
            models.Index(
                fields=["claimed_by"], name="workflow_claimed_by", condition=models.Q(claimed_by__isnull=False)
            ),
            models.Index(
                fields=["on_behalf_of"], name="workflow_on_behalf", condition=models.Q(on_behalf_of__isnull=False)
            ),
            models.Index(fields=["case", "state"], name="workflow_open_steps"),
            models.Index(fields=["due_at"], name="workflow_due", condition=models.Q(state="open")),
            GinIndex(fields=["seats"], name="workflow_seats", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["closed_by"], name="workflow_closed_by", condition=Q(closed_by__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "branch"], name="workflow_step_open_once", condition=models.Q(state="open")
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=0, paused_minutes__gte=0), name="workflow_step_minutes"
            ),
        ]


class Entry(models.Model):
    """One line of the case's timeline. `public` lines may be shown to the applicant."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    activation = models.ForeignKey(Activation, models.CASCADE, null=True, related_name="entries")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    files = models.ManyToManyField("files.File", related_name="+")
    data = models.JSONField(default=dict)
    public = models.BooleanField(default=False)


class Pause(models.Model):
    """A stretch in which the clock stands still: the applicant supplements, or a step does not count."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="workflow_one_pause", condition=models.Q(ended_at=None))
        ]


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    BLANK = "blank", _("Blank")


class Ballot(models.Model):
    """That a person voted; what they chose only when the vote is open. Secret votes are counted in `Tally`."""

    activation = models.ForeignKey(Activation, models.CASCADE, related_name="ballots")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activation", "person"], name="workflow_one_ballot")]


class Tally(models.Model):
    """Counts of a secret vote: no row leads from a voter to a choice."""

    activation = models.OneToOneField(Activation, models.CASCADE, related_name="tally")
    votes_for = models.PositiveIntegerField(default=0)
    votes_against = models.PositiveIntegerField(default=0)
    votes_blank = models.PositiveIntegerField(default=0)


class Reminder(models.Model):
    """A reminder that was sent, once for each kind."""

    activation = models.ForeignKey(Activation, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activation", "kind"], name="workflow_remind_once")]


class Move(models.Model):
    """A case that was moved to another version of its flow. `before` is its whole state, to be put back on demand.

    `after` is the digest of its state right after the move, deadlines left out, for they follow the calendar and stand
    in `dues`: what differs from it has changed since.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="moves")
    source = models.ForeignKey(FlowVersion, models.PROTECT, related_name="+")
    target = models.ForeignKey(FlowVersion, models.PROTECT, related_name="+")
    moved = models.OneToOneField(Entry, models.CASCADE, related_name="+", help_text="Its line on the timeline.")
    undone = models.OneToOneField(Entry, models.CASCADE, null=True, related_name="+")
    before = models.JSONField()
    after = models.CharField(max_length=64)
    dues = models.JSONField(default=dict)
