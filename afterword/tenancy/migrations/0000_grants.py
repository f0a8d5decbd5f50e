"""Let the application role work with what the owner creates.

Why       The owner migrates, the application serves; neither may bypass row security.
Old code  There is none before this.
Rows      None.
Undo      Not needed: rights on tables that do not exist.
Next      Tables of each app.
"""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("sessions", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            [
                "GRANT USAGE ON SCHEMA public TO afterword_app",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, "
                "UPDATE, DELETE ON TABLES TO afterword_app",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT "
                "ON SEQUENCES TO afterword_app",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE "
                "ON FUNCTIONS TO afterword_app",
                "GRANT SELECT ON django_migrations TO afterword_app",
            ],
            migrations.RunSQL.noop,
        ),
    ]
