"""What re-decisions found (insert only), and which database these rows were last served from."""

from django.db import migrations, models

import qudao.kit.ids

DO = """
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON replay_verificationrun FOR EACH ROW EXECUTE FUNCTION organization_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON replay_verificationrun FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();
"""
UNDO = "DROP TRIGGER insert_only ON replay_verificationrun; DROP TRIGGER never_emptied ON replay_verificationrun;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("organization", "0002_insert_only")]

    operations = [
        migrations.CreateModel(
            name="VerificationRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=qudao.kit.ids.new_id, editable=False, unique=True)),
                ("kind", models.TextField(choices=[("nightly", "Nightly"), ("restored", "Restored")])),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("decisions", models.PositiveBigIntegerField()),
                ("differences", models.PositiveBigIntegerField()),
                ("found", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("finished_at__gte", models.F("started_at"))), name="verification_ends_after_start")
                ],
            },
        ),
        migrations.CreateModel(
            name="DatabaseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.TextField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(DO, UNDO),
    ]
