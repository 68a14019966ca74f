-- What an office does: corrections with evidence, determinations that are kept, and what changed for others to know.

SET ROLE canbao_owner;

-- Evidence for a correction: a paper that was handed in, sealed. ``digest``: of what it was before it was sealed.
CREATE TABLE registry.attachment (
    attachment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES registry.person,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    media_type text NOT NULL CHECK (media_type ~ '^[a-z]+/[a-z0-9.+-]+$'),
    size integer NOT NULL CHECK (size BETWEEN 1 AND 20000000),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    sealed bytea NOT NULL,
    handed_in_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_by bigint NOT NULL
);
CREATE INDEX attachment_person ON registry.attachment (person_id);

-- A determination that was given to somebody: for which year and day, by what was known, with its receipt. Append-only:
-- a new one names the one it replaces, and the proposal by which that was approved.
CREATE TABLE registry.determination (
    determination_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES registry.person,
    year smallint NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    paid_on date,
    place bigint NOT NULL,
    answer jsonb NOT NULL,
    receipt jsonb NOT NULL,
    known bigint NOT NULL,
    made_in bigint NOT NULL,
    replaces bigint UNIQUE REFERENCES registry.determination CHECK (replaces <> determination_id),
    proposal_id bigint REFERENCES access.proposal,
    CHECK ((replaces IS NULL) OR (proposal_id IS NOT NULL))
);
CREATE INDEX determination_person ON registry.determination (person_id, year);
-- One determination of a person and year stands at a time: the first, or what replaced it.
CREATE UNIQUE INDEX determination_first ON registry.determination (person_id, year) WHERE replaces IS NULL;

-- What changed for somebody outside: settlement (waits, spans, limits) and the national enrolment database. ``number`` is
-- given when no transaction can still add anything before: whoever reads on asks for what is behind the last one read.
CREATE TABLE registry.outgoing_change (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number bigint UNIQUE,
    audience text NOT NULL CHECK (audience IN ('settlement', 'national_database')),
    person_id bigint NOT NULL REFERENCES registry.person,
    place bigint NOT NULL,
    what text NOT NULL CHECK (what ~ '^[a-z_]+$'),
    content jsonb NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX outgoing_change_person ON registry.outgoing_change (person_id);
CREATE INDEX outgoing_change_new ON registry.outgoing_change (change_id) WHERE number IS NULL;
CREATE INDEX outgoing_change_resolved ON registry.outgoing_change (revision) WHERE what = 'duplicate_resolved';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['attachment', 'determination', 'outgoing_change'] LOOP
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

-- Whoever writes changes holds a lock until its transaction ends: so that numbering can wait for it.
CREATE FUNCTION registry.hold_outgoing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('canbao.outgoing'));
    RETURN NULL;
END
$$;
CREATE TRIGGER hold_outgoing BEFORE INSERT ON registry.outgoing_change
    FOR EACH STATEMENT EXECUTE FUNCTION registry.hold_outgoing();

-- Give numbers to the changes that have none, when every transaction that wrote some has ended. Returns how many.
CREATE FUNCTION registry.number_outgoing() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    last bigint;
    done integer;
BEGIN
    PERFORM access.require('registry.read', NULL);
    PERFORM pg_advisory_xact_lock(hashtext('canbao.outgoing'));
    SELECT coalesce(max(number), 0) INTO last FROM registry.outgoing_change;
    UPDATE registry.outgoing_change o SET number = last + n.turn
    FROM (SELECT change_id, row_number() OVER (ORDER BY change_id) AS turn FROM registry.outgoing_change WHERE number IS NULL)
        AS n WHERE n.change_id = o.change_id;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END
$$;

