-- name: place
-- One place with the names of those above it, the highest first.
WITH RECURSIVE chain AS (
    SELECT p.*, 0 AS step FROM registry.place p WHERE p.place = %(place)s
    UNION ALL
    SELECT p.*, c.step + 1 FROM chain c JOIN registry.place p ON p.place = c.parent
)
SELECT c.place, registry_name.name, c.level, c.urban_rural, c.valid_from, c.valid_until, c.is_synthetic, c.source
FROM chain c
CROSS JOIN LATERAL (
    SELECT coalesce((
        SELECT f.name FROM registry.place_former_name f
        WHERE f.place = c.place AND f.valid_until > %(day)s::date ORDER BY f.valid_until LIMIT 1
    ), c.name) AS name
) AS registry_name
WHERE c.place <> 0 OR %(place)s = 0
ORDER BY c.step DESC;

-- name: children
-- The places that lie directly in one, as of a day; without a day all there ever were.
SELECT p.place, p.name, p.level, p.urban_rural, p.valid_from, p.valid_until, p.is_synthetic, p.source
FROM registry.place p
WHERE p.parent = %(place)s
  AND (%(day)s::date IS NULL
       OR (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_until IS NULL OR p.valid_until > %(day)s))
ORDER BY p.place;

-- name: grids
-- The grids of a village.
SELECT g.grid, g.name FROM registry.grid g WHERE g.place = %(place)s ORDER BY g.grid;

-- name: former_names
-- What a place was called, and until when.
SELECT f.name, f.valid_until FROM registry.place_former_name f WHERE f.place = %(place)s ORDER BY f.valid_until;

-- name: taken_over_by
-- What took over a place or parts of it.
SELECT s.successor, p.name, s.on_day, s.whole
FROM registry.place_successor s JOIN registry.place p ON p.place = s.successor
WHERE s.place = %(place)s ORDER BY s.on_day, s.successor;

-- name: took_over
-- What a place took over.
SELECT s.place, p.name, s.on_day, s.whole
FROM registry.place_successor s JOIN registry.place p USING (place)
WHERE s.successor = %(place)s ORDER BY s.on_day, s.place;

-- name: nearest_known
-- Of some numbers those that are places.
SELECT p.place FROM registry.place p WHERE p.place = ANY (%(places)s) ORDER BY p.place DESC LIMIT 1;

-- name: highest_ended
-- The highest of a place and those above it that has ended by a day.
WITH RECURSIVE chain AS (
    SELECT p.place, p.parent, p.valid_until, 0 AS step FROM registry.place p WHERE p.place = %(place)s
    UNION ALL
    SELECT p.place, p.parent, p.valid_until, c.step + 1 FROM chain c JOIN registry.place p ON p.place = c.parent
)
SELECT c.place FROM chain c WHERE c.valid_until <= %(day)s ORDER BY c.step DESC LIMIT 1;

-- name: on_day
-- What a place is on a day: itself; after its end what took it over by then, step by step; before its beginning what it
-- took over. whole: it went to one place entirely, or lay in one, on every step.
WITH RECURSIVE later AS (
    SELECT p.place, true AS whole, 0 AS step FROM registry.place p WHERE p.place = %(place)s
    UNION
    SELECT s.successor, l.whole AND s.whole, l.step + 1
    FROM later l
    JOIN registry.place p USING (place)
    JOIN registry.place_successor s USING (place)
    WHERE p.valid_until <= %(day)s AND l.step < 20
      AND s.on_day = (SELECT max(o.on_day) FROM registry.place_successor o WHERE o.place = p.place AND o.on_day <= %(day)s)
), earlier AS (
    SELECT p.place, true AS whole, 0 AS step FROM registry.place p WHERE p.place = %(place)s
    UNION
    SELECT s.place, e.whole AND NOT EXISTS (
               SELECT FROM registry.place_successor o
               WHERE o.successor = s.successor AND o.on_day = s.on_day AND o.place <> s.place), e.step + 1
    FROM earlier e
    JOIN registry.place p USING (place)
    JOIN registry.place_successor s ON s.successor = p.place
    WHERE p.valid_from > %(day)s AND e.step < 20
      AND s.on_day = (SELECT min(o.on_day) FROM registry.place_successor o WHERE o.successor = p.place AND o.on_day > %(day)s)
), every AS (
    SELECT place, whole, step > 0 AS is_other, 'later' AS way FROM later
    UNION
    SELECT place, whole, step > 0, 'earlier' FROM earlier
)
SELECT p.place, p.name, p.level, p.urban_rural, p.valid_from, p.valid_until, p.is_synthetic, p.source,
       bool_and(e.whole) AS whole, CASE WHEN bool_or(e.is_other) THEN min(e.way) ELSE 'same' END AS way
FROM every e JOIN registry.place p USING (place)
WHERE (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_until IS NULL OR p.valid_until > %(day)s)
GROUP BY p.place
ORDER BY p.place;

-- name: found
-- Places by their name or a former one; of several words the last is the place's, the others are of places above it.
SELECT p.place, p.name, p.level, p.urban_rural, p.valid_from, p.valid_until, p.is_synthetic, p.source, f.name AS former
FROM registry.place p
LEFT JOIN LATERAL (
    SELECT f.name FROM registry.place_former_name f WHERE f.place = p.place AND f.name LIKE %(name)s LIMIT 1
) AS f ON true
WHERE (p.name LIKE %(name)s OR f.name IS NOT NULL) AND p.place <> 0
  AND p.place >= %(within)s AND p.place < access.place_end(%(within)s)
  AND (%(day)s::date IS NULL
       OR (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_until IS NULL OR p.valid_until > %(day)s))
  AND NOT EXISTS (
      SELECT FROM unnest(%(above)s::text[]) AS wanted (name)
      WHERE NOT EXISTS (
          SELECT FROM registry.place a
          WHERE a.place IN (p.place / 1000 * 1000, p.place / 1000000 * 1000000, p.place / 100000000 * 100000000,
                            p.place / 10000000000 * 10000000000)
            AND a.place <> p.place AND a.name LIKE wanted.name))
ORDER BY p.name <> %(exactly)s, p.valid_until IS NOT NULL, p.place
LIMIT %(most)s;

-- name: names_above
-- The names of the places above some.
SELECT c.place, string_agg(a.name, ' ' ORDER BY a.place) AS names
FROM unnest(%(places)s::bigint[]) AS c (place)
JOIN registry.place a ON a.place IN (c.place / 1000 * 1000, c.place / 1000000 * 1000000,
    c.place / 100000000 * 100000000, c.place / 10000000000 * 10000000000) AND a.place <> c.place AND a.place <> 0
GROUP BY c.place;
