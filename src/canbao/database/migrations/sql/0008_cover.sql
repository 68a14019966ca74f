-- Cover as decided: spells by day that never overlap, lawful overlaps beside them, and what is adopted of the reports.

SET ROLE canbao_owner;

-- A spell of cover. Each names the end of the one before it, and two may not name the same: so no two overlap, whoever
-- writes and however many at once. An open spell ends at infinity.
CREATE TABLE registry.cover_spell (
    person_id bigint NOT NULL,
    scheme smallint NOT NULL CHECK (scheme IN (310, 390)),
    place bigint NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    prev_until date,
    basis text NOT NULL CHECK (basis IN ('reported', 'decided', 'enrolled')),
    feed text,
    file_id bigint,
    row_number integer,
    recorded_in bigint NOT NULL,
    CHECK (from_day < until_day),
    CHECK (prev_until <= from_day),
    PRIMARY KEY (person_id, until_day),
    CONSTRAINT cover_spell_one_after UNIQUE NULLS NOT DISTINCT (person_id, prev_until) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT cover_spell_before FOREIGN KEY (person_id, prev_until)
        REFERENCES registry.cover_spell (person_id, until_day) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX cover_spell_place ON registry.cover_spell (place, until_day);

-- What a spell was before it was changed or taken back, and until which revision that was known.
CREATE TABLE registry.cover_spell_was (
    person_id bigint NOT NULL,
    scheme smallint NOT NULL,
    place bigint NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    basis text NOT NULL,
    feed text,
    file_id bigint,
    row_number integer,
    recorded_in bigint NOT NULL,
    ended_in bigint NOT NULL CHECK (ended_in >= recorded_in)
);
CREATE INDEX cover_spell_was_person ON registry.cover_spell_was (person_id);

-- Cover beside a spell that the law allows, with the reason in code: a new student from 1 September to 31 December, at
-- home and at school (xz11/3d).
CREATE TABLE registry.cover_overlap (
    overlap_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES registry.person,
    scheme smallint NOT NULL CHECK (scheme IN (310, 390)),
    place bigint NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL CHECK (until_day > from_day),
    basis text NOT NULL CHECK (basis IN ('new_student')),
    clause text NOT NULL CHECK (clause <> ''),
    recorded_in bigint NOT NULL,
    ended_in bigint CHECK (ended_in >= recorded_in)
);
CREATE INDEX cover_overlap_person ON registry.cover_overlap (person_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['cover_spell', 'cover_spell_was', 'cover_overlap'] LOOP
        EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE registry.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON registry.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON registry.%I TO canbao_app', name);
        EXECUTE format(
            'CREATE POLICY of_a_person_seen ON registry.%1$I FOR SELECT TO canbao_app USING '
            '(EXISTS (SELECT FROM registry.person p WHERE p.person_id = %1$I.person_id))', name);
    END LOOP;
END
$$;

-- Adopt what is reported as cover, for the people of the temporary table ``covered``: what overlaps nothing becomes a
-- spell, what was adopted before comes first, then what begins first; what follows without a gap in the same scheme and
-- place is one spell with it. What is not adopted is the work list of double cover. What people decided stays as it is.
CREATE FUNCTION registry.adopt_enrolments(rev bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp SET work_mem = '128MB' AS $$
DECLARE
    adopted bigint;
    clashing bigint;
BEGIN
    ANALYZE covered;
    CREATE TEMPORARY TABLE stands ON COMMIT DROP AS SELECT s.* FROM registry.cover_spell s JOIN covered USING (person_id);
    CREATE TEMPORARY TABLE wished ON COMMIT DROP AS
    SELECT e.person_id, e.scheme,
           coalesce(e.place, (SELECT p.registered_place FROM registry.person p WHERE p.person_id = e.person_id), 0) AS place,
           e.valid_from AS from_day, coalesce(e.valid_until, 'infinity') AS until_day, e.feed, e.file_id, e.row_number,
           max(coalesce(e.valid_until, 'infinity')) OVER (
               PARTITION BY e.person_id ORDER BY e.valid_from, e.scheme, e.file_id, e.row_number
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM covered c JOIN registry.reported_enrolment e USING (person_id)
    WHERE e.ended_in IS NULL AND NOT (e.feed IS NULL AND EXISTS (
        -- what an office enrolled stands as its own spell
        SELECT FROM registry.cover_spell d
        WHERE d.person_id = e.person_id AND d.basis = 'enrolled' AND d.scheme = e.scheme AND d.place = e.place
          AND d.from_day >= e.valid_from AND d.until_day = e.valid_until));
    ANALYZE stands;
    ANALYZE wished;

    -- Nothing in the way: most people. Of the others everybody's first report is looked at, then everybody's second.
    CREATE TEMPORARY TABLE crowded ON COMMIT DROP AS
    SELECT w.person_id FROM wished w WHERE w.reached > w.from_day
    UNION
    SELECT w.person_id FROM wished w JOIN stands d ON d.person_id = w.person_id AND d.basis <> 'reported'
        AND d.from_day < w.until_day AND w.from_day < d.until_day;
    CREATE TEMPORARY TABLE contested ON COMMIT DROP AS
    SELECT w.*,
           row_number() OVER (PARTITION BY w.person_id ORDER BY (s.person_id IS NULL), w.from_day, w.scheme, w.file_id,
                              w.row_number) AS turn
    FROM wished w JOIN crowded USING (person_id)
    LEFT JOIN stands s ON s.person_id = w.person_id AND s.basis = 'reported' AND s.scheme = w.scheme AND s.place = w.place
        AND s.from_day <= w.from_day AND s.until_day >= w.until_day;
    CREATE INDEX ON contested (turn);
    ANALYZE contested;
    CREATE TEMPORARY TABLE kept (person_id bigint, from_day date, until_day date, turn bigint) ON COMMIT DROP;
    CREATE INDEX ON kept (person_id);
    INSERT INTO kept SELECT d.person_id, d.from_day, d.until_day, 0 FROM stands d JOIN crowded USING (person_id)
    WHERE d.basis <> 'reported';
    FOR round IN 1..(SELECT coalesce(max(c.turn), 0) FROM contested c) LOOP
        INSERT INTO kept SELECT c.person_id, c.from_day, c.until_day, c.turn FROM contested c
        WHERE c.turn = round AND NOT EXISTS (
            SELECT FROM kept k
            WHERE k.person_id = c.person_id AND k.from_day < c.until_day AND c.from_day < k.until_day);
    END LOOP;

    -- Of neighbours that are one spell, the first is kept, until where the next one that is not begins.
    CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
    SELECT person_id, scheme, place, from_day, coalesce(lead(before) OVER each, last) AS until_day, before AS prev_until,
           basis, feed, file_id, row_number
    FROM (
        SELECT *, lag(until_day) OVER each AS before, max(until_day) OVER (PARTITION BY person_id) AS last,
               coalesce(basis = 'reported' AND (basis, scheme, place, from_day)
                   = (lag(basis) OVER each, lag(scheme) OVER each, lag(place) OVER each, lag(until_day) OVER each),
                   false) AS goes_on
        FROM (
            SELECT person_id, scheme, place, from_day, until_day, basis, feed, file_id, row_number FROM stands
            WHERE basis <> 'reported'
            UNION ALL
            SELECT person_id, scheme, place, from_day, until_day, 'reported', feed, file_id, row_number FROM wished w
            WHERE NOT EXISTS (SELECT FROM crowded c WHERE c.person_id = w.person_id)
            UNION ALL
            SELECT c.person_id, c.scheme, c.place, c.from_day, c.until_day, 'reported', c.feed, c.file_id, c.row_number
            FROM contested c JOIN kept k ON k.person_id = c.person_id AND k.turn = c.turn
        ) AS every WINDOW each AS (PARTITION BY person_id ORDER BY from_day)
    ) AS joined WHERE NOT goes_on
    WINDOW each AS (PARTITION BY person_id ORDER BY from_day);
    ANALYZE meant;

    -- Only what differs is written: a spell that stays as it is stays known from when it was.
    IF EXISTS (SELECT FROM stands) THEN
        WITH over AS (
            DELETE FROM registry.cover_spell s USING covered c
            WHERE s.person_id = c.person_id AND s.basis = 'reported' AND NOT EXISTS (
                SELECT FROM meant m WHERE (m.person_id, m.scheme, m.place, m.from_day, m.until_day, m.basis)
                                        = (s.person_id, s.scheme, s.place, s.from_day, s.until_day, s.basis))
            RETURNING s.*
        )
        INSERT INTO registry.cover_spell_was
        SELECT person_id, scheme, place, from_day, until_day, basis, feed, file_id, row_number, recorded_in, rev FROM over;
        UPDATE registry.cover_spell s
        SET prev_until = m.prev_until, feed = m.feed, file_id = m.file_id, row_number = m.row_number
        FROM meant m
        WHERE m.person_id = s.person_id AND m.until_day = s.until_day
          AND (m.prev_until, m.file_id, m.row_number) IS DISTINCT FROM (s.prev_until, s.file_id, s.row_number);
    END IF;
    INSERT INTO registry.cover_spell (person_id, scheme, place, from_day, until_day, prev_until, basis, feed, file_id,
                                      row_number, recorded_in)
    SELECT m.*, rev FROM meant m
    WHERE NOT EXISTS (SELECT FROM stands t JOIN registry.cover_spell s USING (person_id, until_day)
                      WHERE t.person_id = m.person_id AND t.until_day = m.until_day)
    ORDER BY m.person_id, m.until_day;
    clashing := (SELECT count(*) FROM contested) - (SELECT count(*) FROM kept k WHERE k.turn > 0);
    adopted := (SELECT count(*) FROM wished) - clashing;
    DROP TABLE stands, wished, crowded, contested, kept, meant;
    RETURN jsonb_build_object('adopted', adopted, 'clashing', clashing);
END
$$;
REVOKE ALL ON FUNCTION registry.adopt_enrolments(bigint) FROM PUBLIC;

-- Cover of a person on the days from ``from_day`` to before ``until_day``, as known in a revision (null: now).
CREATE FUNCTION registry.cover_known(whose bigint, known bigint) RETURNS TABLE (
    scheme smallint, place bigint, from_day date, until_day date, basis text, feed text, file_id bigint, row_number integer,
    recorded_in bigint
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.scheme, s.place, s.from_day, s.until_day, s.basis, s.feed, s.file_id, s.row_number,
           s.recorded_in
    FROM registry.cover_spell s WHERE s.person_id = whose AND (known IS NULL OR s.recorded_in <= known)
    UNION ALL
    SELECT s.scheme, s.place, s.from_day, s.until_day, s.basis, s.feed, s.file_id, s.row_number,
           s.recorded_in
    FROM registry.cover_spell_was s
    WHERE s.person_id = whose AND s.recorded_in <= known AND s.ended_in > known;
END;
REVOKE ALL ON FUNCTION registry.cover_known(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.cover_known(bigint, bigint) TO canbao_app;

-- From which coverage year on the cover of a place's people is in the registry. Of years before, an absent row says
-- nothing; without a row here, no absent row does.
CREATE TABLE registry.history_start (
    place bigint NOT NULL REFERENCES registry.place,
    year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2200),
    why text NOT NULL CHECK (why <> ''),
    recorded_in bigint NOT NULL,
    ended_in bigint CHECK (ended_in >= recorded_in)
);
CREATE UNIQUE INDEX history_start_now ON registry.history_start (place) WHERE ended_in IS NULL;
ALTER TABLE registry.history_start ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.history_start FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.history_start TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY readers ON registry.history_start FOR SELECT TO canbao_app USING ((SELECT access.may('registry.read')));
GRANT SELECT ON registry.history_start TO canbao_app;

-- Say from which year on the cover of a place's people is in the registry.
CREATE FUNCTION registry.say_history_start(of_place bigint, first_year smallint, because text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    rev bigint;
BEGIN
    PERFORM access.require('feeds.import', of_place);
    rev := registry.begin_revision('cover.history_start', NULL, NULL, because);
    UPDATE registry.history_start h SET ended_in = rev WHERE h.place = of_place AND h.ended_in IS NULL;
    INSERT INTO registry.history_start (place, year, why, recorded_in) VALUES (of_place, first_year, because, rev);
    PERFORM access.audit('cover.history_start', of_place::text, NULL, because, 'done',
                         jsonb_build_object('year', first_year));
    RETURN rev;
END
$$;
REVOKE ALL ON FUNCTION registry.say_history_start(bigint, smallint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.say_history_start(bigint, smallint, text) TO canbao_app;
