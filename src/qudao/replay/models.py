"""What was found when the past was decided again."""

from django.db import models

from qudao.kit.ids import new_id


class VerificationRun(models.Model):
    """One re-decision of every stored decision. Insert only."""

    class Kind(models.TextChoices):
        NIGHTLY = "nightly"
        RESTORED = "restored"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.TextField(choices=Kind)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    decisions = models.PositiveBigIntegerField()
    differences = models.PositiveBigIntegerField()
    found = models.JSONField(default=list)
    """The first differences: kind, number, what, stored, again, clause. Ids, codes and instants, never a name or a phone."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(finished_at__gte=models.F("started_at")), name="verification_ends_after_start"),
        ]


class DatabaseMark(models.Model):
    """Which server and database these rows were last served from; another one means that they were restored there. One row."""

    mark = models.TextField()
    seen_at = models.DateTimeField()
