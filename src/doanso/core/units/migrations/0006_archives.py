"""Heads of offices and secretaries decide on the destruction of what their archives need no longer keep."""

from django.db import migrations

HEADS = ("bi_thu", "lanh_dao_don_vi")


def give(apps, schema_editor):
    for role in apps.get_model("units", "Role").objects.filter(code__in=HEADS):
        if "archive.destroy" not in role.permissions:
            role.permissions = [*role.permissions, "archive.destroy"]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("units", "0005_annulled")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
