"""The lines that only the report needs stand apart from what the page shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("replay", "0002_backtests"),
    ]

    operations = [
        migrations.AddField(
            model_name="backtestresult",
            name="lines",
            field=models.BinaryField(default=bytes),
        ),
    ]
