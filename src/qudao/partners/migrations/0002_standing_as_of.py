"""Since when a standing is known here, and when it was ended early; earlier rows count as known from their own first instant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_partners_and_people")]

    operations = [
        migrations.AddField(model_name="standing", name="lifted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="standing", name="recorded_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE partners_standing SET recorded_at = from_at", migrations.RunSQL.noop),
        migrations.AlterField(model_name="standing", name="recorded_at", field=models.DateTimeField()),
    ]
