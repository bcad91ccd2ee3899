"""The SQL of the fold. `data` of a start says when the attempt ends; a start that was not the first says nothing."""

from doanso.features.contests.models import Attempt, Counting, Exclusion, What

# Of transactions that run, this one too, the oldest that may write into the log, or the next of all. Those of other
# databases do not, nor those that have said so (ASIDE): they may take minutes, and nobody waits for them.
_ASIDE = 7_301_021
ASIDE = f"SELECT pg_advisory_xact_lock_shared({_ASIDE})"
OLDEST = f"""
    SELECT least(min(xid), pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
        pg_current_xact_id_if_assigned()::text::bigint)
    FROM (SELECT pg_snapshot_xip(pg_current_snapshot())::text::bigint) running (xid)
    WHERE NOT EXISTS (
        SELECT FROM pg_locks own JOIN pg_stat_activity who ON who.pid = own.pid
        WHERE own.transactionid::text::bigint = xid % (1::bigint << 32) AND own.mode = 'ExclusiveLock'
            AND (who.datname <> current_database() OR EXISTS (
                SELECT FROM pg_locks aside
                WHERE aside.pid = own.pid AND aside.locktype = 'advisory' AND aside.classid = 0
                    AND aside.objid = {_ASIDE} AND aside.granted)))
"""  # noqa: S608
NEXT = """
    SELECT greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint + 1)
"""

# `changed` names attempts that began (or, taken back, -1) or ended, with their minute, unit and number.
ADD_TO_TALLIES = """
    INSERT INTO contests_tally AS kept (round_id, minute, unit_id, people, people_done, papers, papers_done)
    SELECT round_id, minute, unit_id,
        coalesce(sum(begun) FILTER (WHERE number = 1), 0), coalesce(sum(ended) FILTER (WHERE number = 1), 0),
        coalesce(sum(begun), 0), coalesce(sum(ended), 0)
    FROM changed GROUP BY GROUPING SETS ((round_id, minute), (round_id, unit_id))
    ON CONFLICT (round_id, minute, unit_id) DO UPDATE
    SET people = kept.people + excluded.people, people_done = kept.people_done + excluded.people_done,
        papers = kept.papers + excluded.papers, papers_done = kept.papers_done + excluded.papers_done
"""
STARTS = f"""
    FROM contests_event event JOIN contests_entrant entrant ON entrant.id = event.entrant_id
    WHERE round_id = %(round)s AND what = {What.START} AND data <> '{{}}'
"""  # constants of ours, here and below
TALLY_STARTS = f"""
    WITH changed AS (
        SELECT round_id, date_trunc('minute', at) AS minute, unit_id, number, 1 AS begun, 0 AS ended {STARTS}
            AND xact >= %(since)s AND xact < %(before)s)
    {ADD_TO_TALLIES}
"""
TALLY_ALL = f"""
    WITH changed AS (
        SELECT round_id, date_trunc('minute', started_at) AS minute, unit_id, number, 1 AS begun,
            (state <> '{Attempt.State.RUNNING}')::int AS ended
        FROM contests_attempt attempt JOIN contests_entrant entrant ON entrant.id = attempt.entrant_id
        WHERE round_id = %(round)s
        UNION ALL
        SELECT round_id, date_trunc('minute', at), unit_id, number, -1, 0 {STARTS}
            AND xact >= %(before)s)
    {ADD_TO_TALLIES}
"""  # noqa: S608
COUNT_STANDINGS = """
    UPDATE contests_fold fold SET counted = found.counted, points = found.points
    FROM (SELECT count(*) AS counted, coalesce(sum(score), 0) AS points FROM contests_standing
          WHERE round_id = %(round)s AND NOT excluded) found
    WHERE round_id = %(round)s
"""
BEHIND = "SELECT EXISTS (SELECT FROM contests_event WHERE round_id = %s AND xact >= %s)"

