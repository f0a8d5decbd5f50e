"""Keep who else a letter is for, what it tells, and under which release a copy went.

Why       Somebody else gets a letter only under the client's release that names them.
Old code  Does not know the columns; they may stay empty.
Rows      Empty: until now no letter to anybody else could go.
Undo      Reversible; who a letter was for and under what would be lost.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ending", "0008_unplanned")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="recipient_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="shares",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="lettercopy",
            name="recipient_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="lettercopy",
            name="release_id",
            field=models.UUIDField(null=True),
        ),
    ]
