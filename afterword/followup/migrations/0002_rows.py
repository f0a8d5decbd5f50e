"""Put row security on the tables of this app.

Why       Steps are seen in their own practice alone.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0001_initial"),
    ]
    operations = [
        secure("followup_step"),
        tie("followup_step", "client_id", to="clinic_client"),
    ]
