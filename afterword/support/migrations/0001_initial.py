"""Make the tables of support.

Why       A practice's own word on help lines, with who checked it; its services.
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
        ('tenancy', '0002_house_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('data', models.BinaryField(default=None, null=True)),
                ('state', models.CharField(max_length=10)),
                ('counts', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.UUIDField(null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HelpLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('country', models.CharField(max_length=2)),
                ('does', models.CharField(max_length=8)),
                ('line', models.CharField(blank=True, max_length=120)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('text_to', models.CharField(blank=True, max_length=40)),
                ('text_word', models.CharField(blank=True, max_length=40)),
                ('chat', models.CharField(blank=True, max_length=200)),
                ('web', models.CharField(blank=True, max_length=200)),
                ('hours', models.CharField(blank=True, max_length=120)),
                ('cost', models.CharField(blank=True, max_length=120)),
                ('how', models.CharField(blank=True, max_length=200)),
                ('for_whom', models.CharField(blank=True, max_length=120)),
                ('languages', models.JSONField(default=list)),
                ('source', models.CharField(max_length=200)),
                ('source_url', models.CharField(blank=True, max_length=200)),
                ('checked_by', models.CharField(max_length=80)),
                ('checked_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.UUIDField(null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('line', ''), _negated=True)), fields=('practice', 'country', 'line'), name='support_one_word_on_a_line')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(max_length=160)),
                ('needs', models.JSONField(default=list)),
                ('places', models.JSONField(default=list)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('web', models.CharField(blank=True, max_length=200)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('cost', models.CharField(max_length=12)),
                ('cost_words', models.CharField(blank=True, max_length=200)),
                ('languages', models.JSONField(default=list)),
                ('for_whom', models.CharField(blank=True, max_length=200)),
                ('waiting', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.UUIDField(null=True)),
                ('checked_by', models.CharField(max_length=80)),
                ('checked_on', models.DateField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_by', models.UUIDField(null=True)),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('practice', 'external_id'), name='support_service_known_again')],
            },
        ),
    ]
