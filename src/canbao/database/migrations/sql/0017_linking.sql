-- People without a valid number who may be somebody already known: doubts with what each field weighs, settled by maker
-- and checker, and asked again only when something about either person is another than it was.

SET ROLE canbao_owner;

-- A doubt about two people need not come from one row. ``weight`` and ``evidence`` are those of the model named by
-- ``model``; ``compared`` is the digest of what was known of both when it was settled; ``reopens`` the doubt that was
-- settled before; a doubt that is ``withdrawn`` is none any more by what became known.
ALTER TABLE registry.link_doubt
    ALTER COLUMN file_id DROP NOT NULL,
    ALTER COLUMN row_number DROP NOT NULL,
    ADD COLUMN weight numeric(6, 2),
    ADD COLUMN model text,
    ADD COLUMN compared bytea CHECK (octet_length(compared) = 32),
    ADD COLUMN reopens bigint REFERENCES registry.link_doubt,
    ADD COLUMN reason text,
    ADD COLUMN proposal_id bigint,
    ADD COLUMN closed_in bigint,
    DROP CONSTRAINT link_doubt_state_check,
    ADD CONSTRAINT link_doubt_state_check CHECK (state IN ('open', 'same', 'different', 'withdrawn'));
CREATE INDEX link_doubt_other ON registry.link_doubt (other_person_id);
CREATE UNIQUE INDEX link_doubt_open_pair
    ON registry.link_doubt (least(person_id, other_person_id), greatest(person_id, other_person_id))
    WHERE why = 'fuzzy' AND state = 'open' AND other_person_id IS NOT NULL;

-- The digest of what is known now of a person that may tell whether it is another: numbers of rows, never what they hold.
CREATE FUNCTION registry.compared_of(whose bigint) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT sha256(convert_to(concat_ws('|', p.person_id, coalesce(p.born::text, '-'), coalesce(p.sex::text, '-'),
        coalesce(p.died::text, '-'), coalesce(p.registered_place::text, '-'), coalesce(p.residence_place::text, '-'),
        coalesce(p.household_id::text, '-'),
        (SELECT coalesce(string_agg(n.name_id::text, ',' ORDER BY n.name_id), '-') FROM registry.person_name n
         WHERE n.person_id = whose AND n.ended_in IS NULL),
        (SELECT coalesce(string_agg(c.certificate_id::text, ',' ORDER BY c.certificate_id), '-')
         FROM registry.certificate c WHERE c.person_id = whose AND c.ended_in IS NULL)), 'UTF8'))
    FROM registry.person p WHERE p.person_id = whose;
END;

-- The digest of what is known of two people, in either order.
CREATE FUNCTION registry.compared_of(one bigint, other bigint) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, registry
RETURN sha256(registry.compared_of(least(one, other)) || registry.compared_of(greatest(one, other)));

-- Whoever settles a doubt settles it on what is known then, by whichever act.
CREATE FUNCTION registry.settle_doubt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, registry AS $$
BEGIN
    IF new.state = 'different' AND new.other_person_id IS NOT NULL THEN
        new.compared := registry.compared_of(new.person_id, new.other_person_id);
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER settled BEFORE UPDATE OF state ON registry.link_doubt
    FOR EACH ROW EXECUTE FUNCTION registry.settle_doubt();

