"""Keep all that a line says when it is put right: each number, where, whom it calls.

Why       A line that was put right lost every number but the first, and more.
Old code  It reads and writes what it knew; several numbers in one field look odd there.
Rows      They stay as they are: one number, nothing said of the rest.
Undo      Reversible while no row holds more than 40 signs of numbers.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0002_rows"),
    ]
    operations = [
        migrations.AlterField(
            model_name="helpline",
            name="phone",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="helpline",
            name="where",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="helpline",
            name="may_call_emergency",
            field=models.BooleanField(null=True),
        ),
    ]
