"""Registrations, visits, extensions and relations of customers.

A phone or identity number is kept encrypted; equality is tested on keyed HMACs (`qudao.kit.encrypted`). What is shown is ``*_shown``, always masked.
"""

from datetime import datetime

from django.conf import settings
from django.db import models

from qudao.kit.encrypted import EncryptedField
from qudao.kit.ids import new_id
from qudao.organization.models import Role, User
from qudao.partners.models import Partner, Person
from qudao.programmes.models import PolicyVersion, Project


class Identified(models.Model):
    """Columns that say who a customer is; the ``*_key`` columns are what is compared."""

    customer_name = models.TextField()
    name_key = models.TextField(db_index=True)
    phone = EncryptedField(null=True, context="customers.phone")
    phone_shown = models.TextField(blank=True)
    phone_key = models.BinaryField(null=True, db_index=True)
    phone_masked_key = models.BinaryField(null=True, db_index=True)
    phone_last_key = models.BinaryField(null=True, db_index=True)
    identity_no = EncryptedField(null=True, context="customers.identity_no")
    identity_shown = models.TextField(blank=True)
    identity_key = models.BinaryField(null=True, db_index=True)
    company = models.TextField(blank=True)
    company_key = models.TextField(blank=True, db_index=True)

    class Meta:
        abstract = True


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: User) -> "RegistrationQuerySet":
        """A partner's people see their partner's; an agent those reported by itself; site staff those of their projects."""
        if user.is_of_partner:
            own = self.filter(partner__people__user=user)
            return own if user.role == Role.PARTNER_ADMINISTRATOR else own.filter(reported_by=user)
        if user.is_of_site:
            return self.filter(project__assignments__user=user)
        return self


class Registration(Identified):
    """A partner's report of a customer. Its status and window come from this partner's own facts alone."""

    class Stage(models.TextChoices):
        PRE = "pre"
        FORMAL = "formal"

    class Status(models.TextChoices):
        REFUSED = "refused"
        PRE_REGISTERED = "pre_registered"
        REGISTERED = "registered"
        VISITED = "visited"
        EXTENDED = "extended"
        LAPSED = "lapsed"

    class Origin(models.TextChoices):
        PORTAL = "portal"
        API = "api"
        IMPORT = "import"
        DESK = "desk"
        HISTORY = "history"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    """The receipt's number: random, never counting; the id in files too."""
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="registrations")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="registrations")
    stage = models.TextField(choices=Stage)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    """Since when the report is known here: its receipt, or the import that brought it in."""
    corporate = models.BooleanField(default=False)
    bulk_proposed = models.BooleanField(default=False)
    """What the partner thinks; the site decides after the visit (`Visit.bulk`)."""
    customer_city = models.TextField(blank=True)
    local = models.BooleanField(default=True)
    declared = models.BooleanField(default=True)
    planned_visit_on = models.DateField(null=True)
    customer_signed = models.BooleanField(null=True)
    manager_signed = models.BooleanField(null=True)
    filed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="filed")
    exception = models.TextField(blank=True)
    exception_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.TextField(choices=Origin)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="reported")
    held_for_review = models.BooleanField(default=False)
    """Back office only: a burst of consecutive numbers (CU-08). Never shown to a partner, never changes the row's status."""

    status = models.TextField(choices=Status)
    protected_from = models.DateTimeField(null=True)
    protected_until = models.DateTimeField(null=True)
    clause = models.TextField()
    reasons = models.JSONField(default=list)
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    """As of when status, window, clause and reasons were decided: all facts known then, and no later one, give them again."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(protected_until__isnull=True) | models.Q(protected_until__gt=models.F("protected_from")),
                name="window_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-received_at"]),
            models.Index(fields=["project", "-received_at"]),
            models.Index(fields=["protected_until"]),
        ]

    def status_at(self, now: datetime) -> str:
        """The status as of now: a window past its end protects nothing, whether or not any job has run."""
        if self.protected_until is not None and now >= self.protected_until and self.status != self.Status.REFUSED:
            return self.Status.LAPSED
        return self.status


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> "VisitQuerySet":
        """A partner's people see visits they brought; site staff those of their projects."""
        if user.is_of_partner:
            own = self.filter(partner__people__user=user)
            return own if user.role == Role.PARTNER_ADMINISTRATOR else own.filter(registration__reported_by=user)
        if user.is_of_site:
            return self.filter(project__assignments__user=user)
        return self


