"""Put row security on the tables of this app.

Why       The ledger is only added to; the register is seen in its own practice.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_initial"),
        ("clinic", "0002_rows"),
    ]
    operations = [
        secure("consent_ledgerentry", append_only=True),
        secure("consent_suppression", append_only=True),
        secure("consent_safecontact", append_only=True),
        secure("consent_handoff"),
        secure("consent_key"),
        secure("consent_paperform"),
        tie("consent_ledgerentry", "client_id", to="clinic_client"),
        tie("consent_safecontact", "client_id", to="clinic_client"),
        tie("consent_handoff", "client_id", to="clinic_client"),
        tie("consent_handoff", "contact_point_id", to="clinic_contactpoint"),
        tie("consent_key", "client_id", to="clinic_client"),
        tie("consent_key", "contact_point_id", to="clinic_contactpoint"),
        tie("consent_paperform", "client_id", to="clinic_client"),
    ]
