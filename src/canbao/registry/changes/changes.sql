-- name: changes
-- What the revisions after one and up to another recorded and ended, of the people of a place (0: of any) whom the reader
-- may see, with the file and row that said so.
WITH window_of AS MATERIALIZED (
    SELECT r.revision, r.at, r.act FROM registry.revision r WHERE r.revision > %(after)s AND r.revision <= %(through)s
), said AS (
    SELECT r.person_id, 'record' AS what, r.feed, r.file_id, r.row_number, r.valid_from, r.valid_until,
           r.recorded_in, r.ended_in, jsonb_strip_nulls(jsonb_build_object('born', r.born, 'sex', r.sex, 'died', r.died, 'registered_place',
               r.registered_place, 'residence_place', r.residence_place, 'registration', r.registration)) AS detail
    FROM registry.person_record r
    WHERE r.recorded_in > %(after)s AND r.recorded_in <= %(through)s
       OR r.ended_in > %(after)s AND r.ended_in <= %(through)s
    UNION ALL
    SELECT f.person_id, f.kind AS what, f.feed, f.file_id, f.row_number, f.valid_from, f.valid_until,
           f.recorded_in, f.ended_in, jsonb_strip_nulls(jsonb_build_object('code', f.code, 'place', f.place, 'amount', f.amount)) AS detail
    FROM registry.fact f
    WHERE f.recorded_in > %(after)s AND f.recorded_in <= %(through)s
       OR f.ended_in > %(after)s AND f.ended_in <= %(through)s
    UNION ALL
    SELECT e.person_id, 'reported_enrolment' AS what, e.feed, e.file_id, e.row_number, e.valid_from, e.valid_until,
           e.recorded_in, e.ended_in, jsonb_strip_nulls(jsonb_build_object('scheme', e.scheme, 'place', e.place, 'year', e.year, 'paid_on', e.paid_on)) AS detail
    FROM registry.reported_enrolment e
    WHERE e.recorded_in > %(after)s AND e.recorded_in <= %(through)s
       OR e.ended_in > %(after)s AND e.ended_in <= %(through)s
    UNION ALL
    SELECT c.person_id, 'certificate' AS what, NULL AS feed, c.file_id, c.row_number, c.valid_from, c.valid_until,
           c.recorded_in, c.ended_in, jsonb_build_object('kind', c.kind) AS detail
    FROM registry.certificate c
    WHERE c.recorded_in > %(after)s AND c.recorded_in <= %(through)s
       OR c.ended_in > %(after)s AND c.ended_in <= %(through)s
    UNION ALL
    SELECT n.person_id, 'name' AS what, NULL AS feed, n.file_id, n.row_number, n.valid_from, n.valid_until,
           n.recorded_in, n.ended_in, '{}'::jsonb AS detail
    FROM registry.person_name n
    WHERE n.recorded_in > %(after)s AND n.recorded_in <= %(through)s
       OR n.ended_in > %(after)s AND n.ended_in <= %(through)s
    UNION ALL
    SELECT s.person_id, 'cover_spell' AS what, s.feed, s.file_id, s.row_number, s.from_day AS valid_from, nullif(s.until_day, 'infinity') AS valid_until,
           s.recorded_in, NULL::bigint AS ended_in, jsonb_build_object('scheme', s.scheme, 'place', s.place, 'basis', s.basis) AS detail
    FROM registry.cover_spell s
    WHERE s.recorded_in > %(after)s AND s.recorded_in <= %(through)s
    UNION ALL
    SELECT w.person_id, 'cover_spell' AS what, w.feed, w.file_id, w.row_number, w.from_day AS valid_from, nullif(w.until_day, 'infinity') AS valid_until,
           w.recorded_in, w.ended_in, jsonb_build_object('scheme', w.scheme, 'place', w.place, 'basis', w.basis) AS detail
    FROM registry.cover_spell_was w
    WHERE w.recorded_in > %(after)s AND w.recorded_in <= %(through)s
       OR w.ended_in > %(after)s AND w.ended_in <= %(through)s
)
SELECT w.revision, w.at, w.act, s.person_id, s.what, s.detail, s.valid_from, s.valid_until,
       w.revision IS NOT DISTINCT FROM s.ended_in AS is_end, coalesce(s.feed, f.feed) AS feed, s.file_id,
       f.name AS file, f.month, s.row_number
