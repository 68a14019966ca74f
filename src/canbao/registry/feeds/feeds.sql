-- name: place_name
-- The name of a place; no row for one that nobody knows.
SELECT name FROM registry.place WHERE place = %(place)s;

-- name: history
-- The files that came and that the present actor sees, the newest first.
SELECT f.file_id, f.feed, f.place, f.month, f.version, f.is_full, f.name, encode(f.file_digest, 'hex') AS sha256,
       f.rows_read, f.rows_taken, f.rows_warned, f.rows_rejected, f.state, f.imported_at, f.imported_by AS actor_id,
       a.login, f.revision, f.outcome
FROM registry.feed_file f LEFT JOIN access.actor a ON a.actor_id = f.imported_by
WHERE (%(file_id)s::bigint IS NULL OR f.file_id = %(file_id)s)
  AND (%(kind)s::text IS NULL OR f.feed = %(kind)s)
  AND (%(place)s::bigint IS NULL OR f.place >= %(place)s AND f.place < access.place_end(%(place)s))
  AND (%(month)s::date IS NULL OR f.month = %(month)s)
ORDER BY f.file_id DESC LIMIT %(most)s;

-- name: rejected
-- The rows of a file that were sent back, with the codes of the reasons and the columns that they are about.
SELECT row_number, reasons, columns FROM registry.feed_verdict
WHERE file_id = %(file_id)s AND verdict = 2 ORDER BY row_number;

-- name: newest
-- Of each feed and place the newest month that a file came for by the end of a day and of which something was taken, and
-- on which day its first file came.
SELECT DISTINCT ON (f.feed, f.place) f.feed, f.place, f.month, f.first_on
FROM (
    SELECT feed, place, month, (min(imported_at) AT TIME ZONE 'Asia/Shanghai')::date AS first_on
    FROM registry.feed_file
    WHERE state = 'imported' AND (rows_taken > 0 OR rows_read = 0) AND month <= %(on_day)s
      AND imported_at < (%(on_day)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND place >= %(place)s AND place < access.place_end(%(place)s)
    GROUP BY feed, place, month
) AS f
ORDER BY f.feed, f.place, f.month DESC;

-- name: held
-- The files that wait for somebody to confirm them, where no later one has come in their stead.
SELECT h.feed, h.place, max(h.file_id) AS file_id FROM registry.feed_file h
WHERE h.state = 'held' AND h.place >= %(place)s AND h.place < access.place_end(%(place)s)
  AND NOT EXISTS (SELECT FROM registry.feed_file f WHERE f.feed = h.feed AND f.place = h.place
                  AND f.state = 'imported' AND (f.month, f.version) > (h.month, h.version))
GROUP BY h.feed, h.place;

-- name: agreements
-- The agreements of feeds and places, the newest first; of those that hold on a day the newest of a feed and place counts.
SELECT s.agreement_id, s.feed, s.place, s.channel, s.valid_from, s.valid_until, s.fields, s.legal_basis, s.recorded_at,
       s.recorded_by AS actor_id, a.login,
       s.holds AND s.agreement_id = max(s.agreement_id) FILTER (WHERE s.holds) OVER (PARTITION BY s.feed, s.place) AS counts
FROM (
    SELECT *, valid_from <= %(on_day)s AND (valid_until IS NULL OR valid_until > %(on_day)s) AS holds
    FROM registry.sharing_agreement
    WHERE (%(kind)s::text IS NULL OR feed = %(kind)s)
      AND (%(place)s::bigint IS NULL OR place >= %(place)s AND place < access.place_end(%(place)s))
) AS s LEFT JOIN access.actor a ON a.actor_id = s.recorded_by
ORDER BY s.feed, s.place, s.agreement_id DESC;

-- name: add_agreement
-- Record an agreement; its number.
SELECT registry.add_agreement(%(kind)s, %(place)s, %(channel)s, %(valid_from)s, %(valid_until)s, %(fields)s,
                              %(legal_basis)s);

-- name: conflicts
-- What sources say of people of a place who they disagree on: name, birth, sex, death, and the registered place on a day.
-- So many people from a number on; of each every source, the one that is believed first. Names are compared by token, and
-- come sealed.
WITH here AS NOT MATERIALIZED (
    SELECT p.* FROM registry.person p
    WHERE p.person_id > %(after)s AND p.merged_into IS NULL
      AND (p.registered_place >= %(place)s AND p.registered_place < access.place_end(%(place)s)
           OR p.residence_place >= %(place)s AND p.residence_place < access.place_end(%(place)s))
), said AS (
    SELECT p.person_id, v.part, v.value, v.believed, r.feed, r.file_id, r.row_number, r.recorded_in,
           coalesce((f.trust ->> v.part)::integer, 9) AS trust, NULL::bigint AS name_id, NULL::bytea AS sealed
    FROM here p
    JOIN registry.person_record r USING (person_id)
    LEFT JOIN registry.feed f USING (feed)
    CROSS JOIN LATERAL (VALUES
        ('born', r.born::text, p.born::text),
        ('sex', r.sex::text, p.sex::text),
        ('died', r.died::text, p.died::text),
        ('registered_place', CASE WHEN registry.holds_on(r.valid_from, r.valid_until, %(on_day)s)
                                  THEN lpad(r.registered_place::text, 12, '0') END,
                             lpad(p.registered_place::text, 12, '0'))
    ) AS v (part, value, believed)
    WHERE r.ended_in IS NULL AND v.value IS NOT NULL
    UNION ALL
    SELECT n.person_id, 'name', encode(n.name_token, 'hex'),
           encode(first_value(n.name_token) OVER (PARTITION BY n.person_id ORDER BY
               (n.valid_until IS NULL) DESC, n.trust, n.recorded_in DESC, n.name_id DESC), 'hex'),
           b.feed, n.file_id, n.row_number, n.recorded_in, n.trust, n.name_id, n.sealed
    FROM here JOIN registry.person_name n USING (person_id) LEFT JOIN registry.feed_file b USING (file_id)
    WHERE n.ended_in IS NULL AND registry.holds_on(n.valid_from, n.valid_until, %(on_day)s)
), disagreeing AS (
    SELECT person_id, part FROM said GROUP BY person_id, part HAVING min(value) <> max(value)
), page AS (
    SELECT DISTINCT person_id FROM disagreeing ORDER BY person_id LIMIT %(most)s
)
SELECT s.person_id, s.part, s.feed, s.value, s.value = s.believed AS is_believed, s.trust, s.file_id, s.row_number,
       s.name_id, s.sealed
FROM said s JOIN disagreeing d USING (person_id, part) JOIN page USING (person_id)
ORDER BY s.person_id, s.part, (s.value = s.believed) DESC, s.trust, s.recorded_in DESC, s.feed;
