"""Make the tables of vault.

Why       Keys of clients, in a schema of their own so that the main dump leaves them out.
Old code  There is none before this.
Rows      None.
Undo      Reversible while empty.
Next      Row security, in the migration after this one.
"""

import afterword.tenancy.context
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            [
                "CREATE SCHEMA IF NOT EXISTS keys",
                "GRANT USAGE ON SCHEMA keys TO afterword_app",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA keys GRANT SELECT, INSERT, UPDATE, "
                "DELETE ON TABLES TO afterword_app",
            ],
            "DROP SCHEMA keys",
        ),
        migrations.CreateModel(
            name='ClientKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.UUIDField()),
                ('data_class', models.CharField(max_length=12)),
                ('version', models.IntegerField()),
                ('wrapped', models.BinaryField()),
                ('created_at', models.DateTimeField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'db_table': 'keys"."client_key',
                'constraints': [models.UniqueConstraint(fields=('practice', 'client_id', 'data_class'), name='vault_one_key')],
            },
        ),
    ]
