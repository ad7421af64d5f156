"""Backtests of drafts and their results."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import qudao.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_policy_versions"),
        ("replay", "0001_verification_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Backtest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=qudao.kit.ids.new_id, editable=False, unique=True)),
                ("content_hash", models.TextField()),
                ("against_hash", models.TextField()),
                ("since", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("step", models.CharField(default="waiting", max_length=16)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("facts", models.PositiveBigIntegerField(default=0)),
                ("summary", models.JSONField(default=dict)),
                ("against", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.policyversion")),
                ("started_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="backtests", to="programmes.policyversion")),
            ],
        ),
        migrations.CreateModel(
            name="BacktestResult",
            fields=[
                (
                    "backtest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="result", serialize=False, to="replay.backtest"
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name="backtest",
            index=models.Index(fields=["version", "-started_at"], name="backtest_latest"),
        ),
        migrations.AddConstraint(
            model_name="backtest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "running"))),
                fields=("version", "content_hash", "against_hash"),
                name="one_backtest_of_a_content_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="backtest",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "done"), _negated=True), ("finished_at__isnull", False), _connector="OR"),
                name="backtest_done_at_some_time",
            ),
        ),
    ]
