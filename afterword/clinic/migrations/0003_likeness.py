"""Keep keyed hashes of names, numbers and addresses, by which a conflict check finds.

Why       Somebody who is about to hire, treat or be treated by a person has to know that
          there is something to talk about, without learning who came here.
Old code  Keeps working: whoever it adds has no hashes yet, and the database says so.
Rows      All clients get a nought in a new column. A background task reads each of them
          once, recorded as an opening, and writes their hashes; until then a check
          refuses to answer rather than to miss somebody.
Undo      Reversible; the hashes are gone and are made again.
Next      Nothing.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
from afterword.tenancy.rows import POLICY, tie


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0002_rows"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="client",
            name="likeness_edition",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                fields=["practice", "likeness_edition"], name="clinic_client_likeness"
            ),
        ),
        migrations.CreateModel(
            name="LikenessKey",
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
                ("client_id", models.UUIDField()),
                ("key", models.BinaryField()),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=afterword.tenancy.context.current_practice,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.practice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["practice", "key"], name="clinic_likeness_key"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["practice", "client_id", "key"],
                        name="clinic_likeness_once",
                    ),
                ],
            },
        ),
        # As `secure`, without the row's second key: nothing ever points here, and
        # there are several rows for each client.
        migrations.RunSQL(
            [
                "ALTER TABLE clinic_likenesskey ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY practice ON clinic_likenesskey "
                f"USING ({POLICY}) WITH CHECK ({POLICY})",
            ],
            [
                "DROP POLICY practice ON clinic_likenesskey",
                "ALTER TABLE clinic_likenesskey DISABLE ROW LEVEL SECURITY",
            ],
        ),
        tie("clinic_likenesskey", "client_id", to="clinic_client"),
    ]
