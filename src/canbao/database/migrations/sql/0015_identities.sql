-- Who is who: another number, two files that are one person's, and one file that was two people's after all.
--
-- A seal is bound to its row, so whoever acts brings numbers and names sealed anew for the rows that will hold them; the
-- tokens, by which they are found, are taken from the rows that they were in.

SET ROLE canbao_owner;

-- Numbers of rows of certificates and of names that are still to be written, so that their values can be sealed.
CREATE FUNCTION registry.next_rows(certificates integer, names integer) RETURNS TABLE (which text, number bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
BEGIN
    IF NOT (access.may('propose') OR access.may('registry.write')) OR certificates + names > 100 THEN
        PERFORM access.require('registry.write', NULL);
    END IF;
    RETURN QUERY
    SELECT 'certificate', nextval(pg_get_serial_sequence('registry.certificate', 'certificate_id'))
    FROM generate_series(1, certificates)
    UNION ALL
    SELECT 'person_name', nextval(pg_get_serial_sequence('registry.person_name', 'name_id')) FROM generate_series(1, names);
END
$$;

-- Let an approved change of number take effect: from a day on the person holds the new certificate; the one that it
-- takes the place of is kept as held until then. Content: why; from_day; certificate (number of its row, kind, token and
-- sealed value in hexadecimal); kept (of which row, number of the row that holds it from now on, sealed value), or null.
CREATE FUNCTION registry.effect_number(proposal bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'person.number');
    whose bigint := approved.person_id;
    new jsonb := approved.content -> 'certificate';
    kept jsonb := coalesce(approved.content -> 'kept', '{}');
    day date := (approved.content ->> 'from_day')::date;
    old registry.certificate;
    rev bigint;
BEGIN
    PERFORM registry.require_for('registry.write', whose);
    rev := registry.begin_revision('person.number', NULL, proposal, approved.content ->> 'why');
    IF kept ->> 'of' IS NOT NULL THEN
        UPDATE registry.certificate c SET ended_in = rev
        WHERE c.certificate_id = (kept ->> 'of')::bigint AND c.person_id = whose AND c.ended_in IS NULL
          AND c.valid_until IS NULL AND (c.valid_from IS NULL OR c.valid_from < day)
        RETURNING * INTO old;
        IF old.certificate_id IS NULL THEN
            RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: not held', DETAIL = 'number';
        END IF;
        INSERT INTO registry.certificate (certificate_id, person_id, kind, token, sealed, valid_from, valid_until, file_id,
                                          row_number, recorded_in)
        OVERRIDING SYSTEM VALUE
        VALUES ((kept ->> 'row')::bigint, whose, old.kind, old.token, decode(kept ->> 'sealed', 'hex'), old.valid_from, day,
                old.file_id, old.row_number, rev);
    END IF;
    INSERT INTO registry.certificate (certificate_id, person_id, kind, token, sealed, valid_from, recorded_in)
    OVERRIDING SYSTEM VALUE
    VALUES ((new ->> 'row')::bigint, whose, new ->> 'kind', decode(new ->> 'token', 'hex'), decode(new ->> 'sealed', 'hex'),
            day, rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, registry.place_of(whose), 'number_changed', '{}', rev);
    PERFORM access.audit('person.number', proposal::text, whose, approved.content ->> 'why', 'done', '{}');
    RETURN rev;
EXCEPTION WHEN unique_violation THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: somebody holds this number', DETAIL = 'number';
END
$$;

-- Move what is said now of one person to another, in one revision: it ends of the one and is recorded of the other.
-- ``only_of`` not null: only what a revision recorded.
CREATE FUNCTION registry.move_statements(from_person bigint, to_person bigint, rev bigint, only_of bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry AS $$
DECLARE
    moved integer;
BEGIN
    WITH records AS (
        UPDATE registry.person_record r SET ended_in = rev
        WHERE r.person_id = from_person AND r.ended_in IS NULL AND (only_of IS NULL OR r.recorded_in = only_of)
        RETURNING r.*
    ), facts AS (
        UPDATE registry.fact f SET ended_in = rev
        WHERE f.person_id = from_person AND f.ended_in IS NULL AND (only_of IS NULL OR f.recorded_in = only_of)
        RETURNING f.*
    ), enrolments AS (
        UPDATE registry.reported_enrolment e SET ended_in = rev
        WHERE e.person_id = from_person AND e.ended_in IS NULL AND (only_of IS NULL OR e.recorded_in = only_of)
        RETURNING e.*
    ), one AS (
        INSERT INTO registry.person_record
        SELECT to_person, feed, file_id, row_number, born, sex, died, registered_place, residence_place, registration,
               household_id, relation, valid_from, valid_until, rev, NULL FROM records RETURNING 1
    ), two AS (
        INSERT INTO registry.fact
        SELECT to_person, kind, code, place, amount, detail, feed, file_id, row_number, valid_from, valid_until, rev, NULL
        FROM facts RETURNING 1
    ), three AS (
        INSERT INTO registry.reported_enrolment
        SELECT to_person, scheme, place, year, paid_on, paid_in_window, reimbursed, bonus_used, detail, feed, file_id,
               row_number, valid_from, valid_until, rev, NULL FROM enrolments RETURNING 1
    ), rows AS (
        UPDATE registry.feed_row r SET person_id = to_person
        FROM (SELECT file_id, row_number FROM records UNION SELECT file_id, row_number FROM facts
              UNION SELECT file_id, row_number FROM enrolments) AS s
        WHERE r.person_id = from_person AND r.file_id = s.file_id AND r.row_number = s.row_number
    )
    SELECT (SELECT count(*) FROM one) + (SELECT count(*) FROM two) + (SELECT count(*) FROM three) INTO moved;
    RETURN moved;
END
$$;

-- Move certificates and names: ``given`` names each by its row, with the row that will hold it and the value sealed for
-- it. What is given must be all that the person holds (``only_of``: all that a revision recorded of it).
CREATE FUNCTION registry.move_identity(
    from_person bigint, to_person bigint, rev bigint, only_of bigint, certificates jsonb, names jsonb
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry AS $$
DECLARE
    moved integer;
    asked integer := jsonb_array_length(certificates) + jsonb_array_length(names);
BEGIN
    WITH over AS (
        UPDATE registry.certificate c SET ended_in = rev
        WHERE c.person_id = from_person AND c.ended_in IS NULL AND (only_of IS NULL OR c.recorded_in = only_of)
        RETURNING c.*
    ), over_names AS (
        UPDATE registry.person_name n SET ended_in = rev
        WHERE n.person_id = from_person AND n.ended_in IS NULL AND (only_of IS NULL OR n.recorded_in = only_of)
        RETURNING n.*
    ), put AS (
        INSERT INTO registry.certificate (certificate_id, person_id, kind, token, sealed, valid_from, valid_until, file_id,
                                          row_number, recorded_in)
        OVERRIDING SYSTEM VALUE
        SELECT g.new_row, to_person, o.kind, o.token, decode(g.sealed, 'hex'), o.valid_from, o.valid_until, o.file_id,
               o.row_number, rev
        FROM over o JOIN jsonb_to_recordset(certificates) AS g (old_row bigint, new_row bigint, sealed text)
            ON g.old_row = o.certificate_id
        RETURNING 1
    ), put_names AS (
        INSERT INTO registry.person_name (name_id, person_id, name_token, surname_month_token, name_birth_token, sealed,
                                          trust, valid_from, valid_until, file_id, row_number, recorded_in)
        OVERRIDING SYSTEM VALUE
        SELECT g.new_row, to_person, o.name_token, o.surname_month_token, o.name_birth_token, decode(g.sealed, 'hex'),
               o.trust, o.valid_from, o.valid_until, o.file_id, o.row_number, rev
        FROM over_names o JOIN jsonb_to_recordset(names) AS g (old_row bigint, new_row bigint, sealed text)
            ON g.old_row = o.name_id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM put) + (SELECT count(*) FROM put_names)
           - abs((SELECT count(*) FROM over) + (SELECT count(*) FROM over_names) - asked)
    INTO moved;
    IF moved <> asked THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: certificates or names changed', DETAIL = 'merge';
    END IF;
END
$$;

-- The person as known now, again, for one.
CREATE FUNCTION registry.project_person(whose bigint, today date, rev bigint) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    UPDATE registry.person p
    SET born = b.born, sex = b.sex, died = b.died, registered_place = b.registered_place,
        residence_place = b.residence_place, registration = b.registration, household_id = b.household_id, recorded_in = rev
    FROM registry.believed(whose, today, NULL) b WHERE p.person_id = whose;
END;

-- Let an approved merge take effect: two files are one person's. Content: why; keep; merge; today. The file that is merged
-- stays, empty, and names the other; what was known before is known as it was.
CREATE FUNCTION registry.effect_merge(proposal bigint, certificates jsonb, names jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'person.merge');
    keep bigint := (approved.content ->> 'keep')::bigint;
    gone bigint := (approved.content ->> 'merge')::bigint;
    place_of_gone bigint;
    rev bigint;
    told jsonb;
    moved integer;
BEGIN
    PERFORM registry.require_for('registry.write', keep);
    PERFORM registry.require_for('registry.write', gone);
    IF EXISTS (SELECT FROM registry.person p WHERE p.person_id IN (keep, gone) AND p.merged_into IS NOT NULL)
       OR EXISTS (SELECT FROM registry.cover_spell s WHERE s.person_id = gone AND s.basis <> 'reported') THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: merged, or cover decided', DETAIL = 'merge';
    END IF;
    rev := registry.begin_revision('person.merge', NULL, proposal, approved.content ->> 'why');
    moved := registry.move_statements(gone, keep, rev, NULL);
    PERFORM registry.move_identity(gone, keep, rev, NULL, certificates, names);
    CREATE TEMPORARY TABLE covered ON COMMIT DROP AS SELECT unnest(ARRAY[keep, gone]) AS person_id;
    told := registry.adopt_enrolments(rev);
    PERFORM registry.project_person(keep, (approved.content ->> 'today')::date, rev);
    UPDATE registry.person p SET merged_into = keep, recorded_in = rev WHERE p.person_id = gone;
    UPDATE registry.link_doubt d SET state = 'same'
    WHERE d.state = 'open' AND d.person_id IN (keep, gone) AND d.other_person_id IN (keep, gone);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', keep, registry.place_of(keep), 'merged', jsonb_build_object('merged', gone), rev);
    PERFORM access.audit('person.merge', gone::text, keep, approved.content ->> 'why', 'done', told);
    RETURN told || jsonb_build_object('revision', rev, 'moved', moved);
END
$$;

-- Let an approved split take effect: what a merge brought goes back to the file that it came from. Content: why; keep;
-- merge; revision (of the merge); today. Statements that came since stay where they are.
CREATE FUNCTION registry.effect_split(proposal bigint, certificates jsonb, names jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'person.split');
    keep bigint := (approved.content ->> 'keep')::bigint;
    back bigint := (approved.content ->> 'merge')::bigint;
    merged_in bigint := (approved.content ->> 'revision')::bigint;
    rev bigint;
    told jsonb;
    moved integer;
BEGIN
    PERFORM registry.require_for('registry.write', keep);
    IF NOT EXISTS (SELECT FROM registry.person p WHERE p.person_id = back AND p.merged_into = keep AND p.recorded_in = merged_in) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: not merged so', DETAIL = 'split';
    END IF;
    rev := registry.begin_revision('person.split', NULL, proposal, approved.content ->> 'why');
    moved := registry.move_statements(keep, back, rev, merged_in);
    PERFORM registry.move_identity(keep, back, rev, merged_in, certificates, names);
    UPDATE registry.person p SET merged_into = NULL, recorded_in = rev WHERE p.person_id = back;
    CREATE TEMPORARY TABLE covered ON COMMIT DROP AS SELECT unnest(ARRAY[keep, back]) AS person_id;
    told := registry.adopt_enrolments(rev);
    PERFORM registry.project_person(keep, (approved.content ->> 'today')::date, rev);
    PERFORM registry.project_person(back, (approved.content ->> 'today')::date, rev);
    UPDATE registry.link_doubt d SET state = 'different'
    WHERE d.person_id IN (keep, back) AND d.other_person_id IN (keep, back);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', keep, registry.place_of(keep), 'split', jsonb_build_object('split', back), rev);
    PERFORM access.audit('person.split', back::text, keep, approved.content ->> 'why', 'done', told);
    RETURN told || jsonb_build_object('revision', rev, 'moved', moved);
END
$$;

REVOKE ALL ON FUNCTION registry.next_rows(integer, integer), registry.effect_number(bigint),
    registry.move_statements(bigint, bigint, bigint, bigint),
    registry.move_identity(bigint, bigint, bigint, bigint, jsonb, jsonb), registry.project_person(bigint, date, bigint),
    registry.effect_merge(bigint, jsonb, jsonb), registry.effect_split(bigint, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.next_rows(integer, integer), registry.effect_number(bigint),
    registry.effect_merge(bigint, jsonb, jsonb), registry.effect_split(bigint, jsonb, jsonb) TO canbao_app;
