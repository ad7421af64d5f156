"""Who answers for a partner's keeping the rules."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_standing_as_of")]

    operations = [
        migrations.AddField(
            "partner",
            "compliance_contact",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.person"),
        ),
    ]
