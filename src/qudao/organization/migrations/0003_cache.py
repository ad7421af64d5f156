"""The shared cache's table: rate limits of sign-in must hold over all web processes."""

from django.db import migrations

CREATE = """
CREATE TABLE organization_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX organization_cache_expires ON organization_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("organization", "0002_insert_only")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE organization_cache")]
