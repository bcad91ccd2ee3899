"""The log of events: partitioned by round, append-only.

`xact` is the transaction that wrote a row. Transactions end in another order than they begin, so whoever reads the log in
pieces reads up to the oldest that still runs, and misses none.
"""

from django.db import migrations

MAKE = """
CREATE SEQUENCE contests_event_id_seq CACHE 1;
CREATE TABLE contests_event (
  id bigint NOT NULL DEFAULT nextval('contests_event_id_seq'),
  xact bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  round_id bigint NOT NULL,
  entrant_id bigint NOT NULL,
  number smallint NOT NULL,
  what smallint NOT NULL,
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  data text NOT NULL,
  device varchar(32) NOT NULL
) PARTITION BY LIST (round_id);
ALTER SEQUENCE contests_event_id_seq OWNED BY contests_event.id;
CREATE INDEX contests_event_of ON contests_event (entrant_id, number);
CREATE INDEX contests_event_xact ON contests_event USING brin (xact) WITH (pages_per_range = 32, autosummarize = on);
CREATE TABLE contests_event_rest PARTITION OF contests_event DEFAULT;

CREATE FUNCTION contests_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what entrants did is append-only';
END $$;
CREATE TRIGGER contests_event_kept BEFORE UPDATE OR DELETE ON contests_event
  FOR EACH ROW EXECUTE FUNCTION contests_event_refuse();
CREATE TRIGGER contests_event_kept_whole BEFORE TRUNCATE ON contests_event
  FOR EACH STATEMENT EXECUTE FUNCTION contests_event_refuse();
"""
UNMAKE = "DROP TABLE contests_event; DROP FUNCTION contests_event_refuse();"


class Migration(migrations.Migration):
    dependencies = [("contests", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
