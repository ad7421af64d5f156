"""Users, machine keys, events, seals and stored answers. Events and seals are insert-only: the database refuses anything else."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from qudao.kit.ids import new_id


class Role(models.TextChoices):
    """What somebody does here; each user has exactly one role."""

    PARTNER_ADMINISTRATOR = "partner_administrator", _("渠道管理员")
    PARTNER_AGENT = "partner_agent", _("渠道经纪人")
    FRONT_DESK = "front_desk", _("案场前台")
    SITE_LEADER = "site_leader", _("案场负责人")
    SITE_BACK_OFFICE = "site_back_office", _("案场后台")
    CONSULTANT = "consultant", _("置业顾问")
    CHANNEL_MANAGER = "channel_manager", _("渠道经理")
    FINANCE = "finance", _("财务")
    RULE_OWNER = "rule_owner", _("制度负责人")
    AUDITOR = "auditor", _("审计")
    ADMINISTRATOR = "administrator", _("系统管理员")


PARTNER_ROLES = frozenset({Role.PARTNER_ADMINISTRATOR, Role.PARTNER_AGENT})
SITE_ROLES = frozenset({Role.FRONT_DESK, Role.SITE_LEADER, Role.SITE_BACK_OFFICE, Role.CONSULTANT})
COMPANY_ROLES = frozenset({Role.CHANNEL_MANAGER, Role.FINANCE, Role.RULE_OWNER, Role.AUDITOR, Role.ADMINISTRATOR})


class Users(BaseUserManager["User"]):
    """Users, found by their user name."""

    def create_user(self, username: str, password: str | None = None, *, name: str = "", role: str, **fields: Any) -> "User":
        """A user with a hashed password, or with none that fits."""
        user = self.model(username=self.model.normalize_username(username), name=name or username, role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Which partner or project he belongs to stands on higher floors."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    username = models.CharField(_("用户名"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("姓名"), max_length=64)
    email = models.EmailField(_("邮箱"), blank=True)
    role = models.CharField(_("角色"), max_length=32, choices=Role)
    language = models.CharField(_("语言"), max_length=16, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans")
    is_active = models.BooleanField(_("可登录"), default=True)
    password_is_one_time = models.BooleanField(default=False, editable=False)
    """Somebody else has seen the password: whoever signs in with it chooses his own before he does anything else."""
    joined_at = models.DateTimeField(db_default=Func(function="clock_timestamp"), editable=False)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once"),
            models.UniqueConstraint(Lower("username"), name="user_name_once_in_any_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_partner(self) -> bool:
        """Whether he works for a partner rather than for the company."""
        return self.role in PARTNER_ROLES

    @property
    def is_of_site(self) -> bool:
        """Whether he sees only the projects he is assigned to."""
        return self.role in SITE_ROLES

    def get_full_name(self) -> str:
        """The name that is shown."""
        return self.name

    def get_short_name(self) -> str:
        """The name that is shown."""
        return self.name


class MachineKey(models.Model):
    """A key with which a program acts as a user, within its scopes. Only a hash of the key is kept."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="machine_keys")
    name = models.CharField(_("用途"), max_length=64)
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=8)
    key_hash = models.BinaryField(unique=True, max_length=32)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="machine_key_revoked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TransactionId(models.PositiveBigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "xid8"

    def db_check(self, connection: Any) -> None:
        """No check: the type knows no sign."""

    def from_db_value(self, value: Any, expression: object, connection: Any) -> int | None:
        """The driver hands it over as text."""
        return None if value is None else int(value)


class Event(models.Model):
    """Something that happened: who, what, when, and the numbers. No names, no phones. Written by `events.record` only."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Func(function="clock_timestamp"), editable=False)
    transaction = TransactionId(db_default=Func(function="pg_current_xact_id"), editable=False)
    numbers = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["recorded_at"], name="event_recorded_at"),
            models.Index(fields=["kind", "id"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Seal(models.Model):
    """A sealed batch of events: the Merkle root over them, chained to the seal before."""

    number = models.BigIntegerField(primary_key=True)
    previous_hash = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32, unique=True)
    sealed_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class SealedEvent(models.Model):
    """Where an event stands in the seals, and its leaf's hash."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="members")
    position = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="sealed_event_position_once")]

    def __str__(self) -> str:
        return f"#{self.seal_id}/{self.position}"


class IdempotencyKey(models.Model):
    """A used key and the committed answer to its request, kept so that the same request sent again gets the same bytes."""

    principal = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=512)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_key_at")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @staticmethod
    def context(principal: str, key: str) -> str:
        """What the encrypted answer is bound to."""
        return f"organization.idempotency_key:{principal}:{key}"
