"""Who read an approved version, and who confirmed it. Insert only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "programmes_policyreceipt"
TRIGGERS = f"""
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION organization_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();
"""
UNDO = f"DROP TRIGGER insert_only ON {TABLE}; DROP TRIGGER never_emptied ON {TABLE};"
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_policy_versions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PolicyReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.ForeignKey(on_delete=PROTECT, related_name="receipts", to="programmes.policyversion")),
                ("user", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("kind", models.CharField(choices=[("read", "Read"), ("confirmed", "Confirmed")], max_length=16)),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["version", "user", "kind"], name="policy_receipt_once")]},
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
