"""Seats that an installation has already get what the standard ones are seeded with, also for the question bank."""

from django.db import migrations

PREPARE = ["questions.write", "questions.review", "contests.organise", "contests.judge"]
RIGHTS = {
    "bi_thu": [*PREPARE, "questions.keys"],
    "pho_bi_thu": PREPARE,
    "can_bo_ban": PREPARE,
}


def give(apps, schema_editor):
    for role in apps.get_model("units", "Role").objects.filter(code__in=RIGHTS):
        role.permissions += [name for name in RIGHTS[role.code] if name not in role.permissions]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("contests", "0003_folds"), ("questions", "0001_initial"), ("units", "0002_former")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
