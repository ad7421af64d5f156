"""Channel partners, their people and their standing."""

from django.conf import settings
from django.db import models

from qudao.kit.ids import new_id
from qudao.organization.models import User


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: User) -> "PartnerQuerySet":
        """A partner's people see their own partner only."""
        return self.filter(people__user=user) if user.is_of_partner else self

    def without_compliance_contact(self) -> "PartnerQuerySet":
        """Those for whom nobody answers: none named, or the one named has left."""
        return self.filter(
            models.Q(compliance_contact=None)
            | models.Q(compliance_contact__left_on__isnull=False)
            | models.Q(compliance_contact__user__is_active=False)
        )


class Partner(models.Model):
    """A company that sells for us. ``code`` is its id in files."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.TextField(unique=True)
    name = models.TextField(unique=True)
    kind = models.TextField(default="distributor")
    grade = models.TextField(blank=True)
    joined_on = models.DateField(null=True)
    compliance_contact = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    """Which of its people answers for its keeping the rules (CO-31); whoever has left is none."""

    objects = PartnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> "PersonQuerySet":
        return self.filter(partner__people__user=user) if user.is_of_partner else self


class Person(models.Model):
    """One of a partner's people: the account, and whether he or she may pre-register for the partner."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="people")
    is_designated_filer = models.BooleanField(default=False)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    objects = PersonQuerySet.as_manager()


class Standing(models.Model):
    """A period in which a partner may not register: suspended, or blacklisted (no end)."""

    class Kind(models.TextChoices):
        SUSPENDED = "suspended"
        BLACKLISTED = "blacklisted"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="standings")
    kind = models.TextField(choices=Kind)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    """When it was ended early; the period itself is never rewritten, so that what was decided under it stays explicable."""
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gt=models.F("from_at")), name="standing_ends_after_start"
            ),
        ]
