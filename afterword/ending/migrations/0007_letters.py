"""Keep letters: what was written, in which version, and who got a copy, when and how.

Why       A closing letter is evidence of care, and nobody may change it afterwards.
Old code  Does not know the tables; nothing else reads them.
Rows      None yet.
Undo      Reversible; letters and what was recorded about them would be lost.
Next      Nothing.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import afterword.tenancy.context
import afterword.vault.fields
from afterword.tenancy.rows import secure, tie

IS_FINAL = "('handed_over', 'sent', 'not_sent')"
FINAL = """
CREATE FUNCTION ending_letter_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a letter that is over never changes';
END $$;
CREATE TRIGGER ending_letter_final BEFORE UPDATE OR DELETE ON ending_letter
    FOR EACH ROW WHEN (OLD.state IN """ + IS_FINAL + """)
    EXECUTE FUNCTION ending_letter_is_final();
"""
UNDO = """
DROP TRIGGER ending_letter_final ON ending_letter;
DROP FUNCTION ending_letter_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0004_together'),
        ('ending', '0006_plan'),
        ('tenancy', '0003_ending_templates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('template', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=12)),
                ('recipient', models.CharField(max_length=12)),
                ('purpose', models.CharField(max_length=40)),
                ('paper', models.CharField(max_length=10)),
                ('release_id', models.UUIDField(null=True)),
                ('state', models.CharField(default='draft', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('hand_off_id', models.UUIDField(null=True)),
                ('made_by', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.clinician')),
                ('ending', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ending.ending')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.CreateModel(
            name='LetterCopy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('content_hash', models.CharField(max_length=64)),
                ('says', models.CharField(max_length=12)),
                ('way', models.CharField(max_length=10)),
                ('recipient', models.CharField(max_length=12)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('numbers_dated', models.DateField(null=True)),
                ('paper', models.CharField(blank=True, max_length=10)),
                ('is_large', models.BooleanField(default=False)),
                ('hand_off_id', models.UUIDField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='ending.letter')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LetterVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('template_hash', models.CharField(max_length=64)),
                ('content_hash', models.CharField(max_length=64)),
                ('body', afterword.vault.fields.SealedField('chart', default=None, null=True)),
                ('by_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.client')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='ending.letter')),
                ('practice', models.ForeignKey(default=afterword.tenancy.context.current_practice, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.practice')),
            ],
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['practice', 'state'], name='ending_letter_state'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('practice', 'hand_off_id'), name='ending_letter_hand_off_once'),
        ),
        migrations.AddConstraint(
            model_name='letterversion',
            constraint=models.UniqueConstraint(fields=('practice', 'letter', 'version'), name='ending_letter_version'),
        ),
        secure("ending_letter"),
        secure("ending_letterversion", append_only=True),
        secure("ending_lettercopy", append_only=True),
        tie("ending_letter", "client_id", to="clinic_client"),
        tie("ending_letter", "ending_id", to="ending_ending"),
        tie("ending_letter", "clinician_id", to="clinic_clinician"),
        tie("ending_letterversion", "client_id", to="clinic_client"),
        tie("ending_letterversion", "letter_id", to="ending_letter"),
        tie("ending_lettercopy", "client_id", to="clinic_client"),
        tie("ending_lettercopy", "letter_id", to="ending_letter"),
        migrations.RunSQL(FINAL, UNDO),
    ]
