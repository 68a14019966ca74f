-- The monthly match: everybody known of a place put into one class, and the work lists that follow.

SET ROLE canbao_owner;

-- One run: of which place and month, on what was known, from which files, with which result. ``unseen``: revisions with
-- smaller numbers that were not yet complete when the run looked, and so are not part of it.
CREATE TABLE registry.match_run (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place bigint NOT NULL REFERENCES registry.place,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    version integer NOT NULL CHECK (version > 0),
    known bigint NOT NULL,
    unseen bigint[] NOT NULL DEFAULT '{}',
    ran_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ran_by bigint NOT NULL,
    inputs jsonb NOT NULL,
    counts jsonb NOT NULL,
    rules bytea NOT NULL,
    result bytea NOT NULL,
    UNIQUE (place, month, version)
);

-- Where a person stands in a run. is_resident, is_registered: by the place of the run.
CREATE TABLE registry.match_person (
    run_id bigint NOT NULL,
    person_id bigint NOT NULL,
    class text NOT NULL CHECK (class IN ('enrolled_here', 'enrolled_elsewhere', 'unenrolled', 'dead', 'settled_abroad',
                                         'in_service', 'in_prison', 'missing', 'left')),
    scheme smallint,
    is_registered boolean NOT NULL,
    is_resident boolean NOT NULL,
    PRIMARY KEY (run_id, person_id)
);

-- What is to be done: a list, a person or (who is in a feed but not in the registry) a row of a feed, and the reason.
CREATE TABLE registry.match_item (
    run_id bigint NOT NULL,
    list text NOT NULL CHECK (list IN ('unenrolled', 'aid_without_cover', 'cover_after_death', 'newborn_without_cover',
                                       'student_twice', 'double_cover', 'aid_ended', 'not_in_registry', 'mark_elsewhere')),
    number integer NOT NULL,
    person_id bigint,
    place bigint,
    detail jsonb NOT NULL,
    PRIMARY KEY (run_id, list, number)
);
CREATE INDEX match_item_person ON registry.match_item (person_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['match_run', 'match_person', 'match_item'] LOOP
        EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE registry.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON registry.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON registry.%I TO canbao_app', name);
    END LOOP;
END
$$;
CREATE POLICY of_the_place ON registry.match_run FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('registry.read')) AND place < (SELECT access.right_until('registry.read')));
CREATE POLICY of_a_person_seen ON registry.match_person FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.person p WHERE p.person_id = match_person.person_id));
CREATE POLICY of_a_person_seen ON registry.match_item FOR SELECT TO canbao_app USING (
    CASE WHEN person_id IS NULL
         THEN coalesce(place, 0) >= (SELECT access.right_from('registry.read'))
              AND coalesce(place, 0) < (SELECT access.right_until('registry.read'))
         ELSE EXISTS (SELECT FROM registry.person p WHERE p.person_id = match_item.person_id) END);

