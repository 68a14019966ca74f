-- Places: GB/T 2260 divisions with dated successors, townships, villages, grids. Twelve digits everywhere.

SET ROLE canbao_owner;

CREATE SCHEMA registry;
GRANT USAGE ON SCHEMA registry TO canbao_app;

-- The level that the zeros at the end of a number tell. Not declared strict: so the planner writes it out where it is used.
CREATE FUNCTION registry.place_level(place bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE
        WHEN place = 0 THEN 'country'
        WHEN place % 10000000000 = 0 THEN 'province'
        WHEN place % 100000000 = 0 THEN 'city'
        WHEN place % 1000000 = 0 THEN 'county'
        WHEN place % 1000 = 0 THEN 'township'
        WHEN place IS NOT NULL THEN 'village'
    END;

-- A place keeps its row when its code ends: what was recorded there stays there. ``parent`` is the nearest place above
-- that there is (a county may hang on the province). A day that is null is not known: always, or still. ``known_on`` is
-- the day of the table that said so last; an older table does not change it. ``urban_rural`` is the class that the
-- statistics office gives to a village.
CREATE TABLE registry.place (
    place bigint PRIMARY KEY CHECK (place >= 0 AND place < 1000000000000),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    level text NOT NULL CHECK (level IN ('country', 'province', 'city', 'county', 'township', 'village')),
    parent bigint REFERENCES registry.place,
    urban_rural text CHECK (urban_rural IN ('111', '112', '121', '122', '123', '210', '220')),
    valid_from date,
    valid_until date,
    known_on date,
    is_synthetic boolean NOT NULL DEFAULT false,
    source text NOT NULL,
    CHECK (level = registry.place_level(place)),
    CHECK ((level = 'country') = (parent IS NULL)),
    CHECK (parent < place AND (parent = 0 OR parent = place / 10000000000 * 10000000000
        OR parent = place / 100000000 * 100000000 OR parent = place / 1000000 * 1000000 OR parent = place / 1000 * 1000)),
    CHECK (urban_rural IS NULL OR level = 'village'),
    CHECK (valid_until > valid_from)
);
CREATE INDEX place_parent ON registry.place (parent);

-- What a place was called until a day.
CREATE TABLE registry.place_former_name (
    place bigint NOT NULL REFERENCES registry.place,
    valid_until date NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    source text NOT NULL,
    PRIMARY KEY (place, valid_until)
);

-- A name that is replaced is kept, until the day from which the table knows the new one.
CREATE FUNCTION registry.keep_former_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO registry.place_former_name (place, valid_until, name, source)
    VALUES (OLD.place, coalesce(NEW.known_on, current_date), OLD.name, OLD.source)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_former_name AFTER UPDATE OF name ON registry.place
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION registry.keep_former_name();

-- Which place took over from ``on_day`` on, and whether it took all of the old one.
CREATE TABLE registry.place_successor (
    place bigint NOT NULL REFERENCES registry.place,
    successor bigint NOT NULL REFERENCES registry.place,
    on_day date NOT NULL,
    whole boolean NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (place, successor, on_day),
    CHECK (place <> successor)
);
CREATE INDEX place_successor_successor ON registry.place_successor (successor);

-- The grid of a village or community: a cell that one grid worker looks after.
CREATE TABLE registry.grid (
    place bigint NOT NULL REFERENCES registry.place,
    grid smallint NOT NULL CHECK (grid BETWEEN 1 AND 999),
    name text NOT NULL CHECK (name <> ''),
    PRIMARY KEY (place, grid)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['place', 'place_former_name', 'place_successor', 'grid'] LOOP
        EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE registry.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON registry.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
        -- What places there are is no secret; whoever loads them does so for the places of the session.
        EXECUTE format('CREATE POLICY everybody ON registry.%I FOR SELECT TO canbao_app USING (true)', name);
    END LOOP;
END
$$;
-- Whatever has a number in the range of the session's place lies in it. The session is asked for once a statement, not
-- once a row.
CREATE POLICY loaders ON registry.place FOR INSERT TO canbao_app
    WITH CHECK (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load')));
CREATE POLICY changers ON registry.place FOR UPDATE TO canbao_app
    USING (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load')));
CREATE POLICY loaders ON registry.place_former_name FOR INSERT TO canbao_app
    WITH CHECK (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load')));
CREATE POLICY loaders ON registry.place_successor FOR INSERT TO canbao_app
    WITH CHECK (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load'))
        AND successor >= (SELECT access.right_from('places.load')) AND successor < (SELECT access.right_until('places.load')));
CREATE POLICY changers ON registry.place_successor FOR UPDATE TO canbao_app
    USING (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load'))
        AND successor >= (SELECT access.right_from('places.load')) AND successor < (SELECT access.right_until('places.load')));
CREATE POLICY loaders ON registry.grid FOR INSERT TO canbao_app
    WITH CHECK (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load')));
CREATE POLICY changers ON registry.grid FOR UPDATE TO canbao_app
    USING (place >= (SELECT access.right_from('places.load')) AND place < (SELECT access.right_until('places.load')));
GRANT SELECT, INSERT ON registry.place, registry.place_former_name, registry.place_successor, registry.grid TO canbao_app;
GRANT UPDATE (name, urban_rural, valid_from, valid_until, known_on, source) ON registry.place TO canbao_app;
GRANT UPDATE (whole) ON registry.place_successor TO canbao_app;
GRANT UPDATE (name) ON registry.grid TO canbao_app;
GRANT EXECUTE ON FUNCTION registry.place_level(bigint) TO canbao_app;
INSERT INTO registry.place (place, name, level, source) VALUES (0, '全国', 'country', 'GB/T 2260');
