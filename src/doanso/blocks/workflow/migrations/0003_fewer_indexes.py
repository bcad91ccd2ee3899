
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_words'),
        ('workflow', '0002_move'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='activation',
            name='workflow_closed_by',
        ),
        migrations.AlterField(
            model_name='activation',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='activations', to='workflow.case'),
        ),
        migrations.AlterField(
            model_name='activation',
            name='claimed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='activation',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='activation',
            name='on_behalf_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddIndex(
            model_name='activation',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False)), fields=['claimed_by'], name='workflow_claimed_by'),
        ),
        migrations.AddIndex(
            model_name='activation',
            index=models.Index(condition=models.Q(('on_behalf_of__isnull', False)), fields=['on_behalf_of'], name='workflow_on_behalf'),
        ),
        migrations.AddIndex(
            model_name='activation',
            index=models.Index(condition=models.Q(('closed_by__isnull', False)), fields=['closed_by'], name='workflow_closed_by'),
        ),
    ]