-- Work out a match into temporary tables ``matched`` and ``listed``: of a place, at the end of a month, on a snapshot.
CREATE FUNCTION registry.work_out_match(of_place bigint, of_month date, known bigint, unseen bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    place_until constant bigint := access.place_end(of_place);
    next_month constant date := of_month + interval '1 month';
    day constant date := of_month + interval '1 month' - interval '1 day';
    newborn_from constant date := of_month - interval '11 months';
BEGIN
    -- Who anybody ever said to be registered or to live here; who of them does, as known.
    CREATE TEMPORARY TABLE here ON COMMIT DROP AS
    SELECT b.person_id, b.born, b.died, b.registered_place, b.residence_place, b.registration,
           coalesce(b.registered_place >= of_place AND b.registered_place < place_until, false)
               AND coalesce(b.registration, '') NOT IN ('moved_out', 'cancelled') AS is_registered,
           coalesce(b.residence_place >= of_place AND b.residence_place < place_until, false) AS is_resident
    FROM registry.believed_of(ARRAY(
        SELECT DISTINCT r.person_id FROM registry.person_record r
        WHERE r.registered_place >= of_place AND r.registered_place < place_until
           OR r.residence_place >= of_place AND r.residence_place < place_until
    ), day, known, unseen) b
    WHERE b.registered_place >= of_place AND b.registered_place < place_until
       OR b.residence_place >= of_place AND b.residence_place < place_until;
    CREATE UNIQUE INDEX ON here (person_id);
    ANALYZE here;

    CREATE TEMPORARY TABLE covered_then ON COMMIT DROP AS
    SELECT e.person_id, e.scheme, e.place, e.valid_from, e.valid_until, e.feed, e.file_id, e.row_number, e.year,
           coalesce(e.place >= of_place AND e.place < place_until, true) AS is_here
    FROM registry.reported_enrolment e JOIN here USING (person_id)
    WHERE registry.was_known(e.recorded_in, e.ended_in, known, unseen)
      AND e.valid_from < next_month AND (e.valid_until IS NULL OR e.valid_until > of_month);
    CREATE INDEX ON covered_then (person_id);
    ANALYZE covered_then;

    CREATE TEMPORARY TABLE said_then ON COMMIT DROP AS
    SELECT f.person_id, f.kind, f.code, f.place, f.detail, f.valid_from, f.valid_until, f.feed, f.file_id, f.row_number
    FROM registry.fact f JOIN here USING (person_id)
    WHERE f.kind IN ('settled_abroad', 'serving', 'in_prison', 'missing', 'aid', 'student')
      AND registry.was_known(f.recorded_in, f.ended_in, known, unseen)
      AND coalesce(f.valid_from, '-infinity') < next_month AND coalesce(f.valid_until, 'infinity') > of_month;
    CREATE INDEX ON said_then (person_id, kind);
    ANALYZE said_then;

    CREATE TEMPORARY TABLE matched ON COMMIT DROP AS
    SELECT h.person_id,
           CASE
               WHEN h.died <= day THEN 'dead'
               WHEN c.is_here THEN 'enrolled_here'
               WHEN NOT c.is_here THEN 'enrolled_elsewhere'
               WHEN NOT h.is_registered AND NOT h.is_resident THEN 'left'
               WHEN s.abroad THEN 'settled_abroad'
               WHEN s.serving THEN 'in_service'
               WHEN s.prison THEN 'in_prison'
               WHEN s.missing THEN 'missing'
               ELSE 'unenrolled'
           END AS class,
           c.scheme, h.is_registered, h.is_resident
    FROM here h
    LEFT JOIN (
        SELECT DISTINCT ON (person_id) person_id, is_here, scheme FROM covered_then
        WHERE valid_from <= day AND (valid_until IS NULL OR valid_until > day)
        ORDER BY person_id, is_here DESC, scheme, valid_from
    ) AS c USING (person_id)
    LEFT JOIN (
        SELECT person_id, bool_or(kind = 'settled_abroad') AS abroad, bool_or(kind = 'serving') AS serving,
               bool_or(kind = 'in_prison') AS prison, bool_or(kind = 'missing') AS missing
        FROM said_then
        WHERE kind <> 'aid' AND kind <> 'student' AND registry.holds_on(valid_from, valid_until, day)
        GROUP BY person_id
    ) AS s USING (person_id);
    CREATE UNIQUE INDEX ON matched (person_id);
    ANALYZE matched;

    CREATE TEMPORARY TABLE listed ON COMMIT DROP AS
    SELECT list, row_number() OVER (PARTITION BY list ORDER BY person_id NULLS LAST, place, detail::text)::integer AS number,
           person_id, place, detail
    FROM (
        SELECT 'unenrolled' AS list, m.person_id, h.residence_place AS place,
               jsonb_strip_nulls(jsonb_build_object('registered', m.is_registered, 'resident', m.is_resident)) AS detail
        FROM matched m JOIN here h USING (person_id) WHERE m.class = 'unenrolled'
        UNION ALL
        SELECT 'aid_without_cover', m.person_id, h.residence_place,
               jsonb_build_object('aid', jsonb_agg(DISTINCT s.code ORDER BY s.code))
        FROM matched m JOIN here h USING (person_id) JOIN said_then s USING (person_id)
        WHERE s.kind = 'aid' AND registry.holds_on(s.valid_from, s.valid_until, day)
          AND m.class IN ('unenrolled', 'settled_abroad', 'in_service', 'in_prison', 'missing')
        GROUP BY m.person_id, h.residence_place
        UNION ALL
        SELECT 'cover_after_death', m.person_id, h.residence_place,
               jsonb_build_object('died', h.died, 'scheme', c.scheme, 'place', c.place, 'until', c.valid_until)
        FROM matched m JOIN here h USING (person_id) JOIN covered_then c USING (person_id)
        WHERE m.class = 'dead' AND (c.valid_from > h.died OR c.scheme = 310
                                    AND coalesce(c.valid_until, 'infinity') > greatest(h.died + 1, of_month))
        UNION ALL
        SELECT 'newborn_without_cover', m.person_id, h.residence_place, jsonb_build_object('born', h.born)
        FROM matched m JOIN here h USING (person_id)
        WHERE m.class = 'unenrolled' AND h.born >= newborn_from AND h.born < next_month
        UNION ALL
        SELECT 'student_twice', s.person_id, h.residence_place,
               jsonb_build_object('schools', jsonb_agg(s.detail ORDER BY s.valid_from, s.file_id, s.row_number))
        FROM said_then s JOIN here h USING (person_id)
        WHERE s.kind = 'student' AND registry.holds_on(s.valid_from, s.valid_until, day)
        GROUP BY s.person_id, h.residence_place
        HAVING count(DISTINCT s.detail) > 1
        UNION ALL
        SELECT 'double_cover', a.person_id, h.residence_place,
               jsonb_build_object('one', jsonb_build_object('scheme', a.scheme, 'place', a.place, 'from', a.valid_from,
                                                            'until', a.valid_until, 'feed', a.feed),
                                  'other', jsonb_build_object('scheme', b.scheme, 'place', b.place, 'from', b.valid_from,
                                                              'until', b.valid_until, 'feed', b.feed))
        FROM covered_then a JOIN covered_then b ON a.person_id = b.person_id
            AND (a.valid_from, coalesce(a.file_id, 0), coalesce(a.row_number, 0))
                < (b.valid_from, coalesce(b.file_id, 0), coalesce(b.row_number, 0))
            AND a.valid_from < coalesce(b.valid_until, 'infinity') AND b.valid_from < coalesce(a.valid_until, 'infinity')
        JOIN here h ON h.person_id = a.person_id
        WHERE (a.scheme, a.place) IS DISTINCT FROM (b.scheme, b.place) OR a.feed = b.feed
        UNION ALL
        SELECT 'aid_ended', s.person_id, h.residence_place,
               jsonb_build_object('aid', s.code, 'from', s.valid_from, 'until', s.valid_until)
        FROM (
            SELECT f.person_id, f.code, f.valid_from, f.valid_until FROM registry.fact f JOIN here USING (person_id)
            WHERE f.kind = 'aid' AND registry.was_known(f.recorded_in, f.ended_in, known, unseen)
              AND f.valid_until >= of_month AND f.valid_until < next_month
        ) AS s JOIN here h USING (person_id)
        UNION ALL
        SELECT 'mark_elsewhere', m.person_id, h.residence_place,
               jsonb_build_object('scheme', c.scheme, 'place', c.place, 'from', c.valid_from, 'until', c.valid_until)
        FROM matched m JOIN here h USING (person_id) JOIN covered_then c USING (person_id)
        WHERE m.class = 'enrolled_elsewhere' AND NOT c.is_here
          AND c.valid_from <= day AND (c.valid_until IS NULL OR c.valid_until > day)
        UNION ALL
        SELECT 'not_in_registry', NULL, u.place, jsonb_build_object('feed', u.feed, 'file', u.file_id, 'row', u.row_number)
        FROM registry.unlinked_row u
        WHERE u.place >= of_place AND u.place < place_until
          AND registry.was_known(u.recorded_in, u.ended_in, known, unseen)
    ) AS items;
    CREATE UNIQUE INDEX ON listed (list, number);
    ANALYZE listed;
END
$$;

-- The result of the tables worked out, as one digest.
CREATE FUNCTION registry.match_digest() RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, registry, pg_temp SET datestyle = 'ISO' AS $$
BEGIN
    RETURN (
        SELECT sha256(
            coalesce((SELECT string_agg(sha256(convert_to(concat_ws('|', m.person_id, m.class, m.scheme, m.is_registered,
                                                                    m.is_resident), 'UTF8')), '' ORDER BY m.person_id)
                      FROM matched m), '')
            || coalesce((SELECT string_agg(sha256(convert_to(concat_ws('|', l.list, l.number, l.person_id, l.place,
                                                                       l.detail), 'UTF8')), '' ORDER BY l.list, l.number)
                         FROM listed l), '')));
END
$$;

-- Run the match of a place and month on what is known now, and keep it. Returns the run.
CREATE FUNCTION registry.run_match(of_place bigint, of_month date, rules bytea) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp SET work_mem = '128MB' AS $$
DECLARE
    who bigint := access.require('match.run', of_place);
    known bigint;
    unseen bigint[];
    run bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('canbao.match'), hashtext(of_place::text));
    SELECT coalesce(max(revision), 0) INTO known FROM registry.revision;
    SELECT coalesce(array_agg(n), '{}') INTO unseen
    FROM generate_series(greatest(known - 1000, 1), known) AS n
    WHERE NOT EXISTS (SELECT FROM registry.revision r WHERE r.revision = n);
    PERFORM registry.work_out_match(of_place, of_month, known, unseen);
    INSERT INTO registry.match_run (place, month, version, known, unseen, ran_by, inputs, counts, rules, result)
    SELECT of_place, of_month,
           1 + coalesce((SELECT max(version) FROM registry.match_run r WHERE r.place = of_place AND r.month = of_month), 0),
           known, unseen, who,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('feed', f.feed, 'place', f.place, 'month', f.month, 'version',
                       f.version, 'file', encode(f.file_digest, 'hex')) ORDER BY f.feed, f.place, f.month, f.version), '[]')
            FROM registry.feed_file f
            WHERE f.state = 'imported' AND f.revision <= known AND f.place >= of_place
              AND f.place < access.place_end(of_place) AND f.month <= of_month AND f.month > of_month - interval '13 months'),
           (SELECT jsonb_build_object(
                'classes', (SELECT jsonb_object_agg(class, n) FROM (SELECT class, count(*) AS n FROM matched GROUP BY 1) c),
                'lists', (SELECT coalesce(jsonb_object_agg(list, n), '{}')
                          FROM (SELECT list, count(*) AS n FROM listed GROUP BY 1) c),
                'registered', (SELECT count(*) FROM matched WHERE is_registered),
                'resident', (SELECT count(*) FROM matched WHERE is_resident))),
           run_match.rules, registry.match_digest()
    RETURNING run_id INTO run;
    INSERT INTO registry.match_person SELECT run, m.* FROM matched m ORDER BY m.person_id;
    INSERT INTO registry.match_item SELECT run, l.* FROM listed l ORDER BY l.list, l.number;
    PERFORM access.audit('match.run', of_place::text, NULL, of_month::text, 'done', jsonb_build_object('run', run));
    RETURN run;
END
$$;

-- Work a run out again from what was known then, and compare. Returns the digests, then and now.
CREATE FUNCTION registry.replay_match(which bigint) RETURNS TABLE (then_result bytea, now_result bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    run registry.match_run;
BEGIN
    SELECT * INTO STRICT run FROM registry.match_run r WHERE r.run_id = which;
    PERFORM access.require('match.run', run.place);
    PERFORM registry.work_out_match(run.place, run.month, run.known, run.unseen);
    RETURN QUERY SELECT run.result, registry.match_digest();
END
$$;
REVOKE ALL ON FUNCTION registry.work_out_match(bigint, date, bigint, bigint[]), registry.match_digest(),
    registry.run_match(bigint, date, bytea), registry.replay_match(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.run_match(bigint, date, bytea), registry.replay_match(bigint) TO canbao_app;
