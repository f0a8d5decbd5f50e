"""Say since when an address is called unsafe, apart from one that is out of use.

Why       An address that is out of use is marked unsafe too. One that somebody called
          unsafe stays so when it is written down again, until the client says other.
Old code  Does not know the column; it may stay empty.
Rows      Empty: of older ones the day is not known.
Undo      Reversible; since when it is unsafe would be forgotten, not that it is.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0005_measures")]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="called_unsafe_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