# Of each attempt the first; and what another phone had saved by then with a higher `seq`: by transactions, too, so that
# every fold, early or late, sees the same.
SUBMITTED = f"""
    SELECT first.entrant_id, first.number, first.at, first.data, newer.data
    FROM (
        SELECT DISTINCT ON (entrant_id, number) entrant_id, number, at, data, seq, xact FROM contests_event
        WHERE round_id = %(round)s AND what = {What.SUBMIT} AND xact >= %(since)s AND xact < %(before)s
        ORDER BY entrant_id, number, at, id
    ) first
    LEFT JOIN LATERAL (
        SELECT data FROM contests_event saved
        WHERE saved.round_id = %(round)s AND saved.entrant_id = first.entrant_id AND saved.number = first.number
            AND saved.what = {What.SAVE} AND saved.seq > first.seq AND saved.xact <= first.xact
            AND saved.at <= first.at
        ORDER BY saved.seq DESC, saved.at DESC LIMIT 1
    ) newer ON true
"""  # noqa: S608
EXPIRED = f"""
    SELECT attempt.entrant_id, attempt.number, attempt.last_at, saved.data, NULL
    FROM contests_attempt attempt
    LEFT JOIN LATERAL (
        SELECT data FROM contests_event event
        WHERE event.round_id = attempt.round_id AND event.entrant_id = attempt.entrant_id
            AND event.number = attempt.number AND event.what = {What.SAVE} AND event.at <= attempt.last_at
        ORDER BY seq DESC, at DESC LIMIT 1
    ) saved ON true
    WHERE attempt.round_id = %s AND attempt.state = '{Attempt.State.RUNNING}' AND attempt.last_at < %s
    ORDER BY attempt.last_at LIMIT %s
"""  # noqa: S608
END = f"""
    WITH written AS (
    UPDATE contests_attempt AS attempt
    SET state = %s, ended_at = given.ended_at, reply = given.reply, score = given.score, "right" = given.right_ones,
        guess = given.guess, milliseconds =
            extract(epoch FROM greatest(least(given.ended_at, was.last_at), was.started_at) - was.started_at) * 1000
    FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[], %s::text[]::jsonb[], %s::numeric[], %s::int[],
        %s::int[])
        AS given (entrant_id, number, ended_at, reply, score, right_ones, guess)
    JOIN contests_attempt was ON was.round_id = %s AND was.entrant_id = given.entrant_id AND was.number = given.number
    JOIN contests_entrant entrant ON entrant.id = given.entrant_id
    WHERE attempt.id = was.id
        AND (attempt.state <> '{Attempt.State.SUBMITTED}' OR attempt.ended_at > given.ended_at)
    RETURNING attempt.round_id, date_trunc('minute', attempt.started_at) AS minute, entrant.unit_id, attempt.number,
        0 AS begun, (was.state = '{Attempt.State.RUNNING}')::int AS ended
    ), changed AS (SELECT * FROM written WHERE ended = 1), told AS ({ADD_TO_TALLIES})
    SELECT count(*) FROM written
"""  # noqa: S608
ORDER = {
    Counting.BEST: "attempt.score DESC, attempt.milliseconds, attempt.number",
    Counting.FIRST: "attempt.number",
    Counting.LAST: "attempt.number DESC",
}
# Entrants come as a table: of thousands in one list the planner weighs each by itself, for longer than all the rest
# takes. `+ 0`: not by the round, of which it knows no figures yet when that has just begun, and would read all.
STAND = f"""
    WITH was AS (
    SELECT count(*) AS counted, coalesce(sum(score), 0) AS points FROM contests_standing
    WHERE round_id + 0 = %%(round)s AND entrant_id IN (SELECT unnest(%%(entrants)s::bigint[])) AND NOT excluded
    ), stand AS (
    INSERT INTO contests_standing AS kept
        (round_id, entrant_id, unit_id, attempt_id, score, milliseconds, guess, ended_at, excluded)
    SELECT DISTINCT ON (attempt.entrant_id) attempt.round_id, attempt.entrant_id, entrant.unit_id, attempt.id,
        attempt.score, attempt.milliseconds, attempt.guess, attempt.ended_at,
        EXISTS (SELECT FROM contests_exclusion exclusion WHERE exclusion.round_id = attempt.round_id
            AND exclusion.entrant_id = attempt.entrant_id AND exclusion.appeal <> '{Exclusion.Appeal.GRANTED}')
        OR coalesce(entrant.withdrawn_at < coalesce(round.announced_at, 'infinity'), false)
    FROM contests_attempt attempt JOIN contests_entrant entrant ON entrant.id = attempt.entrant_id
    JOIN contests_round round ON round.id = attempt.round_id
    WHERE attempt.round_id = %%(round)s AND attempt.entrant_id IN (SELECT unnest(%%(entrants)s::bigint[]))
        AND attempt.state <> '{Attempt.State.RUNNING}'
    ORDER BY attempt.entrant_id, %(order)s
    ON CONFLICT (round_id, entrant_id) DO UPDATE
    SET unit_id = excluded.unit_id, attempt_id = excluded.attempt_id, score = excluded.score, guess = excluded.guess,
        milliseconds = excluded.milliseconds, ended_at = excluded.ended_at, excluded = excluded.excluded
    RETURNING score, excluded
    ), became AS (
    SELECT count(*) AS counted, coalesce(sum(score), 0) AS points FROM stand WHERE NOT stand.excluded)
    UPDATE contests_fold fold
    SET counted = greatest(fold.counted + became.counted - was.counted, 0),
        points = fold.points + became.points - was.points
    FROM was, became WHERE fold.round_id = %%(round)s
"""  # noqa: S608
BEGIN_ANEW = f"""
    INSERT INTO contests_attempt AS kept (round_id, entrant_id, number, started_at, last_at)
    SELECT DISTINCT ON (event.entrant_id, number) round_id, event.entrant_id, number, at,
        to_timestamp((data::json ->> 'ends')::bigint / 1000.0)
    FROM contests_event event JOIN contests_entrant entrant ON entrant.id = event.entrant_id
    WHERE round_id = %s AND what = {What.START} AND data <> '{{}}'
    ORDER BY event.entrant_id, number, at, event.id
    ON CONFLICT (round_id, entrant_id, number) DO UPDATE
    SET started_at = excluded.started_at, last_at = excluded.last_at, state = '{Attempt.State.RUNNING}',
        ended_at = NULL, reply = '{{}}', score = NULL, "right" = NULL, milliseconds = NULL, guess = NULL
"""  # noqa: S608
FORGET_STANDINGS = f"""
    DELETE FROM contests_standing standing USING contests_attempt attempt
    WHERE standing.round_id = %s AND attempt.id = standing.attempt_id AND attempt.state = '{Attempt.State.RUNNING}'
"""  # noqa: S608
