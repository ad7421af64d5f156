"""A file of facts handed in by a partner or by the back office, and what became of it."""

from django.conf import settings
from django.db import models

from qudao.kit.encrypted import EncryptedField
from qudao.kit.ids import new_id
from qudao.organization.models import User
from qudao.partners.models import Partner


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        """A partner's people see the files they handed in; so do site staff; the company sees all of the history."""
        if user.is_of_partner:
            return self.filter(partner__people__user=user, uploaded_by=user)
        history = self.filter(is_history=True)
        return history.filter(uploaded_by=user) if user.is_of_site else history


class Batch(models.Model):
    """One file: parsed, previewed, then taken in whole or not at all. History needs a second person."""

    class State(models.TextChoices):
        REFUSED = "refused"
        PREVIEWED = "previewed"
        WAITING = "waiting"
        TAKING_IN = "taking_in"
        TAKEN_IN = "taken_in"
        DISCARDED = "discarded"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    file_name = models.TextField()
    file_hash = models.TextField()
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="batches")
    """Blank: the back office's history."""
    is_history = models.BooleanField(default=False)
    state = models.TextField(choices=State)
    rows = EncryptedField(null=True, context="imports.rows")
    """The parsed rows as JSON, encrypted: they hold personal data."""
    row_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    """What is wrong with the file: code, place, shown (masked) value and details; its sentence is made at the door."""
    results = models.JSONField(default=list)
    """After taking in, by row: the number it got, its status and clause."""
    done_count = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(is_history=True, state__in=("taking_in", "taken_in"), uploaded_by=models.F("decided_by")),
                name="history_approved_by_another",
            ),
        ]