FROM said s
JOIN window_of w ON w.revision = s.recorded_in OR w.revision = s.ended_in
JOIN registry.person p ON p.person_id = s.person_id
LEFT JOIN registry.feed_file f ON f.file_id = s.file_id
WHERE (%(place)s = 0
       OR p.registered_place >= %(place)s AND p.registered_place < access.place_end(%(place)s)
       OR p.residence_place >= %(place)s AND p.residence_place < access.place_end(%(place)s))
ORDER BY w.revision, s.person_id, s.what, is_end DESC, s.valid_from NULLS FIRST, s.file_id, s.row_number
LIMIT %(most)s OFFSET %(from)s;

-- name: counts
-- How many records of each sort the revisions recorded and ended, of the people of a place (0: of any).
SELECT s.what, count(*) FILTER (WHERE s.recorded_in > %(after)s AND s.recorded_in <= %(through)s) AS recorded,
       count(*) FILTER (WHERE s.ended_in > %(after)s AND s.ended_in <= %(through)s) AS ended
FROM (
    SELECT r.person_id, 'record' AS what, r.recorded_in, r.ended_in
    FROM registry.person_record r
    WHERE r.recorded_in > %(after)s AND r.recorded_in <= %(through)s
       OR r.ended_in > %(after)s AND r.ended_in <= %(through)s
    UNION ALL
    SELECT f.person_id, f.kind AS what, f.recorded_in, f.ended_in
    FROM registry.fact f
    WHERE f.recorded_in > %(after)s AND f.recorded_in <= %(through)s
       OR f.ended_in > %(after)s AND f.ended_in <= %(through)s
    UNION ALL
    SELECT e.person_id, 'reported_enrolment' AS what, e.recorded_in, e.ended_in
    FROM registry.reported_enrolment e
    WHERE e.recorded_in > %(after)s AND e.recorded_in <= %(through)s
       OR e.ended_in > %(after)s AND e.ended_in <= %(through)s
    UNION ALL
    SELECT c.person_id, 'certificate' AS what, c.recorded_in, c.ended_in
    FROM registry.certificate c
    WHERE c.recorded_in > %(after)s AND c.recorded_in <= %(through)s
       OR c.ended_in > %(after)s AND c.ended_in <= %(through)s
    UNION ALL
    SELECT n.person_id, 'name' AS what, n.recorded_in, n.ended_in
    FROM registry.person_name n
    WHERE n.recorded_in > %(after)s AND n.recorded_in <= %(through)s
       OR n.ended_in > %(after)s AND n.ended_in <= %(through)s
    UNION ALL
    SELECT s.person_id, 'cover_spell' AS what, s.recorded_in, NULL::bigint AS ended_in
    FROM registry.cover_spell s
    WHERE s.recorded_in > %(after)s AND s.recorded_in <= %(through)s
    UNION ALL
    SELECT w.person_id, 'cover_spell' AS what, w.recorded_in, w.ended_in
    FROM registry.cover_spell_was w
    WHERE w.recorded_in > %(after)s AND w.recorded_in <= %(through)s
       OR w.ended_in > %(after)s AND w.ended_in <= %(through)s
) AS s JOIN registry.person p ON p.person_id = s.person_id
WHERE (%(place)s = 0
       OR p.registered_place >= %(place)s AND p.registered_place < access.place_end(%(place)s)
       OR p.residence_place >= %(place)s AND p.residence_place < access.place_end(%(place)s))
GROUP BY s.what ORDER BY s.what;

-- name: window
-- The revisions of the days from one to another, by their ends in a time zone.
SELECT registry.known_on(%(since)s - 1) AS after, registry.known_on(%(through)s) AS through;
