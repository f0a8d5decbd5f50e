"""Make the tables of audit.

Why       The record: events, their places in the log, signed checkpoints.
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
            name='Checkpoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('frontier', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('signature', models.BinaryField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'size'), name='audit_checkpoint_size')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=60)),
                ('by_kind', models.CharField(max_length=12)),
                ('by_id', models.UUIDField(null=True)),
                ('by_roles', models.CharField(blank=True, max_length=80)),
                ('door', models.CharField(blank=True, max_length=20)),
                ('about_kind', models.CharField(blank=True, max_length=60)),
                ('about_id', models.UUIDField(null=True)),
                ('client_id', models.UUIDField(null=True)),
                ('outcome', models.CharField(max_length=30)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('details', models.JSONField(default=dict)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'at'], name='audit_event_at'), models.Index(fields=['practice', 'client_id', 'at'], name='audit_event_who')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
                ('event_id', models.UUIDField()),
                ('leaf_hash', models.BinaryField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'position'), name='audit_leaf_position'), models.UniqueConstraint(fields=('practice', 'event_id'), name='audit_leaf_event')],
            },
        ),
    ]
