"""Settlement runs, statements and their lines. Lines are never edited: corrections are lines of a later run."""

from django.conf import settings
from django.db import models

from qudao.kit.ids import new_id
from qudao.orders.models import Credit, Deal
from qudao.organization.models import User
from qudao.partners.models import Partner
from qudao.programmes.models import PolicyVersion, Programme


class SettlementRun(models.Model):
    """One programme's month: the deals filed in the month before, computed once. Approved by another person than the one who closed it."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    period = models.DateField()
    """First day of the settlement month (the month after online filing)."""
    input_hash = models.TextField()
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "period"], name="one_run_per_month"),
            models.CheckConstraint(condition=~models.Q(closed_by=models.F("approved_by")), name="run_approved_by_another"),
        ]


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: User) -> "StatementQuerySet":
        """A partner's administrators see their own, once approved."""
        return self.filter(partner__people__user=user, run__approved_at__isnull=False) if user.is_of_partner else self


class Statement(models.Model):
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    run = models.ForeignKey(SettlementRun, on_delete=models.PROTECT, related_name="statements")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="statements")
    payable_fen = models.BigIntegerField()
    withheld_fen = models.BigIntegerField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "partner"], name="one_statement_per_partner")]


class StatementLine(models.Model):
    """One deal's commission on a statement, with what decided it. Insert only."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="statement_lines")
    credit = models.ForeignKey(Credit, on_delete=models.PROTECT, related_name="+")
    base_fen = models.BigIntegerField()
    rate_bp = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField()
    status = models.TextField()
    clause = models.TextField()
    reasons = models.JSONField()
    """What this line was decided by; ids, clauses and numbers."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "deal"], name="deal_once_per_statement")]
