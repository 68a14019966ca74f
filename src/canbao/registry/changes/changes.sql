-- name: changes
-- What the revisions after one and up to another recorded and ended, of the people whom the reader may see.
WITH window_of AS MATERIALIZED (
    SELECT r.revision, r.at, r.act FROM registry.revision r WHERE r.revision > %(after)s AND r.revision <= %(through)s
), said AS (
    SELECT r.person_id, 'record' AS what, r.feed, r.file_id, r.row_number, r.valid_from, r.valid_until, r.recorded_in,
           r.ended_in,
           jsonb_strip_nulls(jsonb_build_object('born', r.born, 'sex', r.sex, 'died', r.died, 'registered_place',
               r.registered_place, 'residence_place', r.residence_place, 'registration', r.registration)) AS detail
    FROM registry.person_record r
    WHERE r.recorded_in > %(after)s AND r.recorded_in <= %(through)s OR r.ended_in > %(after)s AND r.ended_in <= %(through)s
    UNION ALL
    SELECT f.person_id, f.kind, f.feed, f.file_id, f.row_number, f.valid_from, f.valid_until, f.recorded_in, f.ended_in,
           jsonb_strip_nulls(jsonb_build_object('code', f.code, 'place', f.place, 'amount', f.amount))
    FROM registry.fact f
    WHERE f.recorded_in > %(after)s AND f.recorded_in <= %(through)s OR f.ended_in > %(after)s AND f.ended_in <= %(through)s
    UNION ALL
    SELECT e.person_id, 'reported_enrolment', e.feed, e.file_id, e.row_number, e.valid_from, e.valid_until,
           e.recorded_in, e.ended_in,
           jsonb_strip_nulls(jsonb_build_object('scheme', e.scheme, 'place', e.place, 'year', e.year, 'paid_on', e.paid_on))
    FROM registry.reported_enrolment e
    WHERE e.recorded_in > %(after)s AND e.recorded_in <= %(through)s OR e.ended_in > %(after)s AND e.ended_in <= %(through)s
    UNION ALL
    SELECT c.person_id, 'certificate', NULL, c.file_id, c.row_number, c.valid_from, c.valid_until, c.recorded_in,
           c.ended_in, jsonb_build_object('kind', c.kind)
    FROM registry.certificate c
    WHERE c.recorded_in > %(after)s AND c.recorded_in <= %(through)s OR c.ended_in > %(after)s AND c.ended_in <= %(through)s
    UNION ALL
    SELECT n.person_id, 'name', NULL, n.file_id, n.row_number, n.valid_from, n.valid_until, n.recorded_in, n.ended_in, '{}'
    FROM registry.person_name n
    WHERE n.recorded_in > %(after)s AND n.recorded_in <= %(through)s OR n.ended_in > %(after)s AND n.ended_in <= %(through)s
)
SELECT w.revision, w.at, w.act, s.person_id, s.what, s.detail, s.valid_from, s.valid_until, w.revision IS NOT DISTINCT FROM s.ended_in AS is_end,
       s.feed, s.file_id, s.row_number
FROM said s JOIN window_of w ON w.revision = s.recorded_in OR w.revision = s.ended_in
ORDER BY w.revision, s.person_id, s.what, is_end DESC, s.valid_from NULLS FIRST, s.file_id, s.row_number
LIMIT %(most)s OFFSET %(from)s;

-- name: counts
-- How many records of each sort the revisions recorded and ended.
SELECT what, count(*) FILTER (WHERE recorded_in > %(after)s AND recorded_in <= %(through)s) AS recorded,
       count(*) FILTER (WHERE ended_in > %(after)s AND ended_in <= %(through)s) AS ended
FROM (
    SELECT 'record' AS what, r.recorded_in, r.ended_in FROM registry.person_record r
    WHERE r.recorded_in > %(after)s AND r.recorded_in <= %(through)s OR r.ended_in > %(after)s AND r.ended_in <= %(through)s
    UNION ALL
    SELECT f.kind, f.recorded_in, f.ended_in FROM registry.fact f
    WHERE f.recorded_in > %(after)s AND f.recorded_in <= %(through)s OR f.ended_in > %(after)s AND f.ended_in <= %(through)s
    UNION ALL
    SELECT 'reported_enrolment', e.recorded_in, e.ended_in FROM registry.reported_enrolment e
    WHERE e.recorded_in > %(after)s AND e.recorded_in <= %(through)s OR e.ended_in > %(after)s AND e.ended_in <= %(through)s
) AS said
GROUP BY what ORDER BY what;

-- name: window
-- The revisions of the days from one to another, by their ends in a time zone.
SELECT registry.known_on(%(since)s - 1) AS after, registry.known_on(%(through)s) AS through;