-- The people of a place who have no valid number, and those who agree with one of them in a block: the same name; born on
-- one day in one village; one surname and month of birth; one household and sex. The names stay sealed.
--
-- A number is valid that proves itself by its check character and states no other birth or sex than its row does.
-- ``of_lists``: feeds with one row a person; lists: those in which a person stands.
CREATE FUNCTION registry.people_to_compare(of_place bigint, of_lists text[]) RETURNS TABLE (
    person_id bigint, is_without boolean, born date, sex smallint, registered_place bigint, residence_place bigint,
    household_id bigint, name_id bigint, sealed bytea, lists text[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
#variable_conflict use_column
DECLARE
    place_until constant bigint := access.place_end(of_place);
BEGIN
    PERFORM access.require('match.run', of_place);
    CREATE TEMPORARY TABLE compared_here ON COMMIT DROP AS
    SELECT p.person_id, p.born, p.sex, p.registered_place, p.residence_place, p.household_id,
           NOT EXISTS (
               SELECT FROM registry.certificate c
               LEFT JOIN registry.feed_verdict v ON v.file_id = c.file_id AND v.row_number = c.row_number
               WHERE c.person_id = p.person_id AND c.ended_in IS NULL AND c.valid_until IS NULL
                 AND c.kind IN ('resident_identity_card', 'foreign_permanent_residence',
                                'hong_kong_macau_taiwan_residence_permit')
                 AND NOT coalesce(v.reasons ?| ARRAY['certificate_birth_differs', 'certificate_sex_differs'], false)
           ) AS is_without
    FROM registry.person p
    WHERE p.merged_into IS NULL
      AND (p.registered_place >= of_place AND p.registered_place < place_until
           OR p.residence_place >= of_place AND p.residence_place < place_until);
    CREATE TEMPORARY TABLE compared_village ON COMMIT DROP AS
    SELECT DISTINCT h.person_id, h.is_without, h.born, v.village
    FROM compared_here h CROSS JOIN LATERAL (VALUES (h.registered_place), (h.residence_place)) AS v (village)
    WHERE h.born IS NOT NULL AND v.village % 1000 <> 0;
    CREATE TEMPORARY TABLE compared_name ON COMMIT DROP AS
    SELECT h.person_id, h.is_without, n.name_token, n.surname_month_token
    FROM compared_here h JOIN registry.person_name n ON n.person_id = h.person_id AND n.ended_in IS NULL;
    ANALYZE compared_here, compared_village, compared_name;
    RETURN QUERY
    WITH wanted AS (
        SELECT h.person_id FROM compared_here h WHERE h.is_without
        UNION
        SELECT n.person_id FROM compared_name w JOIN compared_name n USING (name_token) WHERE w.is_without
        UNION
        SELECT n.person_id FROM compared_name w JOIN compared_name n USING (surname_month_token) WHERE w.is_without
        UNION
        SELECT v.person_id FROM compared_village w JOIN compared_village v USING (born, village) WHERE w.is_without
        UNION
        SELECT h.person_id FROM compared_here w JOIN compared_here h USING (household_id, sex) WHERE w.is_without
    )
    SELECT h.person_id, h.is_without, h.born, h.sex, h.registered_place, h.residence_place, h.household_id, n.name_id,
           n.sealed, coalesce(l.lists, '{}')
    FROM wanted JOIN compared_here h USING (person_id)
    LEFT JOIN LATERAL (
        SELECT n.name_id, n.sealed FROM registry.person_name n
        WHERE n.person_id = h.person_id AND n.ended_in IS NULL
        ORDER BY (n.valid_until IS NULL) DESC, n.trust, n.recorded_in DESC, n.name_id DESC LIMIT 1
    ) AS n ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT f.feed || ' ' || f.place ORDER BY f.feed || ' ' || f.place) AS lists
        FROM registry.feed_row r JOIN registry.feed_list f USING (list_id)
        WHERE r.person_id = h.person_id AND f.feed = ANY (of_lists)
    ) AS l ON true
    ORDER BY h.person_id;
    DROP TABLE compared_here, compared_village, compared_name;
END
$$;

