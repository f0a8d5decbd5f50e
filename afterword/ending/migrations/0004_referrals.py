"""Keep each referral with what came of it.

Why       A referral has a service, a status and what was sent; one text had none of it.
Old code  Keeps working: nobody reads or writes the tables yet.
Rows      None yet. The words of older endings stay in their column and are read there.
Undo      Reversible; referrals that were written down would be lost.
Next      Nothing.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
import afterword.vault.fields
from afterword.tenancy.rows import secure, tie

ID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def key(to: str, **kept: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **kept)


def home() -> Any:
    return key(
        "tenancy.practice",
        default=afterword.tenancy.context.current_practice,
        related_name="+",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0003_likeness"),
        ("consent", "0005_releases"),
        ("ending", "0003_parts"),
        ("support", "0002_rows"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", ID.clone()),
                ("own_words", afterword.vault.fields.SealedField("chart", default=None, null=True)),
                ("why", afterword.vault.fields.SealedField("chart", default=None, null=True)),
                ("offered_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("client", key("clinic.client")),
                ("ending", key("ending.ending", null=True)),
                ("service", key("support.service", null=True)),
                ("practice", home()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ReferralEntry",
            fields=[
                ("id", ID.clone()),
                ("number", models.PositiveIntegerField()),
                ("says", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("release_id", models.UUIDField(null=True)),
                ("shares", models.JSONField(default=list)),
                ("letter_id", models.UUIDField(null=True)),
                ("what", afterword.vault.fields.SealedField("chart", default=None, null=True)),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("client", key("clinic.client", related_name="+")),
                ("referral", key("ending.referral")),
                ("practice", home()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "referral", "number"),
                        name="ending_referral_entry_number",
                    )
                ],
            },
        ),
        secure("ending_referral"),
        secure("ending_referralentry", append_only=True),
        tie("ending_referral", "client_id", to="clinic_client"),
        tie("ending_referral", "ending_id", to="ending_ending"),
        tie("ending_referral", "service_id", to="support_service"),
        tie("ending_referralentry", "client_id", to="clinic_client"),
        tie("ending_referralentry", "referral_id", to="ending_referral"),
        tie("ending_referralentry", "release_id", to="consent_informationrelease"),
    ]
