"""How often a practice tries to reach somebody who stopped coming.

Why       Outreach is counted, and a practice sets how much of it is enough.
Old code  Does not know the column; it has a default.
Rows      Every practice tries twice at most.
Undo      Reversible: the number is forgotten.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_ending_templates")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="outreach_attempts",
            field=models.PositiveSmallIntegerField(db_default=2, default=2),
        ),
    ]