-- Keep what a comparison of the people of a place found, as doubts. ``pairs``: person, other (the one without a number),
-- weight, evidence. A pair is not asked about twice: not while a doubt of it is open, and not again after it was settled
-- as two people, until something is known otherwise of either. A doubt that is not found again is withdrawn.
CREATE FUNCTION registry.record_doubts(of_place bigint, by_model text, pairs jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    place_until constant bigint := access.place_end(of_place);
    told jsonb;
    rev bigint;
BEGIN
    PERFORM access.require('match.run', of_place);
    PERFORM pg_advisory_xact_lock(hashtext('canbao.link'));
    CREATE TEMPORARY TABLE pair_here ON COMMIT DROP AS
    SELECT p.person_id FROM registry.person p
    WHERE p.merged_into IS NULL
      AND (p.registered_place >= of_place AND p.registered_place < place_until
           OR p.residence_place >= of_place AND p.residence_place < place_until);
    CREATE UNIQUE INDEX ON pair_here (person_id);
    CREATE TEMPORARY TABLE pair_found ON COMMIT DROP AS
    SELECT f.person, f.other, f.weight, f.evidence, open.doubt_id AS open_doubt, open.why AS open_why,
           settled.doubt_id AS settled_doubt,
           settled.compared IS NOT DISTINCT FROM registry.compared_of(f.person, f.other) AS is_settled
    FROM jsonb_to_recordset(pairs) AS f (person bigint, other bigint, weight numeric, evidence jsonb)
    LEFT JOIN LATERAL (
        SELECT d.doubt_id, d.why FROM registry.link_doubt d
        WHERE d.person_id IN (f.person, f.other) AND d.other_person_id IN (f.person, f.other) AND d.state = 'open'
        ORDER BY d.why = 'fuzzy' DESC, d.doubt_id LIMIT 1
    ) AS open ON true
    LEFT JOIN LATERAL (
        SELECT d.doubt_id, d.compared FROM registry.link_doubt d
        WHERE d.person_id IN (f.person, f.other) AND d.other_person_id IN (f.person, f.other) AND d.state = 'different'
        ORDER BY d.doubt_id DESC LIMIT 1
    ) AS settled ON true;
    IF EXISTS (SELECT FROM pair_found f WHERE f.person = f.other
               OR NOT EXISTS (SELECT FROM pair_here h WHERE h.person_id = f.person)
               OR NOT EXISTS (SELECT FROM pair_here h WHERE h.person_id = f.other)) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: a pair that is not of the place', DETAIL = 'pair';
    END IF;
    CREATE TEMPORARY TABLE pair_gone ON COMMIT DROP AS
    SELECT d.doubt_id FROM registry.link_doubt d
    JOIN pair_here a ON a.person_id = d.person_id JOIN pair_here b ON b.person_id = d.other_person_id
    WHERE d.why = 'fuzzy' AND d.state = 'open' AND NOT EXISTS (SELECT FROM pair_found f WHERE f.open_doubt = d.doubt_id);

    SELECT jsonb_build_object(
        'found', count(*),
        'new', count(*) FILTER (WHERE open_doubt IS NULL AND settled_doubt IS NULL),
        'reopened', count(*) FILTER (WHERE open_doubt IS NULL AND settled_doubt IS NOT NULL AND NOT is_settled),
        'standing', count(*) FILTER (WHERE open_doubt IS NOT NULL),
        'settled', count(*) FILTER (WHERE open_doubt IS NULL AND settled_doubt IS NOT NULL AND is_settled),
        'withdrawn', (SELECT count(*) FROM pair_gone))
    INTO told FROM pair_found;
    IF (told ->> 'new')::integer + (told ->> 'reopened')::integer + (told ->> 'withdrawn')::integer > 0 THEN
        rev := registry.begin_revision('link.run', NULL, NULL, '');
        INSERT INTO registry.link_doubt (file_id, row_number, person_id, other_person_id, why, evidence, weight, model,
                                         reopens, recorded_in)
        SELECT r.file_id, r.row_number, f.person, f.other, 'fuzzy', f.evidence, f.weight, by_model, f.settled_doubt, rev
        FROM pair_found f
        LEFT JOIN LATERAL (
            SELECT s.file_id, s.row_number FROM registry.person_record s
            WHERE s.person_id = f.other AND s.ended_in IS NULL AND s.file_id IS NOT NULL
            ORDER BY s.recorded_in DESC, s.file_id DESC, s.row_number DESC LIMIT 1
        ) AS r ON true
        WHERE f.open_doubt IS NULL AND (f.settled_doubt IS NULL OR NOT f.is_settled)
        ORDER BY f.weight DESC, f.person, f.other;
        UPDATE registry.link_doubt d SET state = 'withdrawn', closed_in = rev
        FROM pair_gone g WHERE g.doubt_id = d.doubt_id;
    END IF;
    UPDATE registry.link_doubt d
    SET person_id = f.person, other_person_id = f.other, weight = f.weight, evidence = f.evidence, model = by_model
    FROM pair_found f
    WHERE f.open_doubt = d.doubt_id AND d.why = 'fuzzy'
      AND (d.weight, d.evidence, d.model) IS DISTINCT FROM (f.weight, f.evidence, by_model);
    PERFORM access.audit('link.run', of_place::text, NULL, '', 'done', told, of_place);
    DROP TABLE pair_here, pair_found, pair_gone;
    RETURN told || jsonb_build_object('revision', rev);
END
$$;

-- Let it take effect that two people are two. Content: doubt; reason; why; compared (hexadecimal: what was known of both
-- when it was proposed; who approves approves of that).
CREATE FUNCTION registry.effect_different(proposal bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    approved access.proposal := access.effected(proposal, 'link.different');
    doubt registry.link_doubt;
    rev bigint;
BEGIN
    SELECT * INTO doubt FROM registry.link_doubt d
    WHERE d.doubt_id = (approved.content ->> 'doubt')::bigint FOR UPDATE;
    PERFORM registry.require_for('registry.write', doubt.person_id);
    PERFORM registry.require_for('registry.write', doubt.other_person_id);
    IF doubt.state <> 'open' OR registry.compared_of(doubt.person_id, doubt.other_person_id)
                                <> decode(approved.content ->> 'compared', 'hex') THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: settled, or known otherwise', DETAIL = 'doubt';
    END IF;
    rev := registry.begin_revision('link.different', NULL, proposal, approved.content ->> 'why');
    UPDATE registry.link_doubt d
    SET state = 'different', reason = approved.content ->> 'reason', proposal_id = proposal, closed_in = rev
    WHERE d.state = 'open' AND d.person_id IN (doubt.person_id, doubt.other_person_id)
      AND d.other_person_id IN (doubt.person_id, doubt.other_person_id);
    PERFORM access.audit('link.different', doubt.doubt_id::text, doubt.person_id, approved.content ->> 'why', 'done',
                         jsonb_build_object('other', doubt.other_person_id, 'reason', approved.content ->> 'reason'));
    RETURN jsonb_build_object('revision', rev, 'doubt', doubt.doubt_id);
END
$$;

-- What two files contradict one another in: what is said now of the one and of the other, with the row that says it. Names
-- and certificates are told by the numbers of their rows. ``single_kinds``: kinds of facts of which one holds at a time.
CREATE FUNCTION registry.conflicts_between(keep bigint, gone bigint, single_kinds text[]) RETURNS TABLE (
    what text, kept jsonb, merged jsonb, kept_file bigint, kept_row integer, merged_file bigint, merged_row integer
)
LANGUAGE sql STABLE SET search_path = pg_catalog, registry
BEGIN ATOMIC
    WITH said AS (
        SELECT r.person_id, f.what, '' AS part, f.value::text AS key, f.value, NULL::date AS since, NULL::date AS until,
               r.file_id, r.row_number, r.recorded_in
        FROM registry.person_record r
        CROSS JOIN LATERAL (VALUES
            ('born', to_jsonb(r.born)), ('sex', to_jsonb(r.sex)), ('died', to_jsonb(r.died)),
            ('registered_place', to_jsonb(r.registered_place)), ('residence_place', to_jsonb(r.residence_place)),
            ('registration', to_jsonb(r.registration)), ('household', to_jsonb(r.household_id))) AS f (what, value)
        WHERE r.person_id IN (keep, gone) AND r.ended_in IS NULL AND f.value IS NOT NULL
          AND (f.what IN ('born', 'sex', 'died') OR r.valid_until IS NULL)
        UNION ALL
        SELECT n.person_id, 'name', '', encode(n.name_token, 'hex'), jsonb_build_object('name', n.name_id), NULL, NULL,
               n.file_id, n.row_number, n.recorded_in
        FROM registry.person_name n
        WHERE n.person_id IN (keep, gone) AND n.ended_in IS NULL AND n.valid_until IS NULL
        UNION ALL
        SELECT c.person_id, 'certificate', c.kind, encode(c.token, 'hex'),
               jsonb_build_object('kind', c.kind, 'certificate', c.certificate_id), NULL, NULL, c.file_id, c.row_number,
               c.recorded_in
        FROM registry.certificate c
        WHERE c.person_id IN (keep, gone) AND c.ended_in IS NULL AND c.valid_until IS NULL
        UNION ALL
        SELECT f.person_id, f.kind, '', concat_ws('|', coalesce(f.code, '-'), coalesce(f.place::text, '-')),
               jsonb_strip_nulls(jsonb_build_object('code', f.code, 'place', f.place, 'from', f.valid_from,
                                                    'until', f.valid_until)),
               f.valid_from, f.valid_until, f.file_id, f.row_number, f.recorded_in
        FROM registry.fact f
        WHERE f.person_id IN (keep, gone) AND f.ended_in IS NULL AND f.kind = ANY (single_kinds)
        UNION ALL
        SELECT e.person_id, 'reported_enrolment', '', concat_ws('|', e.scheme, coalesce(e.place::text, '-')),
               jsonb_strip_nulls(jsonb_build_object('scheme', e.scheme, 'place', e.place, 'from', e.valid_from,
                                                    'until', e.valid_until)),
               e.valid_from, e.valid_until, e.file_id, e.row_number, e.recorded_in
        FROM registry.reported_enrolment e
        WHERE e.person_id IN (keep, gone) AND e.ended_in IS NULL
    )
    SELECT DISTINCT ON (k.what, k.part, k.key, g.key)
           k.what, k.value, g.value, k.file_id, k.row_number, g.file_id, g.row_number
    FROM said k JOIN said g ON g.what = k.what AND g.part = k.part AND g.key <> k.key
        AND coalesce(k.since, '-infinity') < coalesce(g.until, 'infinity')
        AND coalesce(g.since, '-infinity') < coalesce(k.until, 'infinity')
    WHERE k.person_id = keep AND g.person_id = gone
    ORDER BY k.what, k.part, k.key, g.key, k.recorded_in DESC, g.recorded_in DESC, k.file_id, k.row_number, g.file_id,
             g.row_number;
END;

-- What two files contradicted one another in when they were merged: both values, each with the row that said it. Written
-- once, and never changed: a split does not unsay it.
CREATE TABLE registry.merge_conflict (
    conflict_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision bigint NOT NULL,
    person_id bigint NOT NULL REFERENCES registry.person,
    merged_person_id bigint NOT NULL REFERENCES registry.person,
    what text NOT NULL,
    kept jsonb NOT NULL,
    merged jsonb NOT NULL,
    kept_file bigint,
    kept_row integer,
    merged_file bigint,
    merged_row integer
);
CREATE INDEX merge_conflict_person ON registry.merge_conflict (person_id);
ALTER TABLE registry.merge_conflict ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.merge_conflict FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.merge_conflict TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY of_a_person_seen ON registry.merge_conflict FOR SELECT TO canbao_app USING (
    EXISTS (SELECT FROM registry.person p WHERE p.person_id = merge_conflict.person_id));
GRANT SELECT ON registry.merge_conflict TO canbao_app;

-- Let an approved merge take effect, and write down first what the two files contradict one another in. This is the only
-- way by which the application merges. Content beside that of a merge: doubt, which must be open, and compared
-- (hexadecimal: what was known of both when it was proposed), where a doubt is settled; reason.
CREATE FUNCTION registry.effect_merge_told(proposal bigint, certificates jsonb, names jsonb, single_kinds text[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    asked access.proposal;
    keep bigint;
    gone bigint;
    told jsonb;
    rev bigint;
    written bigint[];
BEGIN
    SELECT * INTO asked FROM access.proposal p WHERE p.proposal_id = proposal;
    keep := (asked.content ->> 'keep')::bigint;
    gone := (asked.content ->> 'merge')::bigint;
    IF asked.content ? 'doubt' AND NOT EXISTS (
        SELECT FROM registry.link_doubt d
        WHERE d.doubt_id = (asked.content ->> 'doubt')::bigint AND d.state = 'open'
          AND registry.compared_of(keep, gone) = decode(asked.content ->> 'compared', 'hex')) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: settled, or known otherwise', DETAIL = 'doubt';
    END IF;
    WITH journal AS (
        INSERT INTO registry.merge_conflict (revision, person_id, merged_person_id, what, kept, merged, kept_file, kept_row,
                                             merged_file, merged_row)
        SELECT 0, keep, gone, c.what, c.kept, c.merged, c.kept_file, c.kept_row, c.merged_file, c.merged_row
        FROM registry.conflicts_between(keep, gone, single_kinds) c
        WHERE keep IS NOT NULL AND gone IS NOT NULL
        RETURNING conflict_id
    )
    SELECT coalesce(array_agg(conflict_id), '{}') INTO written FROM journal;
    told := registry.effect_merge(proposal, certificates, names);
    rev := (told ->> 'revision')::bigint;
    UPDATE registry.merge_conflict m SET revision = rev WHERE m.conflict_id = ANY (written);
    UPDATE registry.link_doubt d
    SET closed_in = rev, proposal_id = proposal, reason = coalesce(asked.content ->> 'reason', d.reason)
    WHERE d.state = 'same' AND d.closed_in IS NULL AND d.person_id IN (keep, gone) AND d.other_person_id IN (keep, gone);
    RETURN told || jsonb_build_object('conflicts', cardinality(written));
END
$$;

REVOKE ALL ON FUNCTION registry.compared_of(bigint), registry.compared_of(bigint, bigint), registry.settle_doubt(),
    registry.people_to_compare(bigint, text[]), registry.record_doubts(bigint, text, jsonb),
    registry.effect_different(bigint), registry.conflicts_between(bigint, bigint, text[]),
    registry.effect_merge_told(bigint, jsonb, jsonb, text[]) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION registry.effect_merge(bigint, jsonb, jsonb) FROM canbao_app;
GRANT EXECUTE ON FUNCTION registry.compared_of(bigint), registry.compared_of(bigint, bigint),
    registry.people_to_compare(bigint, text[]), registry.record_doubts(bigint, text, jsonb),
    registry.effect_different(bigint), registry.conflicts_between(bigint, bigint, text[]),
    registry.effect_merge_told(bigint, jsonb, jsonb, text[]) TO canbao_app;
