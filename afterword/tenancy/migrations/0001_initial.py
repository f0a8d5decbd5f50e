"""Make the tables of tenancy.

Why       Practices come first: every other row belongs to one.
Old code  There is none before this.
Rows      None.
Undo      Reversible while empty.
Next      Row security, in the migration after this one.
"""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("tenancy", "0000_grants")]

    operations = [
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('neutral_name', models.CharField(max_length=60)),
                ('country', models.CharField(max_length=6)),
                ('time_zone', models.CharField(max_length=64)),
                ('is_solo', models.BooleanField(default=False)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('reads_replies', models.BooleanField(default=False)),
                ('coming_back', models.TextField(blank=True)),
                ('set_up_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
    ]
