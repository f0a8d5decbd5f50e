"""Put row security on the tables of this app.

Why       What waits is seen in its own practice alone.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("attention", "0001_initial"),
        ("clinic", "0002_rows"),
    ]
    operations = [
        secure("attention_item"),
        tie("attention_item", "client_id", to="clinic_client"),
        tie("attention_item", "owner_id", to="clinic_clinician"),
    ]
