"""Seats that an installation has already get what the standard ones are seeded with."""

from django.db import migrations

RIGHTS = {
    "bi_thu": ["money.view", "money.collect", "money.keep"],
    "pho_bi_thu": ["money.view", "money.collect"],
    "ke_toan": ["money.view", "money.collect", "money.keep"],
    "chu_tai_khoan": ["money.view"],
}


def give(apps, schema_editor):
    for role in apps.get_model("units", "Role").objects.filter(code__in=RIGHTS):
        role.permissions += [name for name in RIGHTS[role.code] if name not in role.permissions]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("money", "0002_guards"), ("units", "0001_initial")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
