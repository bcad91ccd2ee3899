"""Vouchers of settlements are added and never changed, like the rest of the books."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("money", "0004_voucher")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER money_refuse BEFORE UPDATE OR DELETE ON money_voucher
              FOR EACH ROW EXECUTE FUNCTION money_refuse();
            CREATE TRIGGER money_refuse_truncate BEFORE TRUNCATE ON money_voucher
              FOR EACH STATEMENT EXECUTE FUNCTION money_refuse();
            """,
            "DROP TRIGGER money_refuse_truncate ON money_voucher; DROP TRIGGER money_refuse ON money_voucher;",
        ),
    ]