class Visit(Identified):
    """An arrival at the front desk, with the chain of papers of a first visit and the 带客确认单."""

    class Source(models.TextChoices):
        CHANNEL = "channel"
        WALK_IN = "walk_in"
        OWN = "own"
        REFERRAL = "referral"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.TextField(unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    """Since when the visit is known here: the arrival, or the import that brought it in."""
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="visits")
    registration = models.ForeignKey(Registration, null=True, on_delete=models.PROTECT, related_name="visits")
    """The registration the desk picked; always of the same partner."""
    source = models.TextField(choices=Source)
    learned_from = models.TextField(blank=True)
    """How the customer learned of the project (获知渠道)."""
    bulk = models.BooleanField(null=True)
    message_at = models.DateTimeField(null=True)
    desk_at = models.DateTimeField(null=True)
    office_passed_at = models.DateTimeField(null=True)
    leader_signed_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    consultant = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    is_repeat = models.BooleanField(default=False)
    """Back office only: the same customer has visited this project before (counted once)."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_history = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_history=True)
                | (
                    (models.Q(office_passed_at=None) | models.Q(message_at__isnull=False, desk_at__isnull=False))
                    & (models.Q(leader_signed_at=None) | models.Q(office_passed_at__isnull=False, leader_signed_at__gte=models.F("office_passed_at")))
                    & (models.Q(entered_at=None) | models.Q(leader_signed_at__isnull=False, entered_at__gte=models.F("leader_signed_at")))
                ),
                name="chain_in_order",
            ),
            models.CheckConstraint(condition=models.Q(registration=None) | models.Q(partner__isnull=False), name="registered_visit_names_partner"),
        ]
        indexes = [models.Index(fields=["project", "-at"]), models.Index(fields=["partner", "-at"])]


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: User) -> "ExtensionQuerySet":
        if user.is_of_partner:
            own = self.filter(registration__partner__people__user=user)
            return own if user.role == Role.PARTNER_ADMINISTRATOR else own.filter(registration__reported_by=user)
        if user.is_of_site:
            return self.filter(registration__project__assignments__user=user)
        return self


class Extension(models.Model):
    """A request to protect a bulk customer longer. Who decides is another person than who asked."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="extensions")
    requested_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    """Since when the request is known here: itself, or the import that brought it in."""
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.JSONField(null=True)
    """The reasons when the regulation itself refuses the request (late, not bulk, a second one)."""

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(requested_by=models.F("decided_by")), name="extension_decided_by_another"),
            models.CheckConstraint(condition=models.Q(approved_at__isnull=True) | models.Q(declined_at__isnull=True), name="extension_one_verdict"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=False) | models.Q(approved_at=None, declined_at=None), name="extension_decided_by_somebody"
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(approved_at=None, declined_at=None, refusal__isnull=True),
                name="extension_one_open_request",
            ),
        ]


class Relation(models.Model):
    """Two persons of one family, each known by a phone or an identity number."""

    person = EncryptedField(context="customers.person")
    person_key = models.BinaryField(db_index=True)
    relative = EncryptedField(context="customers.relative")
    relative_key = models.BinaryField(db_index=True)
    relation = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        own = self.filter(registration__partner__people__user=user)
        return own if user.role == Role.PARTNER_ADMINISTRATOR else own.filter(registration__reported_by=user)


class Notice(models.Model):
    """Something a partner is told about its own registration; once per kind and cause."""

    class Kind(models.TextChoices):
        CAME_ALONE = "came_alone"
        PROTECTION_ENDING = "protection_ending"
        RULING = "ruling"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="notices")
    kind = models.TextField(choices=Kind)
    cause = models.TextField()
    """The public id of the visit, ruling or window end that caused it."""
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "kind", "cause"], name="notice_once")]


class Unmasking(models.Model):
    """Somebody looked at one full phone or identity number, and why. Insert only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, null=True, on_delete=models.PROTECT, related_name="unmaskings")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="unmaskings")
    field = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="unmasking_has_reason")]
