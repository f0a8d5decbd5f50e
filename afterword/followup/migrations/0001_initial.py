"""Make the tables of followup.

Why       Steps of what a client agreed to.
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
        ('clinic', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('directive_id', models.UUIDField()),
                ('key', models.CharField(max_length=20)),
                ('purpose', models.CharField(max_length=30)),
                ('instrument', models.CharField(blank=True, max_length=20)),
                ('due_on', models.DateField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('state', models.CharField(default='planned', max_length=12)),
                ('held_because', models.CharField(blank=True, max_length=60)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'state', 'due_on'], name='followup_due')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'directive_id', 'key'), name='followup_step_once')],
            },
        ),
    ]
