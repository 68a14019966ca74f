-- How a file is taken in: staged in tables of the transaction alone, linked to people, then published at once.
--
-- The staged tables belong to the owner and to one transaction: whoever imports may only add to them. What is not
-- published is gone with the transaction, whatever ends it.

SET ROLE canbao_owner;

-- Stop unless the present actor may import a feed at a place: a department brings its own feeds alone.
CREATE FUNCTION registry.require_import(which text, of_place bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    who bigint := access.require('feeds.import', of_place);
BEGIN
    IF NOT EXISTS (SELECT FROM registry.feed f WHERE f.feed = which
                   AND f.department = coalesce(access.department(), f.department)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: department', DETAIL = 'department';
    END IF;
    RETURN who;
END
$$;

-- The number of a list, given when its import first begins; null where none did.
CREATE FUNCTION registry.list_of(which text, of_place bigint) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT l.list_id FROM registry.feed_list l WHERE l.feed = which AND l.place = of_place;
END;

-- Begin the import of a file: refuse whoever may not, wait for another import of the same feed and place, make the
-- staged tables. Returns whether there are rows of that feed and place already.
CREATE FUNCTION registry.begin_import(which text, of_place bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    list integer;
BEGIN
    PERFORM registry.require_import(which, of_place);
    PERFORM pg_advisory_xact_lock(hashtext('canbao.import'), hashtext(which || of_place::text));
    CREATE TEMPORARY TABLE staged_row (
        row_number integer NOT NULL,
        key bytea NOT NULL,
        digest bytea NOT NULL,
        certificate_kind text,
        number_token bytea,
        name_token bytea,
        surname_month_token bytea,
        name_birth_token bytea,
        -- by which a row is linked, whether or not the feed says who a person is
        match_born date,
        match_place bigint,
        -- what the feed says of who the person is
        states_person boolean NOT NULL,
        born date,
        sex smallint,
        died date,
        registered_place bigint,
        residence_place bigint,
        registration text,
        household_token bytea,
        relation text,
        valid_from date,
        needs_repair boolean NOT NULL
    ) ON COMMIT DROP;
    -- Rows that say what is known of them, as most of a list that comes every month: of these the key alone is told.
    CREATE TEMPORARY TABLE staged_key (row_number integer NOT NULL, key bytea NOT NULL, digest bytea NOT NULL) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_candidate (row_number integer NOT NULL, number_token bytea NOT NULL) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_fact (
        row_number integer NOT NULL,
        kind text NOT NULL,
        code text,
        place bigint,
        amount bigint,
        detail text,
        valid_from date,
        valid_until date
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_enrolment (
        row_number integer NOT NULL,
        scheme smallint NOT NULL,
        place bigint,
        year smallint,
        paid_on date,
        paid_in_window boolean,
        reimbursed boolean,
        bonus_used text,
        detail text,
        valid_from date NOT NULL,
        valid_until date
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_unit (
        row_number integer NOT NULL,
        unit_code text NOT NULL,
        name text,
        place bigint,
        state text,
        detail text,
        valid_from date,
        valid_until date
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_seal (
        row_number integer NOT NULL,
        certificate_id bigint,
        sealed_number bytea,
        name_id bigint,
        sealed_name bytea
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_verdict (
        row_number integer NOT NULL,
        verdict smallint NOT NULL,
        reasons text NOT NULL,
        columns text NOT NULL
    ) ON COMMIT DROP;
    -- Rows of the file that only the whole of it shows to be there twice, or to contradict one another.
    CREATE TEMPORARY TABLE staged_withdrawn (row_number integer NOT NULL) ON COMMIT DROP;
    -- What a rejected row still tells of itself: it stands in the list, so that nothing of it may end.
    CREATE TEMPORARY TABLE staged_kept (key bytea, name_token bytea) ON COMMIT DROP;
    GRANT INSERT, SELECT ON staged_row, staged_candidate, staged_fact, staged_enrolment, staged_unit, staged_seal, staged_verdict,
        staged_kept, staged_withdrawn, staged_key TO canbao_app;
    INSERT INTO registry.feed_list (feed, place) SELECT which, of_place WHERE registry.list_of(which, of_place) IS NULL;
    list := registry.list_of(which, of_place);
    RETURN EXISTS (SELECT FROM registry.feed_row r WHERE r.list_id = list);
END
$$;

-- The rows of the list that hold now, of people who are known, unless a later month has spoken: of one that comes again
-- and says the same, the key is all that need be staged.
CREATE FUNCTION registry.known_rows(which text, of_place bigint, of_month date) RETURNS TABLE (key bytea, digest bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    list constant integer := registry.list_of(which, of_place);
BEGIN
    PERFORM registry.require_import(which, of_place);
    RETURN QUERY
    SELECT r.key, r.digest FROM registry.feed_row r JOIN registry.feed_file f USING (file_id)
    WHERE r.list_id = list AND r.person_id IS NOT NULL AND f.month <= of_month;
END
$$;

-- Link the staged rows: to what is known of the row, then to people, surest first. A row of which a later month has
-- spoken already is older, and changes nothing. Two temporary tables come of it: ``linked``, every row of the file, and
-- ``news``, those that say what was not known, with all they state, by person. Returns how many rows are of each sort, how
-- many are linked by each tier, and how many people are new.
--
-- Tiers: 0 the row is known, 1 the number, 2 a number held before, 3 a number with one slip, with name and birth agreeing,
-- 4 name, birth and place where there is no number. A list without days of birth states them in the numbers.
CREATE FUNCTION registry.link_staged(which text, of_place bigint, of_month date) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp SET work_mem = '128MB'
SET default_statistics_target = 20 AS $$
DECLARE
    list constant integer := registry.list_of(which, of_place);
    people constant regclass := pg_get_serial_sequence('registry.person', 'person_id');
    makes boolean;
    units boolean;
BEGIN
    PERFORM registry.require_import(which, of_place);
    SELECT makes_people, of_units INTO STRICT makes, units FROM registry.feed f WHERE f.feed = which;
    IF makes THEN
        PERFORM pg_advisory_xact_lock(hashtext('canbao.new_people'));
    END IF;
    IF EXISTS (SELECT FROM staged_withdrawn) THEN
        DELETE FROM staged_row s USING staged_withdrawn w WHERE w.row_number = s.row_number;
        DELETE FROM staged_key s USING staged_withdrawn w WHERE w.row_number = s.row_number;
    END IF;
    ANALYZE staged_row;
    ANALYZE staged_key;
    CREATE TEMPORARY TABLE same_row ON COMMIT DROP AS
    SELECT s.row_number, s.key, s.digest, r.person_id
    FROM staged_key s JOIN registry.feed_row r ON r.list_id = list AND r.key = s.key AND r.digest = s.digest
    JOIN registry.feed_file f USING (file_id)
    WHERE r.person_id IS NOT NULL AND f.month <= of_month;
    IF (SELECT count(*) FROM same_row) <> (SELECT count(*) FROM staged_key) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: rows are staged as known that are not';
    END IF;

    CREATE TEMPORARY TABLE linked ON COMMIT DROP AS
    SELECT s.row_number, s.key, s.number_token, s.needs_repair, coalesce(known.person_id, c.person_id) AS person_id,
           CASE WHEN known.person_id IS NOT NULL THEN 0 WHEN c.person_id IS NOT NULL THEN 1 END::smallint AS tier,
           CASE
               WHEN known.key IS NULL THEN 'new'
               WHEN known_file.month > of_month THEN 'older'
               WHEN known.digest = s.digest AND (known.person_id IS NOT NULL OR c.person_id IS NULL AND NOT makes) THEN 'same'
               ELSE 'changed'
           END AS change,
           known.file_id AS old_file, known.row_number AS old_row, known.person_id AS old_person
    FROM staged_row s
    LEFT JOIN registry.feed_row known ON known.list_id = list AND known.key = s.key
    LEFT JOIN registry.feed_file known_file ON known_file.file_id = known.file_id
    LEFT JOIN registry.certificate c
        ON c.token = s.number_token AND c.ended_in IS NULL AND c.valid_until IS NULL AND NOT s.needs_repair
    UNION ALL
    SELECT s.row_number, s.key, NULL, false, s.person_id, 0, 'same', NULL, NULL, s.person_id FROM same_row s;
    CREATE TEMPORARY TABLE unlinked ON COMMIT DROP AS
    SELECT s.row_number, s.number_token, s.name_token, s.name_birth_token, s.match_born, s.match_place, s.needs_repair
    FROM staged_row s JOIN linked l USING (row_number)
    WHERE l.person_id IS NULL AND NOT units AND EXISTS (SELECT FROM registry.person);
    IF EXISTS (SELECT FROM unlinked) THEN
        ANALYZE unlinked;
        UPDATE linked l SET person_id = found.person_id, tier = 2 FROM (
            SELECT u.row_number, min(c.person_id) AS person_id
            FROM unlinked u JOIN registry.certificate c
                ON c.token = u.number_token AND (c.ended_in IS NOT NULL OR c.valid_until IS NOT NULL)
            WHERE NOT u.needs_repair
            GROUP BY u.row_number HAVING count(DISTINCT c.person_id) = 1
        ) AS found WHERE found.row_number = l.row_number;

        UPDATE linked l SET person_id = found.person_id, tier = 3 FROM (
            SELECT u.row_number, min(c.person_id) AS person_id
            FROM unlinked u
            JOIN staged_candidate k USING (row_number)
            JOIN registry.certificate c ON c.token = k.number_token AND c.ended_in IS NULL AND c.valid_until IS NULL
            JOIN registry.person_name n
                ON n.person_id = c.person_id AND n.ended_in IS NULL AND n.name_token = u.name_token
            JOIN registry.person p ON p.person_id = c.person_id AND p.born = coalesce(u.match_born, p.born)
            GROUP BY u.row_number HAVING count(DISTINCT c.person_id) = 1
        ) AS found WHERE found.row_number = l.row_number;

        UPDATE linked l SET person_id = found.person_id, tier = 4 FROM (
            SELECT u.row_number, min(n.person_id) AS person_id
            FROM unlinked u
            JOIN registry.person_name n ON n.name_birth_token = u.name_birth_token AND n.ended_in IS NULL
            JOIN registry.person p ON p.person_id = n.person_id AND coalesce(u.match_place, of_place) / 1000000
                IN (p.registered_place / 1000000, p.residence_place / 1000000)
            WHERE u.number_token IS NULL
            GROUP BY u.row_number HAVING count(DISTINCT n.person_id) = 1
        ) AS found WHERE found.row_number = l.row_number;
    END IF;

    ANALYZE linked;

    CREATE TEMPORARY TABLE newcomer ON COMMIT DROP AS
    SELECT token, row_number, nextval(people) AS person_id
    FROM (
        SELECT coalesce(number_token, key) AS token, min(row_number) AS row_number
        FROM linked WHERE makes AND person_id IS NULL AND NOT needs_repair AND change IN ('new', 'changed')
        GROUP BY coalesce(number_token, key) ORDER BY 2
    ) AS tokens;
    ANALYZE newcomer;
    CREATE TEMPORARY TABLE news ON COMMIT DROP AS
    SELECT l.row_number, l.change, l.tier, coalesce(l.person_id, n.person_id) AS person_id,
           coalesce(n.row_number = l.row_number, false) AS is_new_person, l.old_file, l.old_row, l.old_person,
           s.key, s.digest, s.certificate_kind, s.number_token, s.name_token, s.surname_month_token, s.name_birth_token,
           s.states_person, s.born, s.sex, s.died, s.registered_place, s.residence_place, s.registration,
           s.household_token, s.relation, s.valid_from,
           num_nonnulls(s.born, s.sex, s.died, s.registered_place, s.residence_place, s.registration, s.household_token,
                        s.relation) > 0 AS says_who
    FROM linked l JOIN staged_row s USING (row_number)
    LEFT JOIN newcomer n ON l.person_id IS NULL AND n.token = coalesce(l.number_token, l.key)
    WHERE l.change IN ('new', 'changed') AND NOT (l.needs_repair AND l.person_id IS NULL)
    ORDER BY coalesce(l.person_id, n.person_id);
    ANALYZE news;
    DROP TABLE staged_row, staged_key, staged_candidate, same_row, newcomer; -- makes room for what comes
    CREATE TEMPORARY TABLE told_of_link ON COMMIT DROP AS SELECT registry.told_of_linked() AS told;
    RETURN (SELECT told FROM told_of_link);
END
$$;

-- How many linked rows are new, changed and the same, by which tier, and how many people are new.
CREATE FUNCTION registry.told_of_linked() RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
        'new', count(*) FILTER (WHERE change = 'new' AND NOT lost),
        'changed', count(*) FILTER (WHERE change = 'changed' AND NOT lost),
        'same', count(*) FILTER (WHERE change = 'same' AND NOT lost),
        'older', count(*) FILTER (WHERE change = 'older' AND NOT lost),
        'unlinked', count(*) FILTER (WHERE person_id IS NULL AND change IN ('same', 'older') AND NOT lost)
            + (SELECT count(*) FROM news WHERE person_id IS NULL),
        'unrepaired', count(*) FILTER (WHERE lost),
        'by_earlier_number', count(*) FILTER (WHERE tier = 2),
        'by_repair', count(*) FILTER (WHERE tier = 3),
        'by_name_birth_place', count(*) FILTER (WHERE tier = 4),
        'new_people', (SELECT count(*) FROM news WHERE is_new_person))
        FROM (SELECT *, needs_repair AND person_id IS NULL AS lost FROM linked) AS l);
END
$$;

-- The staged rows whose number has a slip that nobody could mend: they are sent back.
CREATE FUNCTION registry.staged_lost() RETURNS SETOF integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT l.row_number FROM linked l WHERE l.needs_repair AND l.person_id IS NULL ORDER BY 1;
END
$$;

-- The staged rows whose number or name has to be kept, with the numbers of the rows that will hold them (a seal is bound
-- to its row): of new people both, of known people a name that nobody said who is believed as far, where the feed says who
-- people are.
CREATE FUNCTION registry.staged_to_seal(which text) RETURNS TABLE (row_number integer, certificate_id bigint, name_id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    numbers constant regclass := pg_get_serial_sequence('registry.certificate', 'certificate_id');
    names constant regclass := pg_get_serial_sequence('registry.person_name', 'name_id');
    trusted constant smallint := registry.trust_of_names(which);
BEGIN
    RETURN QUERY
    WITH other AS (
        SELECT n.person_id, min(n.row_number) AS row_number FROM news n
        WHERE NOT n.is_new_person AND n.person_id IS NOT NULL AND n.states_person AND n.name_token IS NOT NULL
          AND NOT EXISTS (SELECT FROM registry.person_name p
                          WHERE p.person_id = n.person_id AND p.name_token = n.name_token AND p.ended_in IS NULL
                            AND p.trust <= trusted)
          AND NOT EXISTS (SELECT FROM news m WHERE m.person_id = n.person_id AND m.is_new_person)
        GROUP BY n.person_id
    )
    SELECT m.row_number,
           CASE WHEN m.number_token IS NOT NULL THEN nextval(numbers) END,
           CASE WHEN m.name_token IS NOT NULL THEN nextval(names) END
    FROM news m WHERE m.is_new_person
    UNION ALL
    SELECT o.row_number, NULL, nextval(names) FROM other o
    ORDER BY 1;
END
$$;

-- Put what is staged into the registry, as one revision. ``about``: name, file_digest, content, rows_read, rows_taken,
-- rows_warned, rows_rejected, confirmed (why a short list is whole all the same, or null), today.
-- A file of which no row can be taken is refused as a whole: the attempt and its rejects are kept, and nothing else.
-- Returns the outcome: the file's number, its state and what changed. What is imported is whole once ``publish_sealed``
-- has added the numbers and names, which are sealed meanwhile.
CREATE FUNCTION registry.publish_staged(which text, of_place bigint, of_month date, full_list boolean, about jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp SET work_mem = '128MB' AS $$
DECLARE
    least_share constant numeric := 0.9;
    who bigint := registry.require_import(which, of_place);
    list constant integer := registry.list_of(which, of_place);
    file bigint;
    rev bigint;
    before integer := 0;
    gone integer := 0;
    later date;
    became text;
    earlier registry.feed_file;
    told jsonb := (SELECT t.told FROM told_of_link t);
BEGIN
    SELECT * INTO earlier FROM registry.feed_file f
    WHERE f.feed = which AND f.place = of_place AND f.month = of_month AND f.state IN ('imported', 'held')
    ORDER BY f.version DESC LIMIT 1;
    IF earlier.state = 'imported' AND earlier.content = decode(about ->> 'content', 'hex') THEN
        RETURN told || jsonb_build_object('state', 'unchanged', 'file', earlier.file_id, 'version', earlier.version);
    END IF;
    SELECT min(f.month) INTO later FROM registry.feed_file f
    WHERE f.feed = which AND f.place = of_place AND f.month > of_month AND f.state = 'imported' AND f.is_full;

    IF full_list AND later IS NULL THEN
        PERFORM registry.find_gone(list);
        SELECT count(*) INTO before FROM registry.feed_row r WHERE r.list_id = list;
        SELECT count(*) INTO gone FROM gone_row;
    END IF;

    INSERT INTO registry.feed_file (feed, place, month, is_full, version, name, file_digest, content, rows_read,
                                    rows_taken, rows_warned, rows_rejected, state, held_for, imported_by)
    SELECT which, of_place, of_month, full_list,
           1 + coalesce((SELECT max(version) FROM registry.feed_file f
                         WHERE f.feed = which AND f.place = of_place AND f.month = of_month), 0),
           about ->> 'name', decode(about ->> 'file_digest', 'hex'), decode(about ->> 'content', 'hex'),
           (about ->> 'rows_read')::integer, (about ->> 'rows_taken')::integer, (about ->> 'rows_warned')::integer,
           (about ->> 'rows_rejected')::integer,
           CASE WHEN (about ->> 'rows_taken')::integer = 0 AND (about ->> 'rows_read')::integer > 0 THEN 'refused'
                WHEN gone > (1 - least_share) * before AND about ->> 'confirmed' IS NULL THEN 'held' ELSE 'imported' END,
           CASE WHEN gone > (1 - least_share) * before AND about ->> 'confirmed' IS NULL THEN 'truncated' END, who
    RETURNING file_id INTO file;
    INSERT INTO registry.feed_verdict (file_id, row_number, verdict, reasons, columns)
    SELECT file, v.row_number, v.verdict, v.reasons::jsonb, v.columns::jsonb FROM staged_verdict v ORDER BY v.row_number;
    told := told || jsonb_build_object('file', file, 'before', before, 'gone', gone, 'late', later IS NOT NULL);
    SELECT f.state INTO STRICT became FROM registry.feed_file f WHERE f.file_id = file;
    IF became IN ('held', 'refused') THEN
        UPDATE registry.feed_file f SET outcome = told WHERE f.file_id = file;
        PERFORM access.audit('feeds.import', which || ' ' || of_place, NULL,
                             CASE became WHEN 'held' THEN 'truncated' ELSE 'all rejected' END, 'done', told);
        RETURN told || jsonb_build_object('state', became);
    END IF;
    IF earlier.state = 'held' THEN
        UPDATE registry.feed_file f SET state = 'withdrawn' WHERE f.file_id = earlier.file_id;
    END IF;

    rev := registry.begin_revision('feeds.import', file, NULL, coalesce(about ->> 'confirmed', ''));
    PERFORM registry.publish_people((about ->> 'today')::date, rev);
    IF later IS NULL THEN
        PERFORM registry.end_earlier_rows(which, of_place, list, of_month, full_list, file, rev);
    END IF;
    PERFORM registry.publish_facts(which, of_place, list, file, rev, of_month, later);
    PERFORM registry.project_people((about ->> 'today')::date, rev);
    CREATE TEMPORARY TABLE covered (person_id bigint NOT NULL) ON COMMIT DROP;
    IF EXISTS (SELECT FROM staged_enrolment) THEN
        INSERT INTO covered SELECT DISTINCT e.person_id FROM registry.reported_enrolment e
        WHERE e.recorded_in = rev OR e.ended_in = rev;
    ELSE
        INSERT INTO covered SELECT DISTINCT e.person_id FROM registry.reported_enrolment e WHERE e.ended_in = rev;
    END IF;
    IF EXISTS (SELECT FROM covered) THEN
        told := told || registry.adopt_enrolments(rev);
    END IF;
    UPDATE registry.feed_file f SET revision = rev, outcome = told WHERE f.file_id = file;
    CREATE TEMPORARY TABLE publication ON COMMIT DROP AS SELECT file AS file_id;
    PERFORM access.audit('feeds.import', which || ' ' || of_place, NULL, coalesce(about ->> 'confirmed', ''), 'done', told);
    RETURN told || jsonb_build_object('state', 'imported', 'revision', rev);
END
$$;

-- Measure the tables that so many new rows have changed by a tenth or more, at once and not when the server comes to it:
-- the next file may come before, and be taken in row by row for want of knowing how many there are. A small sample is
-- enough for that; the server takes its own in its time. A table that the server is tidying up just now is left to it: to
-- wait for that takes a second a table.
CREATE FUNCTION registry.measure_grown(new_rows bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp SET default_statistics_target = 30
SET client_min_messages = error AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['person', 'certificate', 'person_name', 'household', 'person_record', 'fact',
                                'reported_enrolment', 'cover_spell', 'feed_row'] LOOP
        IF new_rows > (SELECT 100 + c.reltuples / 10 FROM pg_class c WHERE c.oid = format('registry.%I', name)::regclass) THEN
            EXECUTE format('ANALYZE (SKIP_LOCKED) registry.%I', name);
        END IF;
    END LOOP;
END
$$;

-- The rows of earlier files that a full list has no more: ``gone_row``. A row that was rejected, by its key or a name, is
-- in the list all the same.
CREATE FUNCTION registry.find_gone(list integer) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp SET enable_nestloop = off AS $$
BEGIN
    CREATE TEMPORARY TABLE gone_row ON COMMIT DROP AS
    SELECT r.key, r.person_id, r.file_id, r.row_number FROM registry.feed_row r
    LEFT JOIN linked l ON l.key = r.key
    WHERE r.list_id = list AND l.key IS NULL;
    IF EXISTS (SELECT FROM gone_row) AND EXISTS (SELECT FROM staged_kept) THEN
        ANALYZE gone_row;
        DELETE FROM gone_row g USING staged_kept k WHERE k.key = g.key;
        DELETE FROM gone_row g USING registry.person_name n JOIN staged_kept k USING (name_token)
        WHERE n.person_id = g.person_id AND n.ended_in IS NULL;
    END IF;
END
$$;

-- The households that the file names, and new people.
CREATE FUNCTION registry.publish_people(today date, rev bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    INSERT INTO registry.household (token)
    SELECT DISTINCT n.household_token FROM news n WHERE n.household_token IS NOT NULL ORDER BY 1
    ON CONFLICT (token) DO NOTHING;
    INSERT INTO registry.person (person_id, born, sex, died, registered_place, residence_place, registration,
                                 household_id, projected_on, recorded_in)
    SELECT n.person_id, n.born, n.sex, n.died, n.registered_place, coalesce(n.residence_place, n.registered_place),
           n.registration, h.household_id, today, rev
    FROM news n LEFT JOIN registry.household h ON h.token = n.household_token
    WHERE n.is_new_person;
END
$$;

-- The rest of what ``publish_staged`` imported in this transaction: the numbers and names that are sealed by now, of new
-- people and new ones of known people, and who may be the same person by them.
CREATE FUNCTION registry.publish_sealed(which text, of_place bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp SET work_mem = '128MB' AS $$
DECLARE
    who constant bigint := registry.require_import(which, of_place);
    trusted constant smallint := registry.trust_of_names(which);
    published registry.feed_file;
BEGIN
    SELECT f.* INTO STRICT published FROM publication p JOIN registry.feed_file f USING (file_id)
    WHERE f.feed = which AND f.place = of_place AND f.imported_by = who;
    ANALYZE staged_seal;
    INSERT INTO registry.certificate (certificate_id, person_id, kind, token, sealed, file_id, row_number, recorded_in)
    OVERRIDING SYSTEM VALUE
    SELECT e.certificate_id, n.person_id, n.certificate_kind, n.number_token, e.sealed_number, published.file_id,
           n.row_number, published.revision
    FROM news n JOIN staged_seal e USING (row_number)
    WHERE e.sealed_number IS NOT NULL;

    -- A new name ends what was said by whoever is believed as far or less: a list with a slip does not rename anybody.
    UPDATE registry.person_name p SET ended_in = published.revision
    FROM news n JOIN staged_seal e USING (row_number)
    WHERE p.person_id = n.person_id AND p.ended_in IS NULL AND NOT n.is_new_person AND e.sealed_name IS NOT NULL
      AND p.trust >= trusted;
    INSERT INTO registry.person_name (name_id, person_id, name_token, surname_month_token, name_birth_token, sealed, trust,
                                      file_id, row_number, recorded_in)
    OVERRIDING SYSTEM VALUE
    SELECT e.name_id, n.person_id, n.name_token, n.surname_month_token, n.name_birth_token, e.sealed_name, trusted,
           published.file_id, n.row_number, published.revision
    FROM news n JOIN staged_seal e USING (row_number)
    WHERE e.sealed_name IS NOT NULL;

    -- A number that nobody holds, with the name and birth of one person who holds another. Of a row that was there
    -- before, only people who have become known since then are told.
    INSERT INTO registry.link_doubt (file_id, row_number, person_id, other_person_id, why, evidence, recorded_in)
    SELECT published.file_id, u.row_number, p.person_id, n.person_id, 'other_number',
           jsonb_build_object('agrees', jsonb_build_array('name', 'born', 'place')), published.revision
    FROM unlinked u LEFT JOIN news n USING (row_number)
    JOIN registry.person_name p
        ON p.name_birth_token = u.name_birth_token AND p.ended_in IS NULL AND p.recorded_in < published.revision
    JOIN registry.person o ON o.person_id = p.person_id AND o.registered_place / 1000000 = u.match_place / 1000000
    WHERE u.number_token IS NOT NULL AND NOT u.needs_repair AND p.person_id IS DISTINCT FROM n.person_id
      AND (n.row_number IS NOT NULL OR p.recorded_in > (
          SELECT max(f.revision) FROM registry.feed_file f
          WHERE f.feed = which AND f.place = of_place AND f.file_id <> published.file_id));
    PERFORM registry.measure_grown((SELECT count(*) FROM news WHERE change = 'new'));
END
$$;

-- End what changed rows said before, and in a full list what is no longer in it: from the first of the file's month on,
-- never in the time before it. Who a person is was recorded once for all rows that say it, so it ends with the last of them.
CREATE FUNCTION registry.end_earlier_rows(
    which text, of_place bigint, list integer, of_month date, full_list boolean, file bigint, rev bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    CREATE TEMPORARY TABLE ended ON COMMIT DROP AS
    SELECT n.key, n.old_person AS person_id, n.old_file AS file_id, n.old_row AS row_number, false AS is_gone,
           n.valid_from AS from_day
    FROM news n
    WHERE n.change = 'changed' AND n.person_id IS NOT NULL;
    IF full_list THEN
        INSERT INTO ended
        SELECT g.key, g.person_id, g.file_id, g.row_number, true, of_month FROM gone_row g;
    END IF;
    IF NOT EXISTS (SELECT FROM ended) THEN
        RETURN;
    END IF;
    ANALYZE ended;
    WITH over AS (
        UPDATE registry.person_record f SET ended_in = rev FROM ended e
        WHERE f.person_id = e.person_id AND f.ended_in IS NULL AND (
            NOT e.is_gone AND f.file_id = e.file_id AND f.row_number = e.row_number
            OR e.is_gone AND f.feed = which
                AND EXISTS (SELECT FROM registry.feed_file b WHERE b.file_id = f.file_id AND b.place = of_place)
                AND NOT EXISTS (SELECT FROM registry.feed_row r
                                WHERE r.list_id = list AND r.person_id = e.person_id
                                  AND NOT EXISTS (SELECT FROM ended x WHERE x.key = r.key AND x.is_gone)))
        RETURNING f.*, e.from_day
    )
    INSERT INTO registry.person_record
    SELECT person_id, feed, file_id, row_number, born, sex, died, registered_place, residence_place, registration,
           household_id, relation, valid_from, from_day, rev, NULL
    FROM over
    WHERE from_day IS NOT NULL AND (valid_from IS NULL OR valid_from < from_day)
      AND (valid_until IS NULL OR valid_until >= from_day);
    WITH over AS (
        UPDATE registry.fact f SET ended_in = rev FROM ended e
        WHERE f.person_id = e.person_id AND f.file_id = e.file_id AND f.row_number = e.row_number AND f.ended_in IS NULL
        RETURNING f.*, e.is_gone
    )
    INSERT INTO registry.fact
    SELECT person_id, kind, code, place, amount, detail, feed, file_id, row_number, valid_from,
           least(valid_until, of_month), rev, NULL
    FROM over WHERE is_gone AND (valid_from IS NULL OR valid_from < of_month);
    WITH over AS (
        UPDATE registry.reported_enrolment f SET ended_in = rev FROM ended e
        WHERE f.person_id = e.person_id AND f.file_id = e.file_id AND f.row_number = e.row_number AND f.ended_in IS NULL
        RETURNING f.*, e.is_gone
    )
    INSERT INTO registry.reported_enrolment
    SELECT person_id, scheme, place, year, paid_on, paid_in_window, reimbursed, bonus_used, detail, feed, file_id,
           row_number, valid_from, least(valid_until, of_month), rev, NULL
    FROM over WHERE is_gone AND valid_from < of_month;
    UPDATE registry.unit_record f SET ended_in = rev FROM ended e
    WHERE f.feed = which AND f.file_id = e.file_id AND f.row_number = e.row_number AND f.ended_in IS NULL
      AND e.person_id IS NULL;
    UPDATE registry.unlinked_row u SET ended_in = rev FROM ended e
    WHERE u.feed = which AND u.place = of_place AND u.key = e.key AND u.ended_in IS NULL AND e.is_gone;
    DELETE FROM registry.feed_row r USING ended e WHERE r.list_id = list AND r.key = e.key AND e.is_gone;
END
$$;

-- The records, facts and enrolments of new and changed rows, and the rows themselves. What several rows of a person say
-- alike of who the person is, is recorded once, for the last of them. Of a file that is late, nothing is
-- said of the time for which a later list speaks.
CREATE FUNCTION registry.publish_facts(
    which text, of_place bigint, list integer, file bigint, rev bigint, of_month date, later date
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    INSERT INTO registry.person_record (person_id, feed, file_id, row_number, born, sex, died, registered_place,
        residence_place, registration, household_id, relation, valid_from, valid_until, recorded_in)
    SELECT n.person_id, which, file, max(n.row_number), n.born, n.sex, n.died, n.registered_place, n.residence_place,
           n.registration, h.household_id, n.relation, n.valid_from, later, rev
    FROM news n LEFT JOIN registry.household h ON h.token = n.household_token
    WHERE n.person_id IS NOT NULL AND n.states_person AND n.says_who
      AND (later IS NULL OR n.change = 'new' AND (n.valid_from IS NULL OR n.valid_from < later))
    GROUP BY n.person_id, n.born, n.sex, n.died, n.registered_place, n.residence_place, n.registration, h.household_id,
             n.relation, n.valid_from
    ORDER BY n.person_id;
    INSERT INTO registry.fact (person_id, kind, code, place, amount, detail, feed, file_id, row_number, valid_from,
                               valid_until, recorded_in)
    SELECT n.person_id, s.kind, s.code, s.place, s.amount, s.detail::jsonb, which, file, s.row_number,
           coalesce(s.valid_from, of_month), least(s.valid_until, later), rev
    FROM news n JOIN staged_fact s USING (row_number)
    WHERE n.person_id IS NOT NULL AND (later IS NULL OR n.change = 'new' AND coalesce(s.valid_from, of_month) < later);
    INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, paid_on, paid_in_window, reimbursed,
        bonus_used, detail, feed, file_id, row_number, valid_from, valid_until, recorded_in)
    SELECT n.person_id, s.scheme, s.place, s.year, s.paid_on, s.paid_in_window, s.reimbursed, s.bonus_used, s.detail::jsonb,
           which, file, s.row_number, s.valid_from, s.valid_until, rev
    FROM news n JOIN staged_enrolment s USING (row_number)
    WHERE n.person_id IS NOT NULL AND (later IS NULL OR n.change = 'new')
    ORDER BY n.person_id;
    INSERT INTO registry.unit_record (unit_code, name, place, state, detail, feed, file_id, row_number, valid_from,
                                      valid_until, recorded_in)
    SELECT s.unit_code, s.name, s.place, s.state, s.detail::jsonb, which, file, s.row_number, s.valid_from, s.valid_until, rev
    FROM news n JOIN staged_unit s USING (row_number)
    WHERE later IS NULL OR n.change = 'new'
    ORDER BY s.unit_code;
    IF later IS NULL THEN
        UPDATE registry.feed_row r
        SET digest = n.digest, person_id = n.person_id, tier = n.tier, file_id = file, row_number = n.row_number
        FROM news n
        WHERE r.list_id = list AND r.key = n.key AND n.change = 'changed';
        INSERT INTO registry.feed_row (list_id, key, digest, person_id, tier, file_id, row_number)
        SELECT list, n.key, n.digest, n.person_id, n.tier, file, n.row_number
        FROM news n WHERE n.change = 'new';
        UPDATE registry.unlinked_row u SET ended_in = rev FROM news n
        WHERE u.feed = which AND u.place = of_place AND u.key = n.key AND u.ended_in IS NULL;
        INSERT INTO registry.unlinked_row (feed, place, key, file_id, row_number, recorded_in)
        SELECT which, of_place, n.key, file, n.row_number, rev
        FROM news n
        WHERE n.person_id IS NULL AND NOT EXISTS (SELECT FROM registry.feed f WHERE f.feed = which AND f.of_units);
    END IF;
END
$$;

-- Who people were on a day, as known in a revision (null: now). Of each kind of fact the source that is believed first
-- counts, of one source what was recorded last. Birth, sex and death hold whenever they are said; places as of the day.
CREATE FUNCTION registry.believed_of(whose bigint[], day date, known bigint, unseen bigint[] DEFAULT '{}') RETURNS TABLE (
    person_id bigint, born date, sex smallint, died date, registered_place bigint, residence_place bigint, registration text,
    household_id bigint
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT r.person_id,
           (array_agg(r.born ORDER BY r.born_trust, r.recorded_in DESC) FILTER (WHERE r.born IS NOT NULL))[1],
           (array_agg(r.sex ORDER BY r.born_trust, r.recorded_in DESC) FILTER (WHERE r.sex IS NOT NULL))[1],
           (array_agg(r.died ORDER BY r.died_trust, r.recorded_in DESC) FILTER (WHERE r.died IS NOT NULL))[1],
           (array_agg(r.registered_place ORDER BY r.place_trust, r.recorded_in DESC)
               FILTER (WHERE r.registered_place IS NOT NULL AND r.holds))[1],
           (array_agg(coalesce(r.residence_place, r.registered_place)
               ORDER BY (r.residence_place IS NULL), r.home_trust, r.recorded_in DESC)
               FILTER (WHERE coalesce(r.residence_place, r.registered_place) IS NOT NULL AND r.holds))[1],
           (array_agg(r.registration ORDER BY r.place_trust, r.recorded_in DESC)
               FILTER (WHERE r.registration IS NOT NULL AND r.holds))[1],
           (array_agg(r.household_id ORDER BY r.place_trust, r.recorded_in DESC)
               FILTER (WHERE r.household_id IS NOT NULL AND r.holds))[1]
    FROM (
        SELECT p.*, registry.holds_on(p.valid_from, p.valid_until, day) AS holds,
               coalesce((f.trust ->> 'born')::integer, 9) AS born_trust,
               coalesce((f.trust ->> 'died')::integer, 9) AS died_trust,
               coalesce((f.trust ->> 'registered_place')::integer, 9) AS place_trust,
               coalesce((f.trust ->> 'residence_place')::integer, 9) AS home_trust
        FROM registry.person_record p LEFT JOIN registry.feed f USING (feed)
        WHERE p.person_id = ANY (whose) AND registry.was_known(p.recorded_in, p.ended_in, known, unseen)
    ) AS r
    GROUP BY r.person_id;
END;

-- Who one person was: always a row, of nulls where nothing is known.
CREATE FUNCTION registry.believed(whose bigint, day date, known bigint, unseen bigint[] DEFAULT '{}') RETURNS TABLE (
    born date, sex smallint, died date, registered_place bigint, residence_place bigint, registration text,
    household_id bigint
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT b.born, b.sex, b.died, b.registered_place, b.residence_place, b.registration, b.household_id
    FROM (SELECT whose AS person_id) AS one LEFT JOIN registry.believed_of(ARRAY[whose], day, known, unseen) b USING (person_id);
END;

-- The person as known now, again, for everybody of whom the file in hand says something else than is believed, or says
-- something no more, or has said something that holds, or holds no more, since what is believed was written: by kind from
-- the source that is believed first, of one source what it said last. Whoever says what is believed already changes
-- nothing, however far it is believed. Of new people what their first row says is written already.
CREATE FUNCTION registry.project_people(today date, rev bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
    SELECT n.person_id
    FROM news n JOIN registry.person p USING (person_id) LEFT JOIN registry.household h ON h.token = n.household_token
    WHERE n.states_person AND n.says_who AND p.recorded_in < rev
      AND (coalesce(n.born, p.born), coalesce(n.sex, p.sex), coalesce(n.died, p.died),
           coalesce(n.registered_place, p.registered_place),
           coalesce(n.residence_place, n.registered_place, p.residence_place),
           coalesce(n.registration, p.registration), coalesce(h.household_id, p.household_id))
          IS DISTINCT FROM
          (p.born, p.sex, p.died, p.registered_place, p.residence_place, p.registration, p.household_id)
    UNION
    SELECT p.person_id
    FROM registry.person_record r JOIN registry.person p USING (person_id)
    WHERE r.ended_in IS NULL AND r.recorded_in < rev AND p.recorded_in < rev AND p.projected_on <> today
      AND (r.valid_from > p.projected_on AND r.valid_from <= today OR r.valid_until > p.projected_on AND r.valid_until <= today)
      AND EXISTS (SELECT FROM news n WHERE n.person_id = r.person_id AND n.states_person AND n.says_who)
    UNION
    SELECT r.person_id FROM registry.person_record r WHERE r.ended_in = rev;
    IF NOT EXISTS (SELECT FROM touched) THEN
        RETURN;
    END IF;
    UPDATE registry.person p
    SET born = b.born, sex = b.sex, died = b.died, registered_place = b.registered_place,
        residence_place = b.residence_place, registration = b.registration, household_id = b.household_id,
        projected_on = today, recorded_in = rev
    FROM (SELECT * FROM touched LEFT JOIN registry.believed_of(ARRAY(SELECT t.person_id FROM touched t), today, NULL)
          USING (person_id)) AS b
    WHERE p.person_id = b.person_id
      AND (p.born, p.sex, p.died, p.registered_place, p.residence_place, p.registration, p.household_id)
          IS DISTINCT FROM (b.born, b.sex, b.died, b.registered_place, b.residence_place, b.registration, b.household_id);
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA registry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.begin_import(text, bigint), registry.known_rows(text, bigint, date),
    registry.link_staged(text, bigint, date),
    registry.staged_lost(), registry.staged_to_seal(text), registry.publish_staged(text, bigint, date, boolean, jsonb),
    registry.publish_sealed(text, bigint), registry.believed(bigint, date, bigint, bigint[]),
    registry.believed_of(bigint[], date, bigint, bigint[]),
    registry.known_on(date, text), registry.was_known(bigint, bigint, bigint, bigint[]), registry.holds_on(date, date, date)
    TO canbao_app;
