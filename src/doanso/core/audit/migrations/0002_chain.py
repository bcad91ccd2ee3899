"""The chain is kept by the database: whoever inserts gets linked, and nobody updates, deletes or truncates."""

from django.db import migrations

LANES = 64

CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held text := current_setting('doanso.audit_lane', true);
  head audit_lane%ROWTYPE;
BEGIN
  IF held IS NULL OR held = '' THEN
    SELECT * INTO head FROM audit_lane ORDER BY number FOR UPDATE SKIP LOCKED LIMIT 1;
    IF NOT FOUND THEN
      INSERT INTO audit_lane (number, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, %(lanes)s - 1) n
        ON CONFLICT DO NOTHING;
      SELECT * INTO head FROM audit_lane WHERE number = 0 FOR UPDATE;
    END IF;
    PERFORM set_config('doanso.audit_lane', head.number::text, true);
  ELSE
    SELECT * INTO head FROM audit_lane WHERE number = held::int FOR UPDATE;
  END IF;
  NEW.lane := head.number;
  NEW.seq := head.seq + 1;
  NEW.prev_hash := head.hash;
  NEW.hash := sha256(head.hash || int8send(NEW.seq) || NEW.digest);
  UPDATE audit_lane SET seq = NEW.seq, hash = NEW.hash WHERE number = NEW.lane;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END $$;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

UNCHAIN = """
DROP TRIGGER audit_refuse_truncate ON audit_event;
DROP TRIGGER audit_refuse ON audit_event;
DROP TRIGGER audit_chain ON audit_event;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO audit_lane (number, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, {LANES - 1}) n",
            "DELETE FROM audit_lane",
        ),
        migrations.RunSQL(CHAIN.replace("%(lanes)s", str(LANES)), UNCHAIN),
    ]
