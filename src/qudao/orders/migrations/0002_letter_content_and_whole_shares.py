"""A letter keeps what it says; the shares of a ruling are nothing or the whole, checked at commit."""

from django.db import migrations, models

CREATE = """
CREATE FUNCTION orders_shares_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.ruling_id ELSE NEW.ruling_id END;
    total bigint;
BEGIN
    SELECT coalesce(sum(share_bp), 0) INTO total FROM orders_credit WHERE ruling_id = checked;
    IF total NOT IN (0, 10000) THEN
        RAISE EXCEPTION 'the shares of ruling % add up to % bp, expected 0 or 10000', checked, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shares_whole AFTER INSERT OR UPDATE OR DELETE ON orders_credit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_shares_are_whole();
"""
DROP = "DROP TRIGGER shares_whole ON orders_credit; DROP FUNCTION orders_shares_are_whole();"


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_deals_and_rulings")]

    operations = [
        migrations.AddField(model_name="letter", name="content", field=models.JSONField(default=dict)),
        migrations.RunSQL(CREATE, DROP),
    ]
