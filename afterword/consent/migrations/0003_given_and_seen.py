"""Say when and by whom a directive was given, and what a claim had seen.

Why       The rules ask on which day the client said yes, which may be before the day
          of confirmation; the register asks whether a stop came after its claim.
Old code  Keeps working: the columns have defaults and nobody reads them yet.
Rows      None yet; a ledger line made before this has an empty day.
Undo      Reversible; the days would be lost.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_rows")]
    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="given_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="given_by",
            field=models.CharField(blank=True, default="", max_length=14),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="handoff",
            name="ledger_sequence",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
