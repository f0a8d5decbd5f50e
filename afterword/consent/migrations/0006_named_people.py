"""Keep who by name can be told something: a parent, whoever sent the client.

Why       A release names one recipient by an id; a guardian had none.
Old code  Keeps working: nobody reads or writes the table yet.
Rows      None yet.
Undo      Reversible; who was named would be lost, and releases for them name nobody.
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
        ("consent", "0005_releases"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="NamedPerson",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("name", afterword.vault.fields.SealedField("evidence", default=None, null=True)),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="clinic.client")),
                ("practice", models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice")),
            ],
        ),
        secure("consent_namedperson"),
        tie("consent_namedperson", "client_id", to="clinic_client"),
    ]
