"""A password that somebody else has seen is changed at the first sign-in; nobody's present password counts as one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0003_cache")]

    operations = [
        migrations.AddField(model_name="user", name="password_is_one_time", field=models.BooleanField(default=False, editable=False)),
    ]
