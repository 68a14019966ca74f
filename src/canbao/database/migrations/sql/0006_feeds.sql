-- Department feeds: what there is, what was agreed, what came, row by row; and how a file is taken in.

SET ROLE canbao_owner;

-- The feeds that the program knows, as it declares them; trust: by kind of fact, 1 is believed first.
CREATE TABLE registry.feed (
    feed text PRIMARY KEY,
    version integer NOT NULL,
    department text NOT NULL,
    makes_people boolean NOT NULL,
    of_units boolean NOT NULL DEFAULT false,
    trust jsonb NOT NULL DEFAULT '{}',
    fresh_months integer NOT NULL,
    digest bytea NOT NULL
);

-- How far a feed is believed of names: as of births, which it states of the same people.
CREATE FUNCTION registry.trust_of_names(which text) RETURNS smallint
LANGUAGE sql STABLE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT coalesce(f.trust ->> 'born', '9')::smallint FROM registry.feed f WHERE f.feed = which;
END;
REVOKE ALL ON FUNCTION registry.trust_of_names(text) FROM PUBLIC;

-- The sharing agreement behind a feed at a place (gb38/4.10b): append-only, the newest counts.
CREATE TABLE registry.sharing_agreement (
    agreement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES registry.feed,
    place bigint NOT NULL REFERENCES registry.place,
    channel text NOT NULL CHECK (channel <> ''),
    valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from),
    fields text[] NOT NULL,
    legal_basis text[] NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    recorded_by bigint NOT NULL
);

-- A file that came: whole list or changes of a feed, of a place, for a month. ``content`` is the digest of its rows in
-- no order, so that the same content saved again is known.
CREATE TABLE registry.feed_file (
    file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES registry.feed,
    place bigint NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    is_full boolean NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    name text NOT NULL,
    file_digest bytea NOT NULL CHECK (octet_length(file_digest) = 32),
    content bytea NOT NULL CHECK (octet_length(content) = 32),
    rows_read integer NOT NULL,
    rows_taken integer NOT NULL,
    rows_warned integer NOT NULL,
    rows_rejected integer NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'imported', 'refused', 'unchanged', 'withdrawn')),
    held_for text,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    imported_by bigint NOT NULL,
    revision bigint REFERENCES registry.revision,
    outcome jsonb NOT NULL DEFAULT '{}',
    UNIQUE (feed, place, month, version)
);
CREATE INDEX feed_file_place ON registry.feed_file (place, feed, month);

-- The lists there are: a feed of a place. Its rows name it by a number, since they come by the million.
CREATE TABLE registry.feed_list (
    list_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES registry.feed,
    place bigint NOT NULL,
    UNIQUE (feed, place)
);

-- The rows of a list that hold now: digest, whose, and the file and row that said so last. A row of a person that
-- nobody knows has no person; it comes whole again with the next list.
CREATE TABLE registry.feed_row (
    list_id integer NOT NULL,
    key bytea NOT NULL CHECK (octet_length(key) = 16),
    digest bytea NOT NULL CHECK (octet_length(digest) = 16),
    row_number integer NOT NULL,
    tier smallint,
    person_id bigint,
    file_id bigint NOT NULL,
    PRIMARY KEY (list_id, key)
);
CREATE INDEX feed_row_person ON registry.feed_row (person_id);

-- A row of a person whom nobody knows: the work list of those in a feed and not in the registry, and since when.
CREATE TABLE registry.unlinked_row (
    feed text NOT NULL,
    place bigint NOT NULL,
    key bytea NOT NULL,
    file_id bigint NOT NULL,
    row_number integer NOT NULL,
    recorded_in bigint NOT NULL,
    ended_in bigint CHECK (ended_in >= recorded_in)
);
CREATE UNIQUE INDEX unlinked_row_now ON registry.unlinked_row (feed, place, key) WHERE ended_in IS NULL;

