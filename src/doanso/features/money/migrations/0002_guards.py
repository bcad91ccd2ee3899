"""The database keeps the books honest: nothing is changed or removed, entries balance, closed periods take nothing."""

from django.db import migrations

TABLES = ("entry", "line", "dues", "earning", "period")

GUARDS = """
CREATE FUNCTION money_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the books are append-only';
END $$;

CREATE FUNCTION money_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint := CASE TG_TABLE_NAME WHEN 'money_entry' THEN (to_jsonb(NEW) ->> 'id')::bigint
                   ELSE (to_jsonb(NEW) ->> 'entry_id')::bigint END;
  sides record;
BEGIN
  SELECT count(*) AS lines, sum(debit) AS debit, sum(credit) AS credit INTO sides
    FROM money_line WHERE entry_id = wanted;
  IF sides.lines < 2 OR sides.debit <> sides.credit THEN
    RAISE EXCEPTION 'entry % does not balance: % and %', wanted, sides.debit, sides.credit
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION money_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM money_period WHERE unit_id = NEW.unit_id AND last_day >= NEW.day) THEN
    RAISE EXCEPTION 'the books are closed on %', NEW.day USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER money_is_open BEFORE INSERT ON money_entry FOR EACH ROW EXECUTE FUNCTION money_is_open();
CREATE CONSTRAINT TRIGGER money_balances AFTER INSERT ON money_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION money_balances();
CREATE CONSTRAINT TRIGGER money_balances AFTER INSERT ON money_line DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION money_balances();
"""
REFUSE = """
CREATE TRIGGER money_refuse BEFORE UPDATE OR DELETE ON money_{table}
  FOR EACH ROW EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_refuse_truncate BEFORE TRUNCATE ON money_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION money_refuse();
"""
UNREFUSE = "DROP TRIGGER money_refuse_truncate ON money_{table}; DROP TRIGGER money_refuse ON money_{table};\n"
UNGUARD = """
DROP TRIGGER money_balances ON money_line;
DROP TRIGGER money_balances ON money_entry;
DROP TRIGGER money_is_open ON money_entry;
DROP FUNCTION money_is_open();
DROP FUNCTION money_balances();
DROP FUNCTION money_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]

    operations = [
        migrations.RunSQL(
            GUARDS + "".join(REFUSE.format(table=table) for table in TABLES),
            "".join(UNREFUSE.format(table=table) for table in TABLES) + UNGUARD,
        ),
    ]
