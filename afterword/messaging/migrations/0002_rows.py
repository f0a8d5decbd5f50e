"""Put row security on the tables of this app.

Why       What a carrier said is only added to.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_initial"),
        ("consent", "0002_rows"),
    ]
    operations = [
        secure("messaging_delivery", append_only=True),
        tie("messaging_delivery", "client_id", to="clinic_client"),
        tie("messaging_delivery", "hand_off_id", to="consent_handoff"),
    ]
