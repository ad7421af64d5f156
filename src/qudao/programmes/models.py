"""Programmes (business lines), their projects, the policies and their versions, which policy governs which programme, and who works where."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qudao.kit.ids import new_id
from qudao.organization.models import User

Person = settings.AUTH_USER_MODEL


class Policy(models.Model):
    """A regulation of the company as Qudao keeps it: a name and a time zone; what it says stands in its versions."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.TextField(unique=True)
    title_zh = models.TextField()
    title_en = models.TextField()
    pack = models.TextField(blank=True)
    """The shipped pack that it began with; empty for the company's own."""
    timezone = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title_zh


def audience_of(user: User) -> str:
    """As which of a policy's audiences he is addressed: staff, suppliers (whoever works for a partner of that kind) or partners."""
    if not user.is_of_partner:
        return "staff"
    return "suppliers" if User.objects.filter(pk=user.pk, person__partner__kind="supplier").exists() else "partners"


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, user: User) -> "PolicyVersionQuerySet":
        """Whoever works for the company's centre sees drafts too; everybody else what was approved (partners: and is addressed to them)."""
        if user.is_of_partner:
            return self.filter(status=PolicyVersion.Status.APPROVED, audience__contains=[audience_of(user)])
        return self.filter(status=PolicyVersion.Status.APPROVED) if user.is_of_site else self


class PolicyVersion(models.Model):
    """One version of a policy, by the hash of its files; decisions point here. Once approved it never changes: the database refuses it.

    In force or superseded is derived: of the approved ones, the one that started last.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in_review"
        APPROVED = "approved"
        WITHDRAWN = "withdrawn"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    pack = models.TextField()
    """The policy's code, at hand without a join."""
    version = models.TextField()
    title_zh = models.TextField()
    title_en = models.TextField()
    audience = ArrayField(models.TextField(), default=list)
    content_hash = models.TextField()
    """Of the law's files, without the cases."""
    status = models.CharField(max_length=16, choices=Status)
    starts_on = models.DateField()
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    edited_by = ArrayField(models.BigIntegerField(), default=list)
    """Everybody who wrote in it: none of them approves."""
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    short_notice_because = models.TextField(blank=True)
    """Why it starts earlier than the notice that the regulation promises."""
    returned_because = models.TextField(blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "content_hash"], condition=Q(status="approved"), name="approved_content_once"),
            models.UniqueConstraint(fields=["policy", "version"], condition=Q(status="approved"), name="approved_label_once"),
            models.CheckConstraint(condition=~Q(status="approved") | Q(approved_at__isnull=False), name="approved_at_some_time"),
            models.CheckConstraint(condition=~Q(approved_by=F("drafted_by")), name="version_not_approved_by_drafter"),
            models.CheckConstraint(condition=~Q(approved_by=F("submitted_by")), name="version_not_approved_by_submitter"),
        ]
        indexes = [models.Index(fields=["policy", "-starts_on"], name="version_start")]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"

    def is_told_to(self, user: User) -> bool:
        """Whether he is one of those whom it binds: then he reads it and confirms."""
        return self.status == self.Status.APPROVED and audience_of(user) in self.audience

    @property
    def reference(self) -> str:
        """How links to its articles name it."""
        return str(self.public_id)


class PolicyText(models.Model):
    """The files of a version, comments kept, as texts by name; apart, because rows that decisions join must be light."""

    version = models.OneToOneField(PolicyVersion, primary_key=True, on_delete=models.PROTECT, related_name="text")
    files = models.JSONField()


class FindingAnswer(models.Model):
    """Why a named person lets a warning of the check stand. Insert only; the latest counts."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="answers")
    finding = models.TextField()
    """The finding's key."""
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class BacktestSeen(models.Model):
    """A person looked at what a draft would have done to the past: the draft and the version in force by their hashes, and the totals he saw."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="backtests_seen")
    content_hash = models.TextField()
    against_hash = models.TextField()
    summary = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "content_hash", "against_hash", "by"], name="backtest_seen_once")]


class PolicyReceipt(models.Model):
    """Somebody read an approved version, or confirmed for his firm that it knows it. Insert only; read once, confirmed once in each cycle."""

    class Kind(models.TextChoices):
        READ = "read"
        CONFIRMED = "confirmed"

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    cycle = models.PositiveSmallIntegerField(default=0)
    """How many times the same person had confirmed the version before."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user", "kind", "cycle"], name="policy_receipt_once_in_cycle")]


class Programme(models.Model):
    """A business line; exactly one policy governs it at a time, by its bindings."""

    code = models.TextField(unique=True)
    name = models.TextField()
    pack = models.TextField()
    """The shipped pack that governs it from its first use, until a binding says otherwise."""

    def __str__(self) -> str:
        return self.name


class Binding(models.Model):
    """From this day the policy governs the programme; of several, the one that started last counts. Insert only."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="bindings")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="bindings")
    starts_on = models.DateField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "starts_on"], name="one_policy_per_programme_and_day")]


class ProjectQuerySet(models.QuerySet["Project"]):
    def open_at(self, at: datetime) -> "ProjectQuerySet":
        """Projects that still take registrations at that instant."""
        return self.filter(models.Q(closed_at__isnull=True) | models.Q(closed_at__gt=at))

    def visible_to(self, user: User) -> "ProjectQuerySet":
        """Site staff see the projects they are assigned to; everybody else every project (names are public)."""
        return self.filter(assignments__user=user) if user.is_of_site else self


class Project(models.Model):
    """A site (楼盘). ``code`` is its id in files."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.TextField(unique=True)
    name = models.TextField(unique=True)
    city = models.TextField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    opens_on = models.DateField(null=True)
    promotion_area = ArrayField(models.TextField(), default=list)
    interception_radius_m = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A person of the site (front desk, leader, back office, consultant) works at a project."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="assigned_once")]
