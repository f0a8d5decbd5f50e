"""Put row security on the tables of this app.

Why       A practice sees its own people alone.
Old code  There is none before this.
Rows      None yet.
Undo      Reversible; the rows stay.
Next      Nothing.
"""

from django.db import migrations

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0001_initial"),
    ]
    operations = [
        secure("clinic_clinician"),
        secure("clinic_ownrules", append_only=True),
        secure("clinic_importbatch"),
        secure("clinic_importpart"),
        secure("clinic_client"),
        secure("clinic_contactpoint"),
        secure("clinic_episode"),
        secure("clinic_reportedfact", append_only=True),
        secure("clinic_administration"),
        tie("clinic_clinician", "covered_by_id", to="clinic_clinician"),
        tie("clinic_ownrules", "clinician_id", to="clinic_clinician"),
        tie("clinic_client", "clinician_id", to="clinic_clinician"),
        tie("clinic_client", "import_batch_id", to="clinic_importbatch"),
        tie("clinic_importpart", "batch_id", to="clinic_importbatch"),
        tie("clinic_contactpoint", "client_id", to="clinic_client"),
        tie("clinic_episode", "client_id", to="clinic_client"),
        tie("clinic_episode", "clinician_id", to="clinic_clinician"),
        tie("clinic_reportedfact", "client_id", to="clinic_client"),
        tie("clinic_reportedfact", "clinician_id", to="clinic_clinician"),
        tie("clinic_administration", "client_id", to="clinic_client"),
        tie("clinic_administration", "episode_id", to="clinic_episode"),
    ]
