"""Keep each task of an ending as a part of its own.

Why       An ending session has many tasks; which ones follows the approach.
Old code  Does not know the table; it goes on writing its own columns.
Rows      None yet. What older endings hold stays in their columns and is read there.
Undo      Reversible; what was written in the new tasks would be lost.
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
        ("clinic", "0003_likeness"),
        ("ending", "0002_rows"),
        ("tenancy", "0002_house_policies"),
    ]
    operations = [
        migrations.CreateModel(
            name="EndingPart",
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
                ("key", models.CharField(max_length=20)),
                ("plain", models.JSONField(default=dict)),
                (
                    "words",
                    afterword.vault.fields.SealedField(
                        "chart", default=None, null=True
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="clinic.client",
                    ),
                ),
                (
                    "ending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="ending.ending",
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "ending", "key"), name="ending_part_once"
                    )
                ],
            },
        ),
        secure("ending_endingpart"),
        tie("ending_endingpart", "client_id", to="clinic_client"),
        tie("ending_endingpart", "ending_id", to="ending_ending"),
    ]