-- Which verdict a row of a file got, for the rows that were not simply taken.
CREATE TABLE registry.feed_verdict (
    file_id bigint NOT NULL REFERENCES registry.feed_file,
    row_number integer NOT NULL,
    verdict smallint NOT NULL CHECK (verdict IN (1, 2)),
    reasons jsonb NOT NULL,
    columns jsonb NOT NULL,
    PRIMARY KEY (file_id, row_number)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['feed', 'sharing_agreement', 'feed_file', 'feed_list', 'feed_row', 'unlinked_row',
                                'feed_verdict'] LOOP
        EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE registry.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON registry.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON registry.%I TO canbao_app', name);
    END LOOP;
END
$$;
CREATE POLICY everybody ON registry.feed FOR SELECT TO canbao_app USING (true);
CREATE POLICY of_the_place ON registry.sharing_agreement FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('feeds.read')) AND place < (SELECT access.right_until('feeds.read'))
    AND coalesce((SELECT access.department()) = (SELECT f.department FROM registry.feed f
                                                 WHERE f.feed = sharing_agreement.feed), true));
CREATE POLICY of_the_place ON registry.feed_file FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('feeds.read')) AND place < (SELECT access.right_until('feeds.read'))
    AND coalesce((SELECT access.department()) = (SELECT f.department FROM registry.feed f
                                                 WHERE f.feed = feed_file.feed), true));
CREATE POLICY of_the_place ON registry.feed_list FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('registry.read')) AND place < (SELECT access.right_until('registry.read')));
CREATE POLICY of_a_list_seen ON registry.feed_row FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.feed_list l WHERE l.list_id = feed_row.list_id));
CREATE POLICY of_the_place ON registry.unlinked_row FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('registry.read')) AND place < (SELECT access.right_until('registry.read')));
CREATE POLICY of_a_file_seen ON registry.feed_verdict FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.feed_file f WHERE f.file_id = feed_verdict.file_id));

-- Declare the feeds of this version of the program. For the owner alone.
CREATE FUNCTION registry.declare_feeds(declared jsonb) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    WITH kept AS (
        INSERT INTO registry.feed (feed, version, department, makes_people, of_units, trust, fresh_months, digest)
        SELECT f.feed, f.version, f.department, f.makes_people, f.of_units, f.trust, f.fresh_months, decode(f.digest, 'hex')
        FROM jsonb_to_recordset(declared) AS f (feed text, version integer, department text, makes_people boolean,
                                                of_units boolean, trust jsonb, fresh_months integer, digest text)
        ON CONFLICT (feed) DO UPDATE SET version = excluded.version, department = excluded.department,
            makes_people = excluded.makes_people, of_units = excluded.of_units, trust = excluded.trust,
            fresh_months = excluded.fresh_months, digest = excluded.digest
        WHERE feed.digest <> excluded.digest
        RETURNING 1
    )
    SELECT count(*)::integer FROM kept;
END;
REVOKE ALL ON FUNCTION registry.declare_feeds(jsonb) FROM PUBLIC;

-- A row that may be of a person already known, but not surely enough to say so: a task for two people.
CREATE TABLE registry.link_doubt (
    doubt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id bigint NOT NULL REFERENCES registry.feed_file,
    row_number integer NOT NULL,
    person_id bigint NOT NULL REFERENCES registry.person,
    other_person_id bigint REFERENCES registry.person,
    why text NOT NULL CHECK (why IN ('other_number', 'several_people', 'fuzzy')),
    evidence jsonb NOT NULL DEFAULT '{}',
    recorded_in bigint NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'same', 'different'))
);
CREATE INDEX link_doubt_person ON registry.link_doubt (person_id);
ALTER TABLE registry.link_doubt ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.link_doubt FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.link_doubt TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY of_a_person_seen ON registry.link_doubt FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.person p WHERE p.person_id = link_doubt.person_id));
GRANT SELECT ON registry.link_doubt TO canbao_app;
