"""A practice's own policies, by name.

Why       A practice may be stricter than the texts, by approach.
Old code  Does not know the column; it has a default.
Rows      Every practice has adopted none.
Undo      Reversible: what was adopted is forgotten, and the baseline holds alone.
Next      None.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="house_policies",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
