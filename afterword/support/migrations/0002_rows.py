"""Put row security on the tables of this app.

Why       A practice's word on help lines, and its services, are its own.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0001_initial"),
    ]
    operations = [
        secure("support_helpline"),
        secure("support_service"),
        secure("support_servicefile"),
    ]
