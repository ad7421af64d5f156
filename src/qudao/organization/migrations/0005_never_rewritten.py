"""For columns that are written once: a trigger names one, and the database refuses every role to change it."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION organization_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is written once: change refused', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("organization", "0004_one_time_passwords")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION organization_refuse_rewrite()")]
