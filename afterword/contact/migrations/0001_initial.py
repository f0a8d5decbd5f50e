"""Make the tables of contact.

Why       Rulings, kept whole.
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
            name='Ruling',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('occasion', models.CharField(blank=True, max_length=120)),
                ('outcome', models.CharField(max_length=10)),
                ('releases', models.BooleanField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('asked_by', models.UUIDField(null=True)),
                ('facts', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('answer', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('canonical_hash', models.CharField(max_length=64)),
                ('packs_hash', models.CharField(max_length=64)),
                ('engine', models.CharField(max_length=20)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
