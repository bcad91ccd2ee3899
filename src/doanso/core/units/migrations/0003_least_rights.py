"""An administrator's seat that was once seeded with questions and contests neither asks, judges, nor reads keys."""

from django.db import migrations

NOT_THEIRS = {"questions.write", "questions.review", "questions.keys", "contests.organise", "contests.judge"}


def take(apps, schema_editor):
    for role in apps.get_model("units", "Role").objects.filter(code="quan_tri_don_vi"):
        role.permissions = [name for name in role.permissions if name not in NOT_THEIRS]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("units", "0002_former")]

    operations = [migrations.RunPython(take, migrations.RunPython.noop)]
