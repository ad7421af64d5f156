"""Who looked at a full number stays on record: update, delete and truncate are refused by the database."""

from django.db import migrations

DO = """
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON customers_unmasking FOR EACH ROW EXECUTE FUNCTION organization_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON customers_unmasking FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_change();
"""
UNDO = "DROP TRIGGER insert_only ON customers_unmasking; DROP TRIGGER never_emptied ON customers_unmasking;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_chain_in_order_and_bulk_proposed"), ("organization", "0002_insert_only")]

    operations = [migrations.RunSQL(DO, UNDO)]
