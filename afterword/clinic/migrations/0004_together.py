"""Say which episodes were held together.

Why       People who came as a couple, a family or a group each end their own
          episode; a contact point that two of them share is safe for neither.
Old code  Does not know the column; it may stay empty.
Rows      Empty: nobody is known to have come together with anybody.
Undo      Reversible; who came together would be forgotten.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_likeness")]

    operations = [
        migrations.AddField(
            model_name="episode",
            name="together",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
