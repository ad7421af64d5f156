"""Events and seals are insert-only for every role: update, delete and truncate are refused by the database."""

from django.db import migrations

TABLES = ["organization_event", "organization_seal", "organization_sealedevent"]

FUNCTION = """
CREATE FUNCTION organization_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is insert-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION organization_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();
"""
UNDO = "DROP TRIGGER insert_only ON {table}; DROP TRIGGER never_emptied ON {table};"


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_users_events_seals")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION organization_refuse_change()"),
        *(migrations.RunSQL(TRIGGERS.format(table=table), UNDO.format(table=table)) for table in TABLES),
    ]
