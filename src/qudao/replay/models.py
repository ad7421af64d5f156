"""What was found when the past was decided again, under the versions of its days or under a draft."""

from django.conf import settings
from django.db import models

from qudao.kit.ids import new_id
from qudao.programmes.models import PolicyVersion


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


class Backtest(models.Model):
    """A draft tried on the stored past against the version in force: facts as known when it was started, so that it gives the same again."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="backtests")
    against = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    content_hash = models.TextField()
    """Of the draft when it was tried; another hash since then means that this result is stale."""
    against_hash = models.TextField()
    since = models.DateField(null=True)
    """As if the draft's terms had held from this day on; blank: from the first fact."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(max_length=16, default="waiting")
    percent = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    facts = models.PositiveBigIntegerField(default=0)
    """How many rows of facts both versions judged."""
    summary = models.JSONField(default=dict)
    """The totals that stand above: deals, gained, moved, lost, money under both."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "content_hash", "against_hash"],
                condition=models.Q(state__in=("waiting", "running")),
                name="one_backtest_of_a_content_at_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(state="done") | models.Q(finished_at__isnull=False), name="backtest_done_at_some_time"),
        ]
        indexes = [models.Index(fields=["version", "-started_at"], name="backtest_latest")]


class BacktestResult(models.Model):
    """Every line of a backtest, compressed; apart, because lists and the progress page must be light. Ids and numbers, never a name or a phone."""

    backtest = models.OneToOneField(Backtest, primary_key=True, on_delete=models.CASCADE, related_name="result")
    content = models.BinaryField()
    """What the page shows: totals, deals, and how many lines of the other tables change how."""
    lines = models.BinaryField(default=bytes)
    """Every line of the other tables, which only the report to download needs."""
