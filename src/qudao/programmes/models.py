"""Programmes (business lines), their projects, the policy versions that governed decisions, and who works where."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from qudao.kit.ids import new_id
from qudao.organization.models import User


class PolicyVersion(models.Model):
    """One version of a policy pack, by the hash of its files; decisions point here."""

    pack = models.TextField()
    version = models.TextField()
    title_zh = models.TextField()
    title_en = models.TextField()
    content_hash = models.TextField()
    first_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "content_hash"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class Programme(models.Model):
    """A business line; one policy pack governs it."""

    code = models.TextField(unique=True)
    name = models.TextField()
    pack = models.TextField()

    def __str__(self) -> str:
        return self.name


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
