"""Keep staff sessions by person, and counts of attempts in the database.

Why       Leaving ends a person's sessions at once; several web processes must share
          the counts behind rate limits.
Old code  There is none before this.
Rows      None. The table of counts is unlogged: it may be lost at any time.
Undo      Reversible; everybody signs in again.
Next      Nothing.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StaffSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                (
                    "expire_date",
                    models.DateTimeField(db_index=True, verbose_name="expire date"),
                ),
                ("user_id", models.UUIDField(db_index=True, null=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.RunSQL(
            [
                "CREATE UNLOGGED TABLE accounts_attempts ("
                "cache_key varchar(255) PRIMARY KEY, "
                "value text NOT NULL, "
                "expires timestamp with time zone NOT NULL)",
                "CREATE INDEX accounts_attempts_expires ON accounts_attempts (expires)",
            ],
            "DROP TABLE accounts_attempts",
        ),
    ]
