-- Double cover resolved: which record goes and from when, the premium to be given back, questions to other places, undo.

SET ROLE canbao_owner;

-- A premium to be given back because the record that it paid for goes; collection carries it out.
CREATE TABLE registry.refund_request (
    refund_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES registry.person,
    place bigint NOT NULL,
    scheme smallint NOT NULL CHECK (scheme IN (310, 390)),
    year smallint,
    why text NOT NULL CHECK (why <> ''),
    proposal_id bigint NOT NULL REFERENCES access.proposal,
    recorded_in bigint NOT NULL,
    ended_in bigint CHECK (ended_in >= recorded_in)
);
CREATE INDEX refund_request_person ON registry.refund_request (person_id);

-- A question to another place about cover there, and its answer by a day (协查).
CREATE TABLE registry.inquiry (
    inquiry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES registry.person,
    from_place bigint NOT NULL,
    to_place bigint NOT NULL,
    scheme smallint NOT NULL CHECK (scheme IN (310, 390)),
    cover_from date NOT NULL,
    cover_until date CHECK (cover_until > cover_from),
    question text NOT NULL CHECK (length(question) BETWEEN 1 AND 2000),
    due_on date NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    asked_by bigint NOT NULL,
    answer text CHECK (answer IN ('holds', 'ended', 'never')),
    answer_from date,
    answer_until date CHECK (answer_until > answer_from),
    note text NOT NULL DEFAULT '',
    answered_at timestamptz,
    answered_by bigint,
    CHECK (from_place <> to_place),
    CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
);
CREATE INDEX inquiry_person ON registry.inquiry (person_id);
CREATE INDEX inquiry_open ON registry.inquiry (to_place, due_on) WHERE answer IS NULL;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['refund_request', 'inquiry'] LOOP
        EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE registry.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON registry.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON registry.%I TO canbao_app', name);
    END LOOP;
END
$$;
CREATE POLICY of_a_person_seen ON registry.refund_request FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.person p WHERE p.person_id = refund_request.person_id));
-- A question is seen by whoever asked it and by the place that is asked.
CREATE POLICY asked_or_asking ON registry.inquiry FOR SELECT TO canbao_app USING (
    from_place >= (SELECT access.right_from('registry.read')) AND from_place < (SELECT access.right_until('registry.read'))
    OR to_place >= (SELECT access.right_from('registry.read')) AND to_place < (SELECT access.right_until('registry.read')));

-- Let an approved resolution take effect: the record that goes ends on a day (or never was, when it begins then or
-- later), cover is adopted again, and a premium is asked back where that was decided.
-- Content: why; goes (scheme, valid_from, file_id, row_number); from_day; refund (year), or null.
CREATE FUNCTION registry.effect_resolution(proposal bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'cover.resolve');
    whose bigint := approved.person_id;
    goes jsonb := approved.content -> 'goes';
    day date := (approved.content ->> 'from_day')::date;
    rev bigint;
    ended integer;
    told jsonb;
BEGIN
    PERFORM registry.require_for('registry.write', whose);
    rev := registry.begin_revision('cover.resolve', NULL, proposal, approved.content ->> 'why');
    WITH over AS (
        UPDATE registry.reported_enrolment e SET ended_in = rev
        WHERE e.person_id = whose AND e.ended_in IS NULL AND e.scheme = (goes ->> 'scheme')::smallint
          AND e.valid_from = (goes ->> 'valid_from')::date
          AND e.file_id IS NOT DISTINCT FROM (goes ->> 'file_id')::bigint
          AND e.row_number IS NOT DISTINCT FROM (goes ->> 'row_number')::integer
        RETURNING e.*
    ), kept AS (
        INSERT INTO registry.reported_enrolment
        SELECT person_id, scheme, place, year, paid_on, paid_in_window, reimbursed, bonus_used, detail, feed, file_id,
               row_number, valid_from, least(valid_until, day), rev, NULL
        FROM over WHERE valid_from < day
    ), refund AS (
        INSERT INTO registry.refund_request (person_id, place, scheme, year, why, proposal_id, recorded_in)
        SELECT whose, coalesce(over.place, approved.place), over.scheme, (approved.content -> 'refund' ->> 'year')::smallint,
               approved.content ->> 'why', proposal, rev
        FROM over WHERE approved.content -> 'refund' <> 'null'
    )
    SELECT count(*) INTO ended FROM over;
    IF ended <> 1 THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: what was to end is no longer so', DETAIL = 'resolution';
    END IF;
    CREATE TEMPORARY TABLE covered ON COMMIT DROP AS SELECT whose AS person_id;
    told := registry.adopt_enrolments(rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, registry.place_of(whose), 'duplicate_resolved', approved.content - 'why', rev);
    PERFORM access.audit('cover.resolve', proposal::text, whose, approved.content ->> 'why', 'done', told);
    RETURN told || jsonb_build_object('revision', rev);
END
$$;

-- Let an approved undo take effect: what a revision of a person recorded ends, what it ended is recorded again. Content:
-- why; revision. Refused when anything of it was changed since.
CREATE FUNCTION registry.effect_undo(proposal bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'revision.undo');
    whose bigint := approved.person_id;
    undone bigint := (approved.content ->> 'revision')::bigint;
    rev bigint;
    told jsonb;
