"""The version of the policy that made a ruling is written once. CO-29."""

from django.db import migrations

DO = """
CREATE TRIGGER policy_id_written_once BEFORE UPDATE ON orders_ruling FOR EACH ROW WHEN (OLD.policy_id IS DISTINCT FROM NEW.policy_id)
EXECUTE FUNCTION organization_refuse_rewrite('policy_id');
"""
UNDO = "DROP TRIGGER policy_id_written_once ON orders_ruling;"


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_letter_content_and_whole_shares"), ("organization", "0005_never_rewritten")]

    operations = [migrations.RunSQL(DO, UNDO)]
