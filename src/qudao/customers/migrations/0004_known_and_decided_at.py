"""Since when a fact is known, and as of when a registration was decided: what is needed to decide it again.

For earlier rows both come from the event log. Exact: reports, visits and requests made here, and history whose registrations were brought in
(each has its event). A guess: visits and requests of a history count as brought in with the first history after them. A registration counts as
decided at the latest event about itself, its own visits, papers or extensions; where another visit of the same customer had decided it, replay may
report it once, and it is right again after its next decision.
"""

from django.db import migrations, models

KNOWN = """
UPDATE customers_registration r SET recorded_at = coalesce(
    (SELECT min(e.at) FROM organization_event e
     WHERE e.kind = 'customers.history_brought_in' AND e.subject_type = 'customers.registration' AND e.subject_id = r.public_id::text),
    r.received_at);
UPDATE customers_visit v SET recorded_at = CASE WHEN v.is_history THEN coalesce(
    (SELECT min(e.at) FROM organization_event e WHERE e.kind = 'customers.history_brought_in' AND e.at >= v.at), v.at) ELSE v.at END;
UPDATE customers_extension x SET recorded_at = CASE WHEN x.requested_by_id IS NULL THEN coalesce(
    (SELECT min(e.at) FROM organization_event e WHERE e.kind = 'customers.history_brought_in' AND e.at >= x.requested_at), x.requested_at)
    ELSE x.requested_at END;
"""

DECIDED = """
UPDATE customers_registration SET decided_at = recorded_at;
UPDATE customers_registration r SET decided_at = greatest(r.recorded_at, found.at) FROM (
    SELECT id, max(at) AS at FROM (
        SELECT r.id, e.at FROM customers_registration r
        JOIN organization_event e ON e.subject_type = 'customers.registration' AND e.subject_id = r.public_id::text
        WHERE e.kind IN ('customers.customer_registered', 'customers.formal_registration_filed', 'customers.history_brought_in',
                         'customers.exception_granted')
        UNION ALL
        SELECT v.registration_id, e.at FROM customers_visit v
        JOIN organization_event e ON e.subject_type = 'customers.visit' AND e.subject_id = v.public_id::text
        WHERE v.registration_id IS NOT NULL
        AND e.kind IN ('customers.visit_recorded', 'customers.visit_message_sent', 'customers.office_review_passed', 'customers.leader_signed',
                       'customers.customer_entered', 'customers.bulk_classified')
        UNION ALL
        SELECT x.registration_id, e.at FROM customers_extension x
        JOIN organization_event e ON e.subject_type = 'customers.extension' AND e.subject_id = x.public_id::text
        WHERE e.kind = 'customers.extension_decided'
    ) AS about GROUP BY id
) AS found WHERE found.id = r.id;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_unmasking_insert_only"), ("organization", "0002_insert_only")]

    operations = [
        migrations.AddField(model_name="registration", name="recorded_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="registration", name="decided_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="visit", name="recorded_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="extension", name="recorded_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(DECIDED, migrations.RunSQL.noop),
        migrations.AlterField(model_name="registration", name="recorded_at", field=models.DateTimeField()),
        migrations.AlterField(model_name="registration", name="decided_at", field=models.DateTimeField()),
        migrations.AlterField(model_name="visit", name="recorded_at", field=models.DateTimeField()),
        migrations.AlterField(model_name="extension", name="recorded_at", field=models.DateTimeField()),
    ]
