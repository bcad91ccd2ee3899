"""The audit trail. The database's own trigger links rows into chains and refuses changes (see migration 0002)."""

from django.db import models


class Event(models.Model):
    """Who did what to which row, when, on whose behalf.

    `digest` is the SHA-256 of the row's content as `canonical.digest` writes it; `hash` is the SHA-256 of the previous
    hash in the lane, the sequence number and the digest.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=160, help_text="Name at the time, or what kind of visitor it was.")
    on_behalf_of = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    target_type = models.CharField(max_length=60, help_text="Label of the model: procedures.dossier")
    target_id = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    digest = models.BinaryField(editable=False)
    lane = models.SmallIntegerField(editable=False, default=0)
    seq = models.BigIntegerField(editable=False, default=0)
    prev_hash = models.BinaryField(editable=False, default=b"")
    hash = models.BinaryField(editable=False, default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"], name="audit_target"),
            models.Index(fields=["kind", "at"], name="audit_kind"),
            models.Index(
                fields=["on_behalf_of"], name="audit_on_behalf", condition=models.Q(on_behalf_of__isnull=False)
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["lane", "seq"], name="audit_lane_seq")]


class Lane(models.Model):
    """The head of one chain. A transaction takes a lane that nobody holds, so writers do not wait for each other."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")
