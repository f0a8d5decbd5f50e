"""Keep what endings that nobody planned need: dropouts, closures, wills, leavings.

Why       People stop coming, clinicians leave or die, practices close.
Old code  Does not know the tables.
Rows      None yet.
Undo      Reversible; what was written in them would be lost.
Next      Nothing.
"""

import afterword.tenancy.context
import django.db.models.deletion
import uuid
from django.db import migrations, models

from afterword.tenancy.rows import secure, tie


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0004_together'),
        ('ending', '0007_letters'),
        ('tenancy', '0003_ending_templates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('last_day', models.DateField()),
                ('former_since', models.DateField(blank=True, null=True)),
                ('custodian', models.CharField(max_length=200)),
                ('ask_how', models.CharField(max_length=300)),
                ('questions_to', models.CharField(max_length=300)),
                ('options', models.JSONField(default=list)),
                ('standing_id', models.UUIDField(blank=True, null=True)),
                ('planned_by', models.UUIDField(null=True)),
                ('planned_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dropout',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('last_attended_on', models.DateField()),
                ('missed_on', models.DateField(blank=True, null=True)),
                ('notice', models.CharField(max_length=10)),
                ('recorded_by', models.UUIDField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('came_back_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('ending', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dropout', to='ending.ending')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Leaving',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('last_day', models.DateField()),
                ('choose_by', models.DateField()),
                ('records_holder', models.CharField(max_length=200)),
                ('records_how', models.CharField(max_length=300)),
                ('questions_to', models.CharField(max_length=300)),
                ('announced_at', models.DateTimeField()),
                ('announced_by', models.UUIDField(null=True)),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='LeavingChoice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(max_length=10)),
                ('chosen_on', models.DateField()),
                ('written_by', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('leaving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ending.leaving')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('to_clinician', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinician')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProfessionalWill',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('executor_id', models.UUIDField()),
                ('second_id', models.UUIDField()),
                ('instructions_at', models.CharField(max_length=300)),
                ('records_holder', models.CharField(max_length=200)),
                ('records_how', models.CharField(max_length=300)),
                ('questions_to', models.CharField(max_length=300)),
                ('options', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=12)),
                ('since', models.DateField()),
                ('how_known', models.CharField(max_length=300)),
                ('stated_by', models.UUIDField()),
                ('stated_at', models.DateTimeField()),
                ('confirmed_by', models.UUIDField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('ended_by', models.UUIDField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('will', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ending.professionalwill')),
            ],
        ),
        migrations.CreateModel(
            name='ClosureLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=10)),
                ('why', models.CharField(blank=True, max_length=80)),
                ('ruling_id', models.UUIDField(blank=True, null=True)),
                ('go_ahead_id', models.UUIDField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('closure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ending.closure')),
                ('ending', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ending.ending')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'closure', 'state'], name='ending_closure_state')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'closure', 'client'), name='ending_closure_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='leaving',
            constraint=models.UniqueConstraint(condition=models.Q(('called_off_at__isnull', True)), fields=('practice', 'clinician'), name='ending_one_leaving'),
        ),
        migrations.AddConstraint(
            model_name='professionalwill',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('practice', 'clinician'), name='ending_one_will'),
        ),
        migrations.AddConstraint(
            model_name='breakglass',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('practice', 'clinician'), name='ending_one_way_in'),
        ),
        migrations.AddConstraint(
            model_name='breakglass',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('stated_by')), _negated=True), _connector='OR'), name='ending_two_people'),
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_by', models.UUIDField(null=True)),
                ('written_at', models.DateTimeField()),
                ('taken_over_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('ending', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='transfer', to='ending.ending')),
                ('episode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.episode')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
                ('to_clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinician')),
            ],
            options={
                'abstract': False,
            },
        ),
        secure("ending_dropout"),
        tie("ending_dropout", "client_id", to="clinic_client"),
        tie("ending_dropout", "ending_id", to="ending_ending"),
        secure("ending_closure"),
        secure("ending_closureline"),
        tie("ending_closureline", "closure_id", to="ending_closure"),
        tie("ending_closureline", "client_id", to="clinic_client"),
        tie("ending_closureline", "ending_id", to="ending_ending"),
        secure("ending_professionalwill"),
        tie("ending_professionalwill", "clinician_id", to="clinic_clinician"),
        secure("ending_breakglass"),
        tie("ending_breakglass", "clinician_id", to="clinic_clinician"),
        tie("ending_breakglass", "will_id", to="ending_professionalwill"),
        secure("ending_leaving"),
        tie("ending_leaving", "clinician_id", to="clinic_clinician"),
        secure("ending_leavingchoice", append_only=True),
        tie("ending_leavingchoice", "leaving_id", to="ending_leaving"),
        tie("ending_leavingchoice", "client_id", to="clinic_client"),
        tie("ending_leavingchoice", "to_clinician_id", to="clinic_clinician"),
        secure("ending_transfer"),
        tie("ending_transfer", "client_id", to="clinic_client"),
        tie("ending_transfer", "ending_id", to="ending_ending"),
        tie("ending_transfer", "to_clinician_id", to="clinic_clinician"),
        tie("ending_transfer", "episode_id", to="clinic_episode"),
    ]
