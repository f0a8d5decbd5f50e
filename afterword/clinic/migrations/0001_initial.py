"""Make the tables of clinic.

Why       Clinicians, clients, how they are reached, episodes, measures.
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
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clinician',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('client_facing_name', models.CharField(max_length=60)),
                ('professions', models.JSONField(default=list)),
                ('registers', models.JSONField(default=list)),
                ('memberships', models.JSONField(default=list)),
                ('places', models.JSONField(default=list)),
                ('licences', models.JSONField(default=list)),
                ('sets_complete', models.BooleanField(default=False)),
                ('hipaa_covered', models.CharField(blank=True, max_length=10)),
                ('part2_program', models.CharField(blank=True, max_length=10)),
                ('employer_policy', models.CharField(blank=True, max_length=10)),
                ('practising', models.CharField(default='yes', max_length=10)),
                ('under_investigation', models.CharField(default='none_reported', max_length=15)),
                ('away_from', models.DateField(blank=True, null=True)),
                ('away_until', models.DateField(blank=True, null=True)),
                ('reads_answers', models.CharField(blank=True, max_length=120)),
                ('reads_within_days', models.PositiveSmallIntegerField(default=7)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('covered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, max_length=100)),
                ('reference', models.CharField(max_length=20)),
                ('name', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('preferred_name', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('date_of_birth', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('name_index', models.BinaryField(default=None, null=True)),
                ('majority_on', models.DateField(blank=True, null=True)),
                ('status', models.CharField(default='current', max_length=25)),
                ('alive', models.CharField(default='yes', max_length=16)),
                ('places', models.JSONField(default=list)),
                ('places_told_on', models.DateField(blank=True, null=True)),
                ('language', models.CharField(default='en', max_length=12)),
                ('time_zone', models.CharField(max_length=64)),
                ('import_fingerprint', models.BinaryField(default=None, null=True)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('clinician', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinician')),
            ],
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('format', models.CharField(default='individual', max_length=12)),
                ('service_type', models.CharField(default='psychotherapy', max_length=16)),
                ('approach', models.CharField(blank=True, max_length=30)),
                ('started_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('last_professional_contact_on', models.DateField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file_hash', models.CharField(max_length=64)),
                ('state', models.CharField(max_length=12)),
                ('mapping', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='client',
            name='import_batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.importbatch'),
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('holds', models.CharField(max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='clinic.importbatch')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='OwnRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=10)),
                ('stated_on', models.DateField()),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportedFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('value', models.CharField(max_length=40)),
                ('note', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('as_of', models.DateField()),
                ('reported_at', models.DateTimeField()),
                ('reported_by', models.UUIDField(null=True)),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('clinician', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=10)),
                ('address', afterword.vault.fields.SealedField('follow_up', default=None, null=True)),
                ('address_index', models.BinaryField()),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('shared', models.CharField(blank=True, max_length=10)),
                ('unsafe', models.BooleanField(default=False)),
                ('evidence', models.JSONField(default=dict)),
                ('added_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'address_index'], name='clinic_contact_address')],
            },
        ),
        migrations.CreateModel(
            name='Administration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=20)),
                ('version', models.CharField(max_length=64)),
                ('moment', models.CharField(max_length=12)),
                ('occasion', models.CharField(max_length=120)),
                ('entered_by', models.CharField(max_length=12)),
                ('answers', afterword.vault.fields.SealedField('follow_up', default=None, null=True)),
                ('words', afterword.vault.fields.SealedField('follow_up', default=None, null=True)),
                ('wants_contact', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('read_by', models.UUIDField(blank=True, null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('episode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.episode')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'client', 'occasion'), name='clinic_administration_once')],
            },
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['practice', 'name_index'], name='clinic_client_name'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['practice', 'clinician'], name='clinic_client_whose'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('practice', 'reference'), name='clinic_client_reference'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('practice', 'external_id'), name='clinic_client_external'),
        ),
        migrations.AddConstraint(
            model_name='importpart',
            constraint=models.UniqueConstraint(fields=('practice', 'batch', 'holds', 'number'), name='clinic_import_part_once'),
        ),
        migrations.AddIndex(
            model_name='reportedfact',
            index=models.Index(fields=['practice', 'client', 'name', 'reported_at'], name='clinic_reported_newest'),
        ),
    ]
