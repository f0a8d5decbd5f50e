"""Put row security on the tables of this app.

Why       What an ending was is only added to.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("ending", "0001_initial"),
    ]
    operations = [
        secure("ending_ending"),
        secure("ending_endingversion", append_only=True),
        tie("ending_ending", "client_id", to="clinic_client"),
        tie("ending_ending", "episode_id", to="clinic_episode"),
        tie("ending_ending", "clinician_id", to="clinic_clinician"),
        tie("ending_endingversion", "ending_id", to="ending_ending"),
    ]
