"""Put row security on the keys of clients.

Why       A practice sees its own keys alone.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import POLICY


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE keys.client_key ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY practice ON keys.client_key "
                f"USING ({POLICY}) WITH CHECK ({POLICY})",
            ],
            [
                "DROP POLICY practice ON keys.client_key",
                "ALTER TABLE keys.client_key DISABLE ROW LEVEL SECURITY",
            ],
        ),
    ]
