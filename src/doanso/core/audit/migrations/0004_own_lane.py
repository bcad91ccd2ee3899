"""Who holds a lane reads its head without locking it again at every row; what only the database writes has no check."""

from django.db import migrations, models

CHAIN = """
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held text := current_setting('doanso.audit_lane', true);
  head audit_lane%ROWTYPE;
BEGIN
  IF held IS NULL OR held = '' THEN
    SELECT * INTO head FROM audit_lane ORDER BY number FOR UPDATE SKIP LOCKED LIMIT 1;
    IF NOT FOUND THEN
      INSERT INTO audit_lane (number, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, 63) n
        ON CONFLICT DO NOTHING;
      SELECT * INTO head FROM audit_lane WHERE number = 0 FOR UPDATE;
    END IF;
    PERFORM set_config('doanso.audit_lane', head.number::text, true);
  ELSE
    SELECT * INTO head FROM audit_lane WHERE number = held::int{again};
  END IF;
  NEW.lane := head.number;
  NEW.seq := head.seq + 1;
  NEW.prev_hash := head.hash;
  NEW.hash := sha256(head.hash || int8send(NEW.seq) || NEW.digest);
  UPDATE audit_lane SET seq = NEW.seq, hash = NEW.hash WHERE number = NEW.lane;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_fewer_indexes")]

    operations = [
        migrations.AlterField("event", "lane", models.SmallIntegerField(editable=False, default=0)),
        migrations.RunSQL(CHAIN.format(again=""), CHAIN.format(again=" FOR UPDATE")),
    ]
