"""Put row security on the tables of this app.

Why       A practice sees its own relationships and checks alone.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0003_likeness"),
        ("screening", "0001_initial"),
    ]
    operations = [
        secure("screening_dualrelationship", append_only=True),
        secure("screening_relationshipentry", append_only=True),
        secure("screening_conflictcheck"),
        tie("screening_dualrelationship", "client_id", to="clinic_client"),
        tie("screening_dualrelationship", "clinician_id", to="clinic_clinician"),
        tie("screening_relationshipentry", "client_id", to="clinic_client"),
        tie(
            "screening_relationshipentry",
            "relationship_id",
            to="screening_dualrelationship",
        ),
    ]
