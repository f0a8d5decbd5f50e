"""Keep the plan that belongs to the client, and the copies that they show.

Why       What helps is the client's own: written together while an ending is open,
          theirs from its closing on.
Old code  Keeps working: it reads and writes none of this.
Rows      None yet. What stood under "what helps" in an ending that was closed before
          stays where it is and is given to nobody's plan afterwards.
Undo      Reversible; plans and copies would be lost.
Next      Nothing.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
import afterword.vault.fields
from afterword.tenancy.rows import secure, tie


def _id() -> Any:
    return models.UUIDField(
        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
    )


def _practice() -> Any:
    return models.ForeignKey(
        default=afterword.tenancy.context.current_practice,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.practice",
    )


def _to(model: str, **kept: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=model, **kept
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0002_rows"),
        ("ending", "0005_own_yes_later"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "ending", "plan_given_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="PlanSection",
            fields=[
                ("id", _id()),
                ("key", models.CharField(max_length=12)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "words",
                    afterword.vault.fields.SealedField(
                        "follow_up", default=None, null=True
                    ),
                ),
                ("hidden", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                ("changed_by_door", models.CharField(max_length=10)),
                ("client", _to("clinic.client")),
                ("ending", _to("ending.ending", blank=True, null=True)),
                ("practice", _practice()),
            ],
        ),
        migrations.AddConstraint(
            "plansection",
            models.UniqueConstraint(
                condition=models.Q(("ending__isnull", True)),
                fields=("practice", "client", "key", "version"),
                name="ending_plan_version_once",
            ),
        ),
        migrations.AddConstraint(
            "plansection",
            models.UniqueConstraint(
                condition=models.Q(("ending__isnull", False)),
                fields=("practice", "ending", "key", "version"),
                name="ending_draft_version_once",
            ),
        ),
        migrations.CreateModel(
            name="PlanCopy",
            fields=[
                ("id", _id()),
                ("audience", models.CharField(max_length=10)),
                ("keys", models.JSONField(default=list)),
                (
                    "words",
                    afterword.vault.fields.SealedField(
                        "follow_up", default=None, null=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by_door", models.CharField(max_length=10)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("client", _to("clinic.client")),
                ("clinician", _to("clinic.clinician")),
                ("practice", _practice()),
            ],
        ),
        secure("ending_plansection"),
        tie("ending_plansection", "client_id", to="clinic_client"),
        tie("ending_plansection", "ending_id", to="ending_ending"),
        secure("ending_plancopy"),
        tie("ending_plancopy", "client_id", to="clinic_client"),
        tie("ending_plancopy", "clinician_id", to="clinic_clinician"),
    ]
