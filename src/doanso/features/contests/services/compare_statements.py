"""The SQL that compares a round with itself made anew: of each row a digest, so that nothing of it is held in memory.

Its key is the entrant and the number of the attempt; 0 stands for what counts, 0 and 0 for the sums of the live board.
"""

ROWS = """
    SELECT entrant_id, number::int AS number,
        md5(row(started_at, last_at, state, ended_at, reply, score, "right", milliseconds, guess)::text) AS said
    FROM contests_attempt WHERE round_id = %(round)s
    UNION ALL
    SELECT s.entrant_id, 0,
        md5(row(a.number, s.unit_id, s.score, s.milliseconds, s.guess, s.ended_at, s.excluded)::text)
    FROM contests_standing s JOIN contests_attempt a ON a.id = s.attempt_id WHERE s.round_id = %(round)s
    UNION ALL
    SELECT 0, 0, md5(concat(
        (SELECT string_agg(row(minute, unit_id, people, people_done, papers, papers_done)::text, ' '
            ORDER BY minute NULLS FIRST, unit_id NULLS FIRST)
         FROM contests_tally WHERE round_id = %(round)s AND (people, people_done, papers, papers_done) <> (0, 0, 0, 0)),
        (SELECT row(counted, points)::text FROM contests_fold WHERE round_id = %(round)s)))
"""
KEEP = f"CREATE TEMPORARY TABLE contests_kept ON COMMIT DROP AS {ROWS}"
DIFFER = f"""
    SELECT entrant_id, number FROM contests_kept AS kept FULL JOIN ({ROWS}) AS made USING (entrant_id, number)
    WHERE kept.said IS DISTINCT FROM made.said ORDER BY entrant_id, number
"""  # noqa: S608 constants of ours
