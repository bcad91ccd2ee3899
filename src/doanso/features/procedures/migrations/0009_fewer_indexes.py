
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_words'),
        ('procedures', '0008_identity_seen'),
        ('units', '0005_annulled'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dossier',
            name='applicant',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='client',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.client'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='code',
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='limit_of',
            field=models.ForeignKey(db_index=False, help_text='Whose time limit counts, when it was moved and an earlier version promised the better one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.version'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='once',
            field=models.CharField(blank=True, help_text="Client's id of the submission.", max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='procedure',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.procedure'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='taken_by',
            field=models.ForeignKey(db_index=False, help_text='Officer at the counter, or helper.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='tracking',
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='unit',
            field=models.ForeignKey(db_index=False, help_text='The unit that handles it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('client__isnull', False)), fields=['client'], name='dossier_of_client'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('taken_by__isnull', False)), fields=['taken_by'], name='dossier_taken_by'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('limit_of__isnull', False)), fields=['limit_of'], name='dossier_limit_of'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(fields=('code',), name='dossier_code_once'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(fields=('tracking',), name='dossier_tracking_once'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(fields=('once',), name='dossier_submitted_once'),
        ),
    ]
