"""Keep the contacts that people open for a day, and what came of each.

Why       Phone, letters posted by hand and meetings are made by people. They are
          weighed again whenever somebody looks, and a row says who holds one.
Old code  Keeps working: nobody reads or writes the table yet.
Rows      None yet.
Undo      Reversible; what people wrote down about their contacts would be lost.
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
        ("contact", "0004_settlement_rows"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="GoAhead",
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
                ("purpose", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=12)),
                ("contact_point_id", models.UUIDField(null=True)),
                ("asked", models.JSONField(default=dict)),
                (
                    "said",
                    afterword.vault.fields.SealedField(
                        "chart", default=None, null=True
                    ),
                ),
                ("confirmed", models.JSONField(default=list)),
                ("day", models.DateField()),
                ("opened_by", models.UUIDField()),
                ("opened_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_why", models.CharField(blank=True, max_length=40)),
                ("closed_by_ruling_id", models.UUIDField(null=True)),
                ("came", models.CharField(blank=True, max_length=12)),
                (
                    "note",
                    afterword.vault.fields.SealedField(
                        "chart", default=None, null=True
                    ),
                ),
                ("recorded_by", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="clinic.client",
                    ),
                ),
                (
                    "hand_off",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="consent.handoff",
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
                (
                    "ruling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contact.ruling",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["practice", "opened_by", "came"],
                        name="contact_go_ahead_whose",
                    ),
                    models.Index(
                        fields=["practice", "client", "day"],
                        name="contact_go_ahead_of",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "hand_off"), name="contact_go_ahead_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(came="", closed_at__isnull=True),
                        fields=("practice", "client", "purpose", "day"),
                        name="contact_go_ahead_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(closed_at__isnull=True, closed_why="")
                        | (
                            models.Q(closed_at__isnull=False) & ~models.Q(closed_why="")
                        ),
                        name="contact_go_ahead_closed_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            came="", recorded_at__isnull=True, recorded_by__isnull=True
                        )
                        | (
                            models.Q(
                                recorded_at__isnull=False, recorded_by__isnull=False
                            )
                            & ~models.Q(came="")
                        ),
                        name="contact_go_ahead_said_by",
                    ),
                ],
            },
        ),
        secure("contact_goahead"),
        tie("contact_goahead", "client_id", to="clinic_client"),
        tie("contact_goahead", "hand_off_id", to="consent_handoff"),
        tie("contact_goahead", "ruling_id", to="contact_ruling"),
        tie("contact_goahead", "closed_by_ruling_id", to="contact_ruling"),
        tie("contact_goahead", "contact_point_id", to="clinic_contactpoint"),
    ]
