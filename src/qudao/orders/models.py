"""Deals, their buyers, the ruling on who earns, and the credit it gives."""

from django.conf import settings
from django.db import models

from qudao.customers.models import Registration, Visit
from qudao.kit.encrypted import EncryptedField
from qudao.kit.ids import new_id
from qudao.organization.models import Role, User
from qudao.partners.models import Partner
from qudao.programmes.models import PolicyVersion, Project


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, user: User) -> "DealQuerySet":
        """Our own people only: site staff those of their projects. Partners see rulings and statement lines, never deals."""
        if user.is_of_partner:
            return self.none()
        if user.is_of_site:
            return self.filter(project__assignments__user=user)
        return self


class Deal(models.Model):
    """A property deal with the instants of its stages; money in fen."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="deals")
    claimed_by = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="deals")
    unit = models.TextField()
    list_price_fen = models.BigIntegerField(null=True)
    price_fen = models.BigIntegerField()
    pre_subscribed_at = models.DateTimeField(null=True)
    subscribed_at = models.DateTimeField(null=True)
    contracted_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_history = models.BooleanField(default=False)

    objects = DealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price_fen__gte=0), name="price_not_negative"),
            models.UniqueConstraint(fields=["project", "unit"], condition=models.Q(cancelled_at__isnull=True), name="unit_sold_once"),
        ]
        indexes = [models.Index(fields=["filed_at"])]


class Buyer(models.Model):
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="buyers")
    name = models.TextField()
    name_key = models.TextField()
    phone = EncryptedField(null=True, context="orders.phone")
    phone_shown = models.TextField(blank=True)
    phone_key = models.BinaryField(null=True, db_index=True)
    identity_no = EncryptedField(null=True, context="orders.identity_no")
    identity_shown = models.TextField(blank=True)
    identity_key = models.BinaryField(null=True, db_index=True)


class Ruling(models.Model):
    """Who earns on a deal, decided from the facts as of an instant. A later ruling takes its place (``is_current``); nothing else ever changes."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="rulings")
    made_at = models.DateTimeField()
    moment = models.DateTimeField(null=True)
    clause = models.TextField()
    reasons = models.JSONField()
    considered = models.JSONField()
    """Every registration weighed: number, verdict and its own reasons; ids and clauses only."""
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal"], condition=models.Q(is_current=True), name="one_current_ruling")]


class Credit(models.Model):
    """A partner's share of a deal by a ruling, with its clause. The shares of a ruling are nothing or 10,000 bp."""

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="credits")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="credits")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="credits")
    share_bp = models.PositiveIntegerField()
    clause = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ruling", "partner"], name="one_credit_per_partner"),
            models.CheckConstraint(condition=models.Q(share_bp__gt=0, share_bp__lte=10_000), name="share_within_whole"),
        ]


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> "LetterQuerySet":
        if user.is_of_partner:
            own = self.filter(registration__partner__people__user=user)
            return own if user.role == Role.PARTNER_ADMINISTRATOR else own.filter(registration__reported_by=user)
        if user.is_of_site:
            return self.filter(ruling__deal__project__assignments__user=user)
        return self


class Letter(models.Model):
    """A ruling as told to one partner that had registered the customer, after the formal contract."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="letters")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="letters")
    issued_at = models.DateTimeField()
    content = models.JSONField(default=dict)
    """The addressee's own facts and what would have changed the result, as decided when the letter was issued; codes, clauses, numbers."""

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ruling", "registration"], name="letter_once")]
