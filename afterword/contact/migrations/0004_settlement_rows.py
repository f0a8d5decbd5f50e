"""Put row security on settlements, and tie each to what it is about.

Why       What somebody said about a ruling stays as they said it, in its practice.
Old code  Keeps working: it knows none of these tables.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0003_settlements"),
    ]
    operations = [
        secure("contact_consultation", append_only=True),
        tie("contact_consultation", "client_id", to="clinic_client"),
        tie("contact_consultation", "ruling_id", to="contact_ruling"),
        secure("contact_settlement", append_only=True),
        tie("contact_settlement", "client_id", to="clinic_client"),
        tie("contact_settlement", "ruling_id", to="contact_ruling"),
        secure("contact_conditionsmet", append_only=True),
        tie("contact_conditionsmet", "client_id", to="clinic_client"),
        tie("contact_conditionsmet", "settlement_id", to="contact_settlement"),
        secure("contact_standingsettlement", append_only=True),
        tie("contact_standingsettlement", "clinician_id", to="clinic_clinician"),
        secure("contact_standingline", append_only=True),
        tie("contact_standingline", "standing_id", to="contact_standingsettlement"),
    ]
