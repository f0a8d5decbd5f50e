"""Keep what a young person says yes to from the day on which they are of age.

Why       A guardian's yes ends at that day. The young person can say in the ending
          session what comes from then on; that is a second directive of the ending.
Old code  Does not know the column; it may stay empty.
Rows      Empty: nobody was asked.
Undo      Reversible; the directive itself stays in the ledger.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ending", "0004_referrals")]

    operations = [
        migrations.AddField(
            model_name="ending",
            name="later_directive_id",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
