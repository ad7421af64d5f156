"""A confirmation holds for a cycle: one receipt for each person, kind and cycle. What was confirmed before was the first time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_policy_receipts")]

    operations = [
        migrations.AddField("policyreceipt", "cycle", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveConstraint("policyreceipt", "policy_receipt_once"),
        migrations.AddConstraint(
            "policyreceipt", models.UniqueConstraint(fields=["version", "user", "kind", "cycle"], name="policy_receipt_once_in_cycle")
        ),
    ]