BEGIN
    PERFORM registry.require_for('registry.write', whose);
    IF NOT EXISTS (SELECT FROM registry.revision r JOIN access.proposal p USING (proposal_id)
                   WHERE r.revision = undone AND p.person_id = whose AND r.act IN ('person.correct', 'cover.resolve')) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: no act on this person', DETAIL = 'undo';
    ELSIF EXISTS (SELECT FROM registry.reported_enrolment e
                  WHERE e.person_id = whose AND e.recorded_in = undone AND e.ended_in IS NOT NULL)
       OR EXISTS (SELECT FROM registry.fact f
                  WHERE f.person_id = whose AND f.recorded_in = undone AND f.ended_in IS NOT NULL)
       OR EXISTS (SELECT FROM registry.revision r JOIN access.proposal p USING (proposal_id)
                  WHERE r.act = 'revision.undo' AND p.person_id = whose
                    AND (p.content ->> 'revision')::bigint = undone) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: changed since', DETAIL = 'undo';
    END IF;
    rev := registry.begin_revision('revision.undo', NULL, proposal, approved.content ->> 'why');
    UPDATE registry.reported_enrolment e SET ended_in = rev
    WHERE e.person_id = whose AND e.recorded_in = undone AND e.ended_in IS NULL;
    UPDATE registry.fact f SET ended_in = rev WHERE f.person_id = whose AND f.recorded_in = undone AND f.ended_in IS NULL;
    UPDATE registry.refund_request q SET ended_in = rev
    WHERE q.person_id = whose AND q.recorded_in = undone AND q.ended_in IS NULL;
    INSERT INTO registry.reported_enrolment
    SELECT person_id, scheme, place, year, paid_on, paid_in_window, reimbursed, bonus_used, detail, feed, file_id, row_number,
           valid_from, valid_until, rev, NULL
    FROM registry.reported_enrolment e WHERE e.person_id = whose AND e.ended_in = undone;
    INSERT INTO registry.fact
    SELECT person_id, kind, code, place, amount, detail, feed, file_id, row_number, valid_from, valid_until, rev, NULL
    FROM registry.fact f WHERE f.person_id = whose AND f.ended_in = undone;
    CREATE TEMPORARY TABLE covered ON COMMIT DROP AS SELECT whose AS person_id;
    told := registry.adopt_enrolments(rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, registry.place_of(whose), 'undone', jsonb_build_object('revision', undone), rev);
    PERFORM access.audit('revision.undo', undone::text, whose, approved.content ->> 'why', 'done', told);
    RETURN told || jsonb_build_object('revision', rev);
END
$$;

-- Ask another place about cover there.
CREATE FUNCTION registry.ask_inquiry(
    whose bigint, asking bigint, asked bigint, of_scheme smallint, since date, until date, words text, due date
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    who bigint := access.require('propose', asking);
    made bigint;
BEGIN
    PERFORM registry.require_for('propose', whose);
    INSERT INTO registry.inquiry (person_id, from_place, to_place, scheme, cover_from, cover_until, question, due_on, asked_by)
    VALUES (whose, asking, asked, of_scheme, since, until, words, due, who)
    RETURNING inquiry_id INTO made;
    PERFORM access.audit('inquiry.ask', made::text, whose, '', 'done', jsonb_build_object('to', asked));
    RETURN made;
END
$$;

-- Who an inquiry is about, for the place that is asked: the sealed number and name with the rows they are sealed for.
CREATE FUNCTION registry.inquiry_subject(which bigint) RETURNS TABLE (
    certificate_id bigint, kind text, sealed_number bytea, name_id bigint, sealed_name bytea
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    found registry.inquiry;
BEGIN
    SELECT * INTO STRICT found FROM registry.inquiry i WHERE i.inquiry_id = which;
    PERFORM access.require('registry.write', found.to_place);
    PERFORM access.audit('inquiry.read', which::text, found.person_id, '', 'done', '{}');
    RETURN QUERY
    SELECT c.certificate_id, c.kind, c.sealed, n.name_id, n.sealed
    FROM registry.certificate c LEFT JOIN registry.person_name n ON n.person_id = c.person_id AND n.ended_in IS NULL
    WHERE c.person_id = found.person_id AND c.ended_in IS NULL AND c.valid_until IS NULL
    ORDER BY c.certificate_id, n.trust, n.name_id DESC;
END
$$;

-- Answer an inquiry, once.
CREATE FUNCTION registry.answer_inquiry(which bigint, said text, since date, until date, words text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    found registry.inquiry;
    who bigint;
BEGIN
    SELECT * INTO STRICT found FROM registry.inquiry i WHERE i.inquiry_id = which FOR UPDATE;
    who := access.require('registry.write', found.to_place);
    IF found.answer IS NOT NULL THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: answered', DETAIL = 'inquiry';
    END IF;
    UPDATE registry.inquiry i
    SET answer = said, answer_from = since, answer_until = answer_inquiry.until, note = words, answered_at = clock_timestamp(),
        answered_by = who
    WHERE i.inquiry_id = which;
    PERFORM access.audit('inquiry.answer', which::text, found.person_id, '', 'done', jsonb_build_object('answer', said));
END
$$;

REVOKE ALL ON FUNCTION registry.effect_resolution(bigint), registry.effect_undo(bigint),
    registry.ask_inquiry(bigint, bigint, bigint, smallint, date, date, text, date), registry.inquiry_subject(bigint),
    registry.answer_inquiry(bigint, text, date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.effect_resolution(bigint), registry.effect_undo(bigint),
    registry.ask_inquiry(bigint, bigint, bigint, smallint, date, date, text, date), registry.inquiry_subject(bigint),
    registry.answer_inquiry(bigint, text, date, date, text) TO canbao_app;
