"""Keep scores without answers, days of the past, accepted terms, and who responds.

Why       An ending looks back on scores of the past, also from old papers and files;
          some questionnaires need terms accepted, or somebody who looks at an answer
          about risk within a stated time.
Old code  Does not know the columns and the table; each has a default or stays empty.
Rows      Every filling-in keeps the day of ``sent_at``. Every file so far held people.
          No terms were accepted, and nobody has stated hours.
Undo      Reversible; scores without answers, days and acceptances would be lost.
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
        ("clinic", "0004_together"),
        ("tenancy", "0003_ending_templates"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinician",
            name="risk_hours",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="clinician",
            name="risk_within_hours",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="holds",
            field=models.CharField(
                db_default="people", default="people", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="administration",
            name="total",
            field=afterword.vault.fields.SealedField(
                "follow_up", default=None, null=True
            ),
        ),
        migrations.AddField(
            model_name="administration",
            name="taken_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="administration",
            name="import_batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinic.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="administration",
            name="import_fingerprint",
            field=models.BinaryField(default=None, null=True),
        ),
        tie("clinic_administration", "import_batch_id", to="clinic_importbatch"),
        migrations.CreateModel(
            name="LicenceAcceptance",
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
                ("pack", models.CharField(max_length=40)),
                ("terms_hash", models.CharField(max_length=64)),
                ("says", models.CharField(max_length=10)),
                ("by_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
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
            options={"abstract": False},
        ),
        secure("clinic_licenceacceptance", append_only=True),
    ]
