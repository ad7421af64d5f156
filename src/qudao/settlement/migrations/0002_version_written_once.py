"""The version of the policy that a month was settled by is written once. CO-29."""

from django.db import migrations

DO = """
CREATE TRIGGER policy_id_written_once BEFORE UPDATE ON settlement_settlementrun FOR EACH ROW WHEN (OLD.policy_id IS DISTINCT FROM NEW.policy_id)
EXECUTE FUNCTION organization_refuse_rewrite('policy_id');
"""
UNDO = "DROP TRIGGER policy_id_written_once ON settlement_settlementrun;"


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_runs_and_statements"), ("organization", "0005_never_rewritten")]

    operations = [migrations.RunSQL(DO, UNDO)]
