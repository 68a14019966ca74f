-- Places: GB/T 2260 divisions with dated successors, townships, villages, grids. Twelve digits everywhere.

SET ROLE canbao_owner;

CREATE SCHEMA registry;
GRANT USAGE ON SCHEMA registry TO canbao_app;

CREATE TABLE registry.place (
    place bigint PRIMARY KEY CHECK (place >= 0 AND place < 1000000000000),
    name text NOT NULL CHECK (name <> ''),
    level text NOT NULL CHECK (level IN ('country', 'province', 'city', 'county', 'township', 'village')),
    parent bigint REFERENCES registry.place,
    valid_from date,
    valid_until date,
    is_synthetic boolean NOT NULL DEFAULT false,
    source text NOT NULL,
    CHECK ((level = 'country') = (parent IS NULL)),
    CHECK (valid_until > valid_from)
);
CREATE INDEX place_parent ON registry.place (parent);

-- Which place took over, and whether it took all of the old one.
CREATE TABLE registry.place_successor (
    place bigint NOT NULL REFERENCES registry.place,
    successor bigint NOT NULL REFERENCES registry.place,
    on_day date NOT NULL,
    whole boolean NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (place, successor, on_day),
    CHECK (place <> successor)
);

-- The grid of a village or community: a cell that one grid worker looks after.
CREATE TABLE registry.grid (
    place bigint NOT NULL REFERENCES registry.place,
    grid smallint NOT NULL CHECK (grid BETWEEN 1 AND 999),
    name text NOT NULL CHECK (name <> ''),
    PRIMARY KEY (place, grid)
);

ALTER TABLE registry.place ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.place FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.place_successor ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.place_successor FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.grid ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.grid FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.place TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON registry.place_successor TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON registry.grid TO canbao_owner USING (true) WITH CHECK (true);
-- What places there are is no secret; whoever loads them does so for the places of the session.
CREATE POLICY everybody ON registry.place FOR SELECT TO canbao_app USING (true);
CREATE POLICY everybody ON registry.place_successor FOR SELECT TO canbao_app USING (true);
CREATE POLICY everybody ON registry.grid FOR SELECT TO canbao_app USING (true);
CREATE POLICY loaders ON registry.place FOR INSERT TO canbao_app
    WITH CHECK ((SELECT access.may('places.load')) AND access.holds(place));
CREATE POLICY changers ON registry.place FOR UPDATE TO canbao_app
    USING ((SELECT access.may('places.load')) AND access.holds(place));
CREATE POLICY loaders ON registry.place_successor FOR INSERT TO canbao_app
    WITH CHECK ((SELECT access.may('places.load')) AND access.holds(place) AND access.holds(successor));
CREATE POLICY loaders ON registry.grid FOR INSERT TO canbao_app
    WITH CHECK ((SELECT access.may('places.load')) AND access.holds(place));
CREATE POLICY changers ON registry.grid FOR UPDATE TO canbao_app
    USING ((SELECT access.may('places.load')) AND access.holds(place));
GRANT SELECT, INSERT ON registry.place, registry.place_successor, registry.grid TO canbao_app;
GRANT UPDATE (name, valid_from, valid_until, source) ON registry.place TO canbao_app;
GRANT UPDATE (name) ON registry.grid TO canbao_app;
INSERT INTO registry.place (place, name, level, source) VALUES (0, '全国', 'country', 'GB/T 2260');
