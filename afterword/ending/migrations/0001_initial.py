"""Make the tables of ending.

Why       Endings as they were held.
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
        ('clinic', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(blank=True, max_length=24)),
                ('ended_by', models.CharField(blank=True, max_length=12)),
                ('agreed', models.CharField(blank=True, max_length=10)),
                ('ending_form', models.CharField(blank=True, max_length=10)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('last_professional_contact_on', models.DateField(blank=True, null=True)),
                ('reason', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('goals', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('what_changed', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('coping', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('early_signs', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('referrals', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('measure', models.CharField(blank=True, max_length=10)),
                ('contact_decision', models.CharField(blank=True, max_length=20)),
                ('directive_id', models.UUIDField(blank=True, null=True)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.episode')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EndingVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('says', models.CharField(max_length=10)),
                ('snapshot', models.JSONField(default=dict)),
                ('by_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('ending', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ending.ending')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
