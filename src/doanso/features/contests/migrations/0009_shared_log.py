"""The log is partitioned by ranges of rounds: one of a contest keeps a part of its own, a thousand rooms in class share one.

Rooms have numbers of their own, far above those of other rounds, so that their ranges hold nothing else. What has been
written stays in the parts in which it lies; no part can be emptied any more, as the whole could not before.
"""

from django.db import migrations

MAKE = """
ALTER TABLE contests_event RENAME TO contests_event_before;
ALTER INDEX contests_event_of RENAME TO contests_event_before_of;
ALTER INDEX contests_event_xact RENAME TO contests_event_before_xact;
CREATE TABLE contests_event (LIKE contests_event_before INCLUDING DEFAULTS) PARTITION BY RANGE (round_id);
ALTER SEQUENCE contests_event_id_seq OWNED BY contests_event.id;
CREATE INDEX contests_event_of ON contests_event (entrant_id, number);
CREATE INDEX contests_event_xact ON contests_event USING brin (xact) WITH (pages_per_range = 32, autosummarize = on);
CREATE TRIGGER contests_event_kept BEFORE UPDATE OR DELETE ON contests_event
  FOR EACH ROW EXECUTE FUNCTION contests_event_refuse();
CREATE TRIGGER contests_event_kept_whole BEFORE TRUNCATE ON contests_event
  FOR EACH STATEMENT EXECUTE FUNCTION contests_event_refuse();

DO $$ DECLARE part record; BEGIN
  FOR part IN
    SELECT child.oid::regclass AS name, (regexp_match(pg_get_expr(relpartbound, child.oid), '[0-9]+'))[1]::bigint AS round
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'contests_event_before'::regclass
  LOOP
    EXECUTE format('ALTER TABLE contests_event_before DETACH PARTITION %s', part.name);
    EXECUTE format('ALTER TABLE contests_event ATTACH PARTITION %s %s', part.name, CASE
      WHEN part.round IS NULL THEN 'DEFAULT'
      ELSE format('FOR VALUES FROM (%s) TO (%s)', part.round, part.round + 1) END);
    EXECUTE format('CREATE TRIGGER contests_event_kept_whole BEFORE TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION contests_event_refuse()', part.name);
  END LOOP;
END $$;
DROP TABLE contests_event_before;

CREATE SEQUENCE contests_room_number MINVALUE 1000000000000;
"""


class Migration(migrations.Migration):
    dependencies = [("contests", "0008_withdrawing")]

    operations = [migrations.RunSQL(MAKE, "DROP SEQUENCE contests_room_number")]
