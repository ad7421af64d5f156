"""The version of the policy that a registration was decided by is written once. CO-29."""

from django.db import migrations

DO = """
CREATE TRIGGER policy_id_written_once BEFORE UPDATE ON customers_registration FOR EACH ROW WHEN (OLD.policy_id IS DISTINCT FROM NEW.policy_id)
EXECUTE FUNCTION organization_refuse_rewrite('policy_id');
"""
UNDO = "DROP TRIGGER policy_id_written_once ON customers_registration;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_known_and_decided_at"), ("organization", "0005_never_rewritten")]

    operations = [migrations.RunSQL(DO, UNDO)]
