"""Seats that an installation has already get what the standard ones are seeded with."""

from django.db import migrations

ALL = ["cadres.view", "cadres.edit", "cadres.appraise", "cadres.conclude"]
RIGHTS = {"bi_thu": ALL, "pho_bi_thu": [name for name in ALL if name != "cadres.appraise"], "uv_btv": ["cadres.view"]}


def give(apps, schema_editor):
    for role in apps.get_model("units", "Role").objects.filter(code__in=RIGHTS):
        role.permissions += [name for name in RIGHTS[role.code] if name not in role.permissions]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("cadres", "0002_never_twice"), ("units", "0002_former")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
