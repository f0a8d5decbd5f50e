"""Keep when a code was asked for at a link, and for which address.

Why       The gate sends a code only to where one was asked for minutes ago, and what
          says so is a row, not a form. The rows are counted, too: so many a day.
Old code  Keeps working: nobody reads or writes the table yet.
Rows      None yet.
Undo      Reversible; codes that were asked for would not be sent.
Next      Nothing.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0002_rows"),
        ("consent", "0003_given_and_seen"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="CodeRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("link_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("opens", models.CharField(max_length=120)),
                ("contact_point_id", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="clinic.client",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        default=afterword.tenancy.context.current_practice,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.practice",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="coderequest",
            constraint=models.UniqueConstraint(
                fields=("practice", "link_id", "number"),
                name="consent_code_asked_once",
            ),
        ),
        secure("consent_coderequest"),
        tie("consent_coderequest", "client_id", to="clinic_client"),
        tie("consent_coderequest", "link_id", to="consent_key"),
        tie("consent_coderequest", "contact_point_id", to="clinic_contactpoint"),
    ]
