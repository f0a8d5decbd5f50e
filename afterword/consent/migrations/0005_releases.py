"""Keep what a client allowed to be told to somebody else.

Why       A referral sends something only under a release that names the recipient.
Old code  Keeps working: nobody reads or writes the table yet.
Rows      None yet.
Undo      Reversible; releases that were given would be lost, so nothing could be sent.
Next      Nothing.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
import afterword.vault.fields
from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0002_rows"),
        ("consent", "0004_codes_asked_for"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="InformationRelease",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recipient", afterword.vault.fields.SealedField("evidence", default=None, null=True)),
                ("recipient_id", models.UUIDField(null=True)),
                ("shares", models.JSONField(default=list)),
                ("other", afterword.vault.fields.SealedField("evidence", default=None, null=True)),
                ("why", afterword.vault.fields.SealedField("evidence", default=None, null=True)),
                ("given_on", models.DateField()),
                ("until", models.DateField()),
                ("door", models.CharField(max_length=20)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(null=True)),
                ("attested_by", models.UUIDField(null=True)),
                ("scan", afterword.vault.fields.SealedField("evidence", default=None, null=True)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_door", models.CharField(blank=True, max_length=20)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="clinic.client")),
                ("practice", models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice")),
            ],
        ),
        migrations.AddConstraint(
            model_name="informationrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(until__gte=models.F("given_on")),
                name="consent_release_ends_after_it_begins",
            ),
        ),
        secure("consent_informationrelease"),
        tie("consent_informationrelease", "client_id", to="clinic_client"),
    ]
