-- name: require
-- Stop unless the present actor may load places at a place; without one, anywhere.
SELECT access.require('places.load', %(place)s::bigint);

-- name: scope
-- The range of numbers of the session's place.
SELECT access.place_from(), access.place_until();

-- name: lock
-- One load at a time: the second sees what the first has written.
SELECT pg_advisory_xact_lock(%(key)s);

-- name: known_places
-- The places of some numbers, and those that lie directly in some others.
SELECT p.place, p.name, p.parent, p.urban_rural, p.valid_from, p.valid_until, p.known_on, p.is_synthetic
FROM registry.place p JOIN unnest(%(places)s::bigint[]) AS wanted (place) ON wanted.place = p.place
UNION
SELECT p.place, p.name, p.parent, p.urban_rural, p.valid_from, p.valid_until, p.known_on, p.is_synthetic
FROM registry.place p JOIN unnest(%(parents)s::bigint[]) AS wanted (parent) ON wanted.parent = p.parent;

-- name: known_edges
-- What took over the places of some numbers.
SELECT s.place, s.successor, s.on_day, s.whole, s.source
FROM registry.place_successor s JOIN unnest(%(places)s::bigint[]) AS wanted (place) USING (place)
ORDER BY s.place, s.on_day, s.successor;

-- name: known_former_names
-- Until when the places of some numbers had other names.
SELECT f.place, f.valid_until
FROM registry.place_former_name f JOIN unnest(%(places)s::bigint[]) AS wanted (place) USING (place);

-- name: known_grids
-- The grids of the villages of some numbers.
SELECT g.place, g.grid, g.name
FROM registry.grid g JOIN unnest(%(places)s::bigint[]) AS wanted (place) USING (place);

-- name: add_places
-- New places, those above before those below.
INSERT INTO registry.place (place, name, level, parent, urban_rural, valid_from, valid_until, known_on, is_synthetic, source)
SELECT n.place, n.name, registry.place_level(n.place), n.parent, n.urban_rural, n.valid_from, n.valid_until,
       %(known_on)s::date, %(is_synthetic)s::boolean, n.source
FROM unnest(%(place)s::bigint[], %(name)s::text[], %(parent)s::bigint[], %(urban_rural)s::text[], %(valid_from)s::date[],
            %(valid_until)s::date[], %(source)s::text[])
    AS n (place, name, parent, urban_rural, valid_from, valid_until, source);

-- name: change_places
-- Places renamed, ended or otherwise told anew; a trigger keeps the former name.
UPDATE registry.place p
SET name = n.name, urban_rural = n.urban_rural, valid_from = n.valid_from, valid_until = n.valid_until,
    known_on = %(known_on)s::date, source = n.source
FROM unnest(%(place)s::bigint[], %(name)s::text[], %(urban_rural)s::text[], %(valid_from)s::date[],
            %(valid_until)s::date[], %(source)s::text[])
    AS n (place, name, urban_rural, valid_from, valid_until, source)
WHERE p.place = n.place;

-- name: add_edges
-- Who took over what; whether it was the whole may turn out otherwise later.
INSERT INTO registry.place_successor (place, successor, on_day, whole, source)
SELECT * FROM unnest(%(place)s::bigint[], %(successor)s::bigint[], %(on_day)s::date[], %(whole)s::boolean[],
                     %(source)s::text[])
ON CONFLICT (place, successor, on_day) DO UPDATE SET whole = excluded.whole;

-- name: add_former_names
-- What places were called.
INSERT INTO registry.place_former_name (place, valid_until, name, source)
SELECT * FROM unnest(%(place)s::bigint[], %(valid_until)s::date[], %(name)s::text[], %(source)s::text[])
ON CONFLICT DO NOTHING;

-- name: put_grids
-- Grids, new ones and those with another name.
INSERT INTO registry.grid (place, grid, name)
SELECT * FROM unnest(%(place)s::bigint[], %(grid)s::smallint[], %(name)s::text[])
ON CONFLICT (place, grid) DO UPDATE SET name = excluded.name;

-- name: left_below
-- How many places in those that have ended still stand.
SELECT p.place, p.name, count(*)
FROM unnest(%(places)s::bigint[]) AS ended (place)
JOIN registry.place p USING (place)
JOIN registry.place below ON below.place > p.place AND below.place < access.place_end(p.place) AND below.valid_until IS NULL
GROUP BY p.place, p.name ORDER BY p.place;
