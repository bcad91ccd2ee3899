from django.db import migrations, models

CARRY_ON = """
    UPDATE units_unit SET heir_path = %(new)s || substr(coalesce(heir_path, path), %(rest)s)
    WHERE starts_with(coalesce(heir_path, path), %(old)s) AND valid_to <= %(until)s
"""


def carry_on(apps, schema_editor):
    """Mergers of before, in their order; as `services.carry_on` does since."""
    Unit, Lineage = apps.get_model("units", "Unit"), apps.get_model("units", "Lineage")
    ended = Unit.objects.filter(valid_to__isnull=False, became__targets__isnull=False).distinct()
    for unit in ended.order_by("valid_to", "pk"):
        lines = Lineage.objects.filter(sources=unit).exclude(targets=unit)
        heirs = list(Unit.objects.filter(came_from__in=lines).distinct()[:2])
        if len(heirs) != 1:
            continue
        unit.refresh_from_db()
        new = heirs[0].heir_path or heirs[0].path
        if not new.startswith(unit.path):
            known = {"old": unit.path, "new": new, "rest": len(unit.path) + 1, "until": unit.valid_to}
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(CARRY_ON, known)


class Migration(migrations.Migration):
    dependencies = [("units", "0006_archives")]

    operations = [
        migrations.AddField(
            "unit",
            "heir_path",
            models.TextField(
                null=True, editable=False, help_text="Ended: under which path those who carry it on have what it finished."
            ),
        ),
        migrations.AddIndex(
            "unit",
            models.Index(
                fields=["heir_path"],
                name="unit_heir_path",
                opclasses=["text_pattern_ops"],
                condition=models.Q(heir_path__isnull=False),
            ),
        ),
        migrations.RunPython(carry_on, migrations.RunPython.noop),
    ]
