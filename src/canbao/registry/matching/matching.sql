-- name: run
-- Run the match of a place and month.
SELECT registry.run_match(%(place)s, %(month)s, %(rules)s);

-- name: replay
-- Work a run out again from what was known then.
SELECT r.then_result, r.now_result FROM registry.replay_match(%(run)s) r;

-- name: runs
-- The runs of a place, or below it, the newest first.
SELECT r.run_id, r.place, r.month, r.version, r.known, r.ran_at, r.counts, r.inputs,
       'sha256:' || encode(r.result, 'hex') AS result, 'sha256:' || encode(r.rules, 'hex') AS rules, r.unseen, r.missing
FROM registry.match_run r
WHERE r.place >= %(place)s AND r.place < access.place_end(%(place)s)
ORDER BY r.month DESC, r.place, r.version DESC
LIMIT %(most)s;

-- name: run_of
-- One run.
SELECT r.run_id, r.place, r.month, r.version, r.known, r.ran_at, r.counts, r.inputs,
       'sha256:' || encode(r.result, 'hex') AS result, 'sha256:' || encode(r.rules, 'hex') AS rules, r.unseen, r.missing
FROM registry.match_run r WHERE r.run_id = %(run)s;

-- name: newest
-- The newest run of a place and month; of any month where none is given.
SELECT r.run_id FROM registry.match_run r
WHERE r.place = %(place)s AND (%(month)s::date IS NULL OR r.month = %(month)s)
ORDER BY r.month DESC, r.version DESC LIMIT 1;

-- name: items
-- The items of a list of a run after a number, in their order.
SELECT i.number, i.person_id, i.place, i.detail
FROM registry.match_item i
WHERE i.run_id = %(run)s AND i.list = %(list)s AND i.number > %(from)s
ORDER BY i.number
LIMIT %(most)s;

-- name: class_changes
-- How many people are in another class than in an earlier run; null: not in that run.
SELECT b.class AS class_before, a.class AS class_after, count(*) AS people
FROM (SELECT * FROM registry.match_person WHERE run_id = %(before)s) b
FULL JOIN (SELECT * FROM registry.match_person WHERE run_id = %(after)s) a USING (person_id)
WHERE a.class IS DISTINCT FROM b.class
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2;

-- name: people_changed
-- The people who are in another class than in an earlier run.
SELECT person_id, b.class AS class_before, a.class AS class_after
FROM (SELECT * FROM registry.match_person WHERE run_id = %(before)s) b
FULL JOIN (SELECT * FROM registry.match_person WHERE run_id = %(after)s) a USING (person_id)
WHERE a.class IS DISTINCT FROM b.class
ORDER BY person_id
LIMIT %(most)s;

-- name: list_changes
-- What came onto each list and what left it between two runs.
SELECT either.list, count(*) FILTER (WHERE b.run_id IS NULL) AS came, count(*) FILTER (WHERE a.run_id IS NULL) AS went,
       count(*) FILTER (WHERE a.run_id IS NOT NULL AND b.run_id IS NOT NULL) AS stayed
FROM (SELECT DISTINCT ON (list, person_id, detail) * FROM registry.match_item WHERE run_id = %(before)s) b
FULL JOIN (SELECT DISTINCT ON (list, person_id, detail) * FROM registry.match_item WHERE run_id = %(after)s) a
    ON a.list = b.list AND coalesce(a.person_id, 0) = coalesce(b.person_id, 0) AND a.detail = b.detail
CROSS JOIN LATERAL (SELECT coalesce(a.list, b.list) AS list) AS either
GROUP BY either.list
ORDER BY either.list;

-- name: run_due
-- Run the match of a place and month unless there is one.
SELECT registry.run_due_match(%(place)s, %(month)s, %(rules)s);

-- name: say_missing
-- Keep which feeds of its month were not there when a run looked.
SELECT registry.say_missing(%(run)s, %(missing)s);

-- name: expected
-- The feeds that are expected at a place and below it by the end of a month, because a file came or an agreement holds:
-- the newest month, up to this one, that something was taken of, and the newest that a file waits to be confirmed for.
SELECT feed, place, max(f.month) FILTER (WHERE f.state = 'imported' AND (f.rows_taken > 0 OR f.rows_read = 0)),
       max(f.month) FILTER (WHERE f.state = 'held')
FROM (
    SELECT feed, place, month, state, rows_taken, rows_read FROM registry.feed_file
    WHERE place >= %(place)s AND place < access.place_end(%(place)s) AND month <= %(month)s
) AS f
FULL JOIN (
    SELECT DISTINCT feed, place FROM registry.sharing_agreement
    WHERE place >= %(place)s AND place < access.place_end(%(place)s)
      AND valid_from <= %(last)s AND (valid_until IS NULL OR valid_until > %(last)s)
) AS a USING (feed, place)
GROUP BY feed, place ORDER BY feed, place;

-- name: schedule
-- Say from which month on a place is matched each month, and on which day of the month after.
SELECT registry.schedule_match(%(place)s, %(month)s, %(day)s::smallint);

-- name: schedules
-- The places that are matched each month, of a place and below it.
SELECT s.place, s.first_month, s.due_day FROM registry.match_schedule s
WHERE s.ended_at IS NULL AND s.place >= %(place)s AND s.place < access.place_end(%(place)s)
ORDER BY s.place;

-- name: due
-- The months of scheduled places whose day has come and that were not matched yet, the earliest first.
SELECT s.place, m.month::date, (m.month + interval '1 month')::date + s.due_day - 1 AS due_on
FROM registry.match_schedule s
CROSS JOIN LATERAL generate_series(s.first_month::timestamp, %(today)s::timestamp, interval '1 month') AS m (month)
WHERE s.ended_at IS NULL AND s.place >= %(place)s AND s.place < access.place_end(%(place)s)
  AND (m.month + interval '1 month')::date + s.due_day - 1 <= %(today)s
  AND NOT EXISTS (SELECT FROM registry.match_run r WHERE r.place = s.place AND r.month = m.month::date)
ORDER BY m.month, s.place;

-- name: server_day
-- The day that the server has.
SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
