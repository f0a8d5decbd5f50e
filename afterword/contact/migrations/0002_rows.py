"""Put row security on the tables of this app.

Why       Rulings are kept as they were given.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0001_initial"),
    ]
    operations = [
        secure("contact_ruling", append_only=True),
        tie("contact_ruling", "client_id", to="clinic_client"),
    ]
