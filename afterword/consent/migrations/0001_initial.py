"""Make the tables of consent.

Why       The client's ledger, the register of hand-offs, and the doors.
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
            name='Attempt',
            fields=[
                ('bucket', models.BinaryField(primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Door',
            fields=[
                ('token_hash', models.BinaryField(primary_key=True, serialize=False)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(unique=True)),
                ('opens', models.CharField(max_length=12)),
                ('occasion', models.CharField(blank=True, max_length=120)),
                ('directive_id', models.UUIDField(null=True)),
                ('contact_point_id', models.UUIDField(null=True)),
                ('about_id', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaperForm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('directive_id', models.UUIDField()),
                ('first_attested_by', models.UUIDField()),
                ('second_attested_by', models.UUIDField(null=True)),
                ('scan', afterword.vault.fields.SealedField('evidence', default=None, null=True)),
                ('signed_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SafeContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sender_label', models.CharField(max_length=60)),
                ('name_to_use', afterword.vault.fields.SealedField('follow_up', default=None, null=True)),
                ('hours_from', models.TimeField()),
                ('hours_until', models.TimeField()),
                ('time_zone', models.CharField(max_length=64)),
                ('address_shared', models.CharField(max_length=10)),
                ('told_not_private', models.BooleanField()),
                ('told_who_reads', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HandOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('occasion', models.CharField(max_length=120)),
                ('status', models.CharField(max_length=12)),
                ('directive_id', models.UUIDField(null=True)),
                ('ruling_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=30)),
                ('contact_point_id', models.UUIDField(null=True)),
                ('claimed_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.CharField(blank=True, max_length=30)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'client', 'occasion'), name='consent_occasion_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField()),
                ('directive_id', models.UUIDField(null=True)),
                ('says', models.CharField(max_length=20)),
                ('terms', models.JSONField(default=dict)),
                ('scope', models.JSONField(default=dict)),
                ('by_kind', models.CharField(max_length=12)),
                ('by_id', models.UUIDField(null=True)),
                ('door', models.CharField(blank=True, max_length=20)),
                ('attested_by', models.UUIDField(null=True)),
                ('wording_hash', models.CharField(blank=True, max_length=64)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('at', models.DateTimeField()),
                ('on', models.DateField()),
                ('previous_hash', models.CharField(max_length=64)),
                ('receipt', models.CharField(max_length=64)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'client', 'sequence'), name='consent_ledger_order')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address_index', models.BinaryField()),
                ('says', models.CharField(max_length=10)),
                ('because', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'address_index', 'at'], name='consent_suppressed')],
            },
        ),
    ]
