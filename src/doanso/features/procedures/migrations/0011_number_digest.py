"""The last four digits stood where officers read them; in their place comes a digest of the whole number."""

from django.db import migrations, models
from django.utils.crypto import salted_hmac


def fill(apps, schema_editor) -> None:
    """From the record, where it still has the number that was shown; nothing is handed over for the others."""
    Check = apps.get_model("procedures", "IdentityCheck")
    for check in Check.objects.exclude(person__cccd=None).select_related("person").iterator():
        number = check.person.cccd
        if number.endswith(check.number_end):
            told = f"{check.person_id}:{number}"
            check.number_digest = salted_hmac("procedures.identity", told, algorithm="sha256").hexdigest()
            check.save(update_fields=["number_digest"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_words"), ("procedures", "0010_archiving")]

    operations = [
        migrations.AddField(
            model_name="identitycheck",
            name="number_digest",
            field=models.CharField(
                default="", help_text="Empty: no number can be compared with it any more.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField(model_name="identitycheck", name="number_end"),
    ]
