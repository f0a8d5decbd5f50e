"""Put row security on the tables of this app.

Why       Lines of the record are added and read, never changed.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]
    operations = [
        secure("audit_event", append_only=True),
        secure("audit_leaf", append_only=True),
        secure("audit_checkpoint", append_only=True),
    ]
