"""Make the tables of attention.

Why       What waits for a named person.
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
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('client_id', models.UUIDField(null=True)),
                ('about_kind', models.CharField(blank=True, max_length=60)),
                ('about_id', models.UUIDField(null=True)),
                ('owner_id', models.UUIDField(null=True)),
                ('raised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.UUIDField(blank=True, null=True)),
                ('key', models.CharField(max_length=150)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'key'), name='attention_item_once')],
            },
        ),
    ]
