"""Zone and code of a policy are written once; versions and their texts are never emptied. CO-29."""

from django.db import migrations

ONCE = """
CREATE TRIGGER {column}_written_once BEFORE UPDATE ON programmes_policy FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})
EXECUTE FUNCTION organization_refuse_rewrite('{column}');
"""
WHOLE = "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_confirmed_in_cycles"), ("organization", "0005_never_rewritten")]

    operations = [
        *(
            migrations.RunSQL(ONCE.format(column=column), f"DROP TRIGGER {column}_written_once ON programmes_policy")
            for column in ("timezone", "code")
        ),
        *(
            migrations.RunSQL(WHOLE.format(table=table), f"DROP TRIGGER never_emptied ON {table}")
            for table in ("programmes_policyversion", "programmes_policytext")
        ),
    ]
