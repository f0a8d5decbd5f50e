"""Make the tables of screening.

Why       Second relationships are declared, planned for and looked at again; conflict
          checks are counted.
Old code  There is none before this.
Rows      None.
Undo      Reversible while empty.
Next      Row security, in the migration after this one.
"""

import afterword.tenancy.context
import afterword.vault.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clinic', '0003_likeness'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DualRelationship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('declared_at', models.DateTimeField()),
                ('declared_by', models.UUIDField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConflictCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(max_length=12)),
                ('asked', models.BinaryField(default=None, null=True)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'asked_by', 'asked_at'], name='screening_check_counted')],
            },
        ),
        migrations.CreateModel(
            name='RelationshipEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('says', models.CharField(max_length=10)),
                ('kind', models.CharField(max_length=24)),
                ('stage', models.CharField(max_length=10)),
                ('person_is', models.CharField(max_length=10)),
                ('started_by', models.CharField(max_length=12)),
                ('preexisting', models.CharField(blank=True, max_length=10)),
                ('small_community', models.CharField(blank=True, max_length=10)),
                ('note', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('consulted', models.CharField(blank=True, max_length=12)),
                ('consulted_on', models.DateField(null=True)),
                ('consultation', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('safeguards', models.JSONField(default=list)),
                ('own_safeguards', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('review_on', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='screening.dualrelationship')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'client', 'relationship', 'number'], name='screening_entry_newest')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'relationship', 'number'), name='screening_entry_number')],
            },
        ),
    ]
