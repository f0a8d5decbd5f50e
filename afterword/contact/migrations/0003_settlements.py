"""Keep what named people said about a ruling that waits for a talk.

Why       A ruling that asks to talk to someone can be settled: for what was asked and
          on the facts of that day. So a ruling keeps whose, under which agreement and
          to which address it was asked, in ids.
Old code  Keeps working: the columns are empty for it and it knows none of the tables.
Rows      Rulings made before this have empty ids; nothing settles them. Ask again.
Undo      Reversible; what was settled would be lost, and nothing more released.
Next      Row security, in the migration after this one.
"""

import afterword.tenancy.context
import afterword.vault.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0002_rows'),
        ('contact', '0002_rows'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruling',
            name='contact_point_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='ruling',
            name='directive_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='ruling',
            name='sender_id',
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name='StandingSettlement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('population', models.CharField(max_length=120)),
                ('ended_from', models.DateField(null=True)),
                ('ended_until', models.DateField(null=True)),
                ('rules', models.JSONField(default=list)),
                ('editions', models.JSONField(default=dict)),
                ('reasons', models.TextField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('clinician', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('ruling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contact.ruling')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'ruling'), name='contact_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(max_length=12)),
                ('rules', models.JSONField(default=list)),
                ('facts_hash', models.CharField(max_length=64)),
                ('editions', models.JSONField(default=dict)),
                ('done', models.JSONField(default=list)),
                ('by_id', models.UUIDField()),
                ('by_role', models.CharField(max_length=13)),
                ('outside', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('until', models.DateField(null=True)),
                ('reasons', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('conditions', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('consultant', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('ruling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contact.ruling')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'client', 'at'], name='contact_settled_newest')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'ruling', 'number'), name='contact_settled_once'), models.CheckConstraint(condition=models.Q(models.Q(('until__isnull', False), ('verdict__in', ['yes', 'duty'])), models.Q(('until', None), ('verdict__in', ['no', 'more', 'other_route'])), _connector='OR'), name='contact_settled_until')],
            },
        ),
        migrations.CreateModel(
            name='ConditionsMet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contact.settlement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'settlement'), name='contact_conditions_once')],
            },
        ),
        migrations.CreateModel(
            name='StandingLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('says', models.CharField(max_length=10)),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contact.standingsettlement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'standing', 'says'), name='contact_standing_once')],
            },
        ),
    ]
