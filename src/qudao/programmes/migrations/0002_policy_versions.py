"""Policies with versions, their texts, bindings, answers and seen backtests. An approved version and its text never change again."""

from datetime import date
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import qudao.kit.ids

PERSON = migrations.swappable_dependency(settings.AUTH_USER_MODEL)
BEGUN = date(2024, 1, 1)
"""The first day of both packs that existed when versions had none."""


def keep_what_was_used(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Every version that decisions point to belongs to a policy, is approved, and has no text: its files were not kept."""
    policies, versions = apps.get_model("programmes", "Policy"), apps.get_model("programmes", "PolicyVersion")
    for version in versions.objects.using(schema_editor.connection.alias).order_by("pk"):
        policy, _ = policies.objects.using(schema_editor.connection.alias).get_or_create(
            code=version.pack,
            defaults={
                "title_zh": version.title_zh,
                "title_en": version.title_en,
                "pack": version.pack,
                "timezone": "Asia/Shanghai",
                "created_at": version.drafted_at,
            },
        )
        version.policy, version.starts_on, version.status, version.approved_at = policy, BEGUN, "approved", version.drafted_at
        version.version = f"{version.version} {version.content_hash[:8]}"
        version.audience, version.public_id = ["partners"], qudao.kit.ids.new_id()
        version.save()


REFUSE = """
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('approved', 'withdrawn') THEN
        RAISE EXCEPTION 'version % of % is %: % refused', OLD.version, OLD.pack, OLD.status, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION programmes_refuse_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM programmes_policyversion WHERE id = OLD.version_id AND status IN ('approved', 'withdrawn')) THEN
        RAISE EXCEPTION 'the text of an approved version: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approved_never_changes BEFORE UPDATE OR DELETE ON programmes_policyversion FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();
CREATE TRIGGER approved_never_changes BEFORE UPDATE OR DELETE ON programmes_policytext FOR EACH ROW EXECUTE FUNCTION programmes_refuse_text();
"""
UNDO = """
DROP TRIGGER approved_never_changes ON programmes_policyversion; DROP TRIGGER approved_never_changes ON programmes_policytext;
DROP FUNCTION programmes_refuse_change(); DROP FUNCTION programmes_refuse_text();
"""
INSERT_ONLY = ["programmes_binding", "programmes_findinganswer", "programmes_backtestseen"]
ROWS = "CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION organization_refuse_change();"
WHOLE = "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();"


def reference(to: str, **more: Any) -> models.ForeignKey:
    """A foreign key that nothing may pull away."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **more)


def text_list() -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)


ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
USER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies = [PERSON, ("programmes", "0001_programmes_and_projects"), ("organization", "0002_insert_only")]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ID,
                ("public_id", models.UUIDField(default=qudao.kit.ids.new_id, editable=False, unique=True)),
                ("code", models.TextField(unique=True)),
                ("title_zh", models.TextField()),
                ("title_en", models.TextField()),
                ("pack", models.TextField(blank=True)),
                ("timezone", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint("policyversion", "policy_version_once"),
        migrations.RenameField("policyversion", "first_used_at", "drafted_at"),
        migrations.AddField("policyversion", "public_id", models.UUIDField(default=qudao.kit.ids.new_id, editable=False, null=True)),
        migrations.AddField("policyversion", "policy", reference("programmes.policy", null=True, related_name="versions")),
        migrations.AddField("policyversion", "audience", text_list()),
        migrations.AddField("policyversion", "status", models.CharField(max_length=16, null=True)),
        migrations.AddField("policyversion", "starts_on", models.DateField(null=True)),
        migrations.AddField("policyversion", "based_on", reference("programmes.policyversion", null=True, related_name="successors")),
        migrations.AddField("policyversion", "drafted_by", reference(USER, null=True, related_name="+")),
        migrations.AddField(
            "policyversion", "edited_by", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list)
        ),
        migrations.AddField("policyversion", "submitted_by", reference(USER, null=True, related_name="+")),
        migrations.AddField("policyversion", "submitted_at", models.DateTimeField(null=True)),
        migrations.AddField("policyversion", "approved_by", reference(USER, null=True, related_name="+")),
        migrations.AddField("policyversion", "approved_at", models.DateTimeField(null=True)),
        migrations.AddField("policyversion", "short_notice_because", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("policyversion", "returned_because", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(keep_what_was_used, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("policyversion", "public_id", models.UUIDField(default=qudao.kit.ids.new_id, editable=False, unique=True)),
        migrations.AlterField("policyversion", "policy", reference("programmes.policy", related_name="versions")),
        migrations.AlterField(
            "policyversion",
            "status",
            models.CharField(
                max_length=16, choices=[("draft", "Draft"), ("in_review", "In Review"), ("approved", "Approved"), ("withdrawn", "Withdrawn")]
            ),
        ),
        migrations.AlterField("policyversion", "starts_on", models.DateField()),
        migrations.AddConstraint(
            "policyversion", models.UniqueConstraint(fields=["policy", "content_hash"], condition=Q(status="approved"), name="approved_content_once")
        ),
        migrations.AddConstraint(
            "policyversion", models.UniqueConstraint(fields=["policy", "version"], condition=Q(status="approved"), name="approved_label_once")
        ),
        migrations.AddConstraint(
            "policyversion",
            models.CheckConstraint(condition=~Q(status="approved") | Q(approved_at__isnull=False), name="approved_at_some_time"),
        ),
        migrations.AddConstraint(
            "policyversion", models.CheckConstraint(condition=~Q(approved_by=F("drafted_by")), name="version_not_approved_by_drafter")
        ),
        migrations.AddConstraint(
            "policyversion", models.CheckConstraint(condition=~Q(approved_by=F("submitted_by")), name="version_not_approved_by_submitter")
        ),
        migrations.AddIndex("policyversion", models.Index(fields=["policy", "-starts_on"], name="version_start")),
        migrations.CreateModel(
            name="PolicyText",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="programmes.policyversion",
                    ),
                ),
                ("files", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="FindingAnswer",
            fields=[
                ID,
                ("version", reference("programmes.policyversion", related_name="answers")),
                ("finding", models.TextField()),
                ("reason", models.TextField()),
                ("by", reference(USER, related_name="+")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BacktestSeen",
            fields=[
                ID,
                ("version", reference("programmes.policyversion", related_name="backtests_seen")),
                ("content_hash", models.TextField()),
                ("against_hash", models.TextField()),
                ("summary", models.JSONField(default=dict)),
                ("by", reference(USER, related_name="+")),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["version", "content_hash", "against_hash", "by"], name="backtest_seen_once")]},
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ID,
                ("programme", reference("programmes.programme", related_name="bindings")),
                ("policy", reference("programmes.policy", related_name="bindings")),
                ("starts_on", models.DateField()),
                ("by", reference(USER, null=True, related_name="+")),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["programme", "starts_on"], name="one_policy_per_programme_and_day")]},
        ),
        migrations.RunSQL(REFUSE, UNDO),
        *(migrations.RunSQL(ROWS.format(table=table), f"DROP TRIGGER insert_only ON {table}") for table in INSERT_ONLY),
        *(migrations.RunSQL(WHOLE.format(table=table), f"DROP TRIGGER never_emptied ON {table}") for table in INSERT_ONLY),
    ]
