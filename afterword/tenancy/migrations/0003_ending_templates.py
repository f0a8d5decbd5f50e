"""What a practice changed in the templates of an ending, by approach.

Why       Practices hold their endings differently; that is data and no code.
Old code  Does not know the column; it has a default.
Rows      Every practice has changed nothing.
Undo      Reversible: what was changed is forgotten, and the shipped templates hold.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_house_policies")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="ending_templates",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()), default=dict
            ),
        ),
    ]