-- The place of a person by which acts on it are allowed: where it is registered, else where it lives.
CREATE FUNCTION registry.place_of(whose bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT coalesce(p.registered_place, p.residence_place, 0) FROM registry.person p WHERE p.person_id = whose;
END;

-- Stop unless the present actor has a right where a person is registered or lives; nobody's person is the country's.
CREATE FUNCTION registry.require_for(wanted text, whose bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    found registry.person;
BEGIN
    SELECT * INTO found FROM registry.person p WHERE p.person_id = whose;
    IF access.holds(found.residence_place) AND NOT coalesce(access.holds(found.registered_place), false) THEN
        RETURN access.require(wanted, found.residence_place);
    END IF;
    RETURN access.require(wanted, coalesce(found.registered_place, found.residence_place, 0));
END
$$;

-- The number that the next attachment will have, so that it can be sealed for its row.
CREATE FUNCTION registry.next_attachment(whose bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
BEGIN
    PERFORM registry.require_for('propose', whose);
    RETURN nextval(pg_get_serial_sequence('registry.attachment', 'attachment_id'));
END
$$;

-- Keep a paper that was handed in.
CREATE FUNCTION registry.attach(
    number bigint, whose bigint, name text, media_type text, size integer, digest bytea, sealed bytea
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    who bigint := registry.require_for('propose', whose);
BEGIN
    INSERT INTO registry.attachment (attachment_id, person_id, name, media_type, size, digest, sealed, taken_by)
    OVERRIDING SYSTEM VALUE
    VALUES (number, whose, attach.name, attach.media_type, attach.size, attach.digest, attach.sealed, who);
    PERFORM access.audit('person.attach', number::text, whose, '', 'done', '{}');
    RETURN number;
END
$$;

-- Let an approved correction take effect: statements that were wrong end, statements that are right are recorded, and
-- cover is adopted again. Content: why; attachments; end and add, each with ``enrolments`` and ``facts``. What ends is
-- named as it stands: what it says, since when, from which row.
CREATE FUNCTION registry.effect_correction(proposal bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'person.correct');
    whose bigint := approved.person_id;
    rev bigint;
    ended integer;
    wrong jsonb := approved.content -> 'end';
    correct jsonb := approved.content -> 'add';
    told jsonb;
BEGIN
    PERFORM registry.require_for('registry.write', whose);
    rev := registry.begin_revision('person.correct', NULL, proposal, approved.content ->> 'why');
    CREATE TEMPORARY TABLE corrected ON COMMIT DROP AS
    SELECT 'enrolment' AS sort, (e ->> 'scheme')::smallint AS scheme, NULL AS kind, NULL AS code, (e ->> 'valid_from')::date AS valid_from,
           (e ->> 'file_id')::bigint AS file_id, (e ->> 'row_number')::integer AS row_number
    FROM jsonb_array_elements(coalesce(wrong -> 'enrolments', '[]')) AS e
    UNION ALL
    SELECT 'fact', NULL, f ->> 'kind', f ->> 'code', (f ->> 'valid_from')::date, (f ->> 'file_id')::bigint,
           (f ->> 'row_number')::integer
    FROM jsonb_array_elements(coalesce(wrong -> 'facts', '[]')) AS f;
    WITH over AS (
        UPDATE registry.reported_enrolment e SET ended_in = rev FROM corrected c
        WHERE c.sort = 'enrolment' AND e.person_id = whose AND e.ended_in IS NULL AND e.scheme = c.scheme
          AND e.valid_from = c.valid_from AND e.file_id IS NOT DISTINCT FROM c.file_id
          AND e.row_number IS NOT DISTINCT FROM c.row_number
        RETURNING 1
    ), too AS (
        UPDATE registry.fact f SET ended_in = rev FROM corrected c
        WHERE c.sort = 'fact' AND f.person_id = whose AND f.ended_in IS NULL AND f.kind = c.kind
          AND f.code IS NOT DISTINCT FROM c.code AND f.valid_from IS NOT DISTINCT FROM c.valid_from
          AND f.file_id IS NOT DISTINCT FROM c.file_id AND f.row_number IS NOT DISTINCT FROM c.row_number
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM over) + (SELECT count(*) FROM too) INTO ended;
    IF ended <> (SELECT count(*) FROM corrected) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: what was to end is no longer so', DETAIL = 'correction';
    END IF;
    INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, paid_on, paid_in_window, reimbursed, bonus_used,
                                             valid_from, valid_until, recorded_in)
    SELECT whose, e.scheme, e.place, e.year, e.paid_on, e.paid_in_window, e.reimbursed, e.bonus_used, e.valid_from,
           e.valid_until, rev
    FROM jsonb_to_recordset(coalesce(correct -> 'enrolments', '[]')) AS e (
        scheme smallint, place bigint, year smallint, paid_on date, paid_in_window boolean, reimbursed boolean,
        bonus_used text, valid_from date, valid_until date);
    INSERT INTO registry.fact (person_id, kind, code, place, detail, valid_from, valid_until, recorded_in)
    SELECT whose, f.kind, f.code, f.place, f.detail, f.valid_from, f.valid_until, rev
    FROM jsonb_to_recordset(coalesce(correct -> 'facts', '[]')) AS f (
        kind text, code text, place bigint, detail jsonb, valid_from date, valid_until date);
    CREATE TEMPORARY TABLE covered ON COMMIT DROP AS SELECT whose AS person_id;
    told := registry.adopt_enrolments(rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, registry.place_of(whose), 'history_corrected',
            jsonb_build_object('ended', ended, 'added', coalesce(correct, '{}')), rev);
    PERFORM access.audit('person.correct', proposal::text, whose, approved.content ->> 'why', 'done', told);
    RETURN told || jsonb_build_object('revision', rev, 'ended', ended);
END
$$;

-- Keep the first determination of a person and year.
CREATE FUNCTION registry.keep_determination(
    whose bigint, of_year smallint, paid date, at_place bigint, said jsonb, by_receipt jsonb, by_known bigint
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    rev bigint;
    made bigint;
BEGIN
    PERFORM registry.require_for('registry.write', whose);
    rev := registry.begin_revision('person.determine', NULL, NULL, '');
    INSERT INTO registry.determination (person_id, year, paid_on, place, answer, receipt, known, made_in)
    VALUES (whose, of_year, paid, at_place, said, by_receipt, by_known, rev)
    RETURNING determination_id INTO made;
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('settlement', whose, at_place, 'determined', jsonb_build_object('determination', made, 'year', of_year,
            'benefit', said -> 'benefit', 'waiting', said -> 'waiting', 'limit', said -> 'limit'), rev);
    PERFORM access.audit('person.determine', made::text, whose, '', 'done', '{}');
    RETURN made;
END
$$;

-- Let an approved redetermination take effect: each determination named in it is replaced by the answer beside it.
-- Content: why; replacements, each with determination, answer, receipt, known.
CREATE FUNCTION registry.effect_redetermination(proposal bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'determination.replace');
    rev bigint := registry.begin_revision('determination.replace', NULL, proposal, approved.content ->> 'why');
    done integer;
BEGIN
    IF NOT access.holds(approved.place) THEN
        PERFORM access.require('registry.write', approved.place);
    END IF;
    WITH wanted AS (
        SELECT d.*, r.answer AS new_answer, r.receipt AS new_receipt, r.known AS new_known
        FROM jsonb_to_recordset(approved.content -> 'replacements')
                 AS r (determination bigint, answer jsonb, receipt jsonb, known bigint)
        JOIN registry.determination d ON d.determination_id = r.determination
        WHERE access.holds(d.place)
    ), made AS (
        INSERT INTO registry.determination (person_id, year, paid_on, place, answer, receipt, known, made_in, replaces,
                                            proposal_id)
        SELECT w.person_id, w.year, w.paid_on, w.place, w.new_answer, w.new_receipt, w.new_known, rev, w.determination_id,
               proposal
        FROM wanted w
        RETURNING *
    ), told AS (
        INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
        SELECT 'settlement', m.person_id, m.place, 'redetermined',
               jsonb_build_object('determination', m.determination_id, 'replaces', m.replaces, 'year', m.year, 'benefit',
                   m.answer -> 'benefit', 'waiting', m.answer -> 'waiting', 'limit', m.answer -> 'limit'), rev
        FROM made m
        RETURNING 1
    )
    SELECT count(*) INTO done FROM told;
    IF done <> jsonb_array_length(approved.content -> 'replacements') THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: not every determination is there', DETAIL = 'determination';
    END IF;
    PERFORM access.audit('determination.replace', proposal::text, NULL, approved.content ->> 'why', 'done',
                         jsonb_build_object('replaced', done));
    RETURN done;
END
$$;

REVOKE ALL ON FUNCTION registry.hold_outgoing(), registry.number_outgoing(), registry.place_of(bigint), registry.require_for(text, bigint), registry.next_attachment(bigint),
    registry.attach(bigint, bigint, text, text, integer, bytea, bytea), registry.effect_correction(bigint),
    registry.keep_determination(bigint, smallint, date, bigint, jsonb, jsonb, bigint),
    registry.effect_redetermination(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.number_outgoing(), registry.next_attachment(bigint),
    registry.attach(bigint, bigint, text, text, integer, bytea, bytea), registry.effect_correction(bigint),
    registry.keep_determination(bigint, smallint, date, bigint, jsonb, jsonb, bigint),
    registry.effect_redetermination(bigint) TO canbao_app;
