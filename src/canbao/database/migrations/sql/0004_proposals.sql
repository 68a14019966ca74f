-- Acts that one person proposes and another decides: maker and checker are never the same, by a constraint.

SET ROLE canbao_owner;

CREATE TABLE access.proposal (
    proposal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind ~ '^[a-z_]+(\.[a-z_]+)*$'),
    place bigint NOT NULL CHECK (place >= 0 AND place < 1000000000000),
    about text NOT NULL DEFAULT '' CHECK (length(about) <= 500),
    person_id bigint,
    content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    made_by bigint NOT NULL REFERENCES access.actor,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_session bigint NOT NULL REFERENCES access.session,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn', 'effected')),
    decided_by bigint REFERENCES access.actor,
    decided_at timestamptz,
    decided_session bigint REFERENCES access.session,
    why_decided text CHECK (length(why_decided) <= 2000),
    effected_by bigint REFERENCES access.actor,
    effected_at timestamptz,
    CONSTRAINT proposal_maker_is_not_checker CHECK (decided_by <> made_by),
    CONSTRAINT proposal_decided CHECK (
        (state IN ('approved', 'refused', 'effected')) = (decided_by IS NOT NULL)
        AND (decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_session IS NULL)),
    CONSTRAINT proposal_effected CHECK (
        (state = 'effected') = (effected_at IS NOT NULL) AND (effected_at IS NULL) = (effected_by IS NULL))
);
CREATE INDEX proposal_pending ON access.proposal (place, proposal_id) WHERE state = 'pending';
CREATE INDEX proposal_approved ON access.proposal (place, proposal_id) WHERE state = 'approved';
CREATE INDEX proposal_person ON access.proposal (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX proposal_made_by ON access.proposal (made_by);
CREATE INDEX proposal_decided_by ON access.proposal (decided_by) WHERE decided_by IS NOT NULL;

-- Propose an act at a place. Returns the number of the proposal.
CREATE FUNCTION access.propose(kind text, place bigint, about text, person_id bigint, content jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
#variable_conflict use_column
DECLARE
    maker bigint := access.require('propose', coalesce($2, 0));
    made bigint;
BEGIN
    INSERT INTO access.proposal (kind, place, about, person_id, content, made_by, made_session)
    SELECT $1, coalesce($2, 0), $3, $4, $5, maker, p.session_id FROM access.present() p
    RETURNING proposal_id INTO made;
    PERFORM access.note('access.propose', $1 || ' ' || made, $4, '', 'done', '{}', coalesce($2, 0));
    RETURN made;
END
$$;

-- A proposal that stands as wanted, held until the transaction ends: of two who come at once the second finds it changed.
-- One that the present actor's place does not hold looks like one that is not there.
CREATE FUNCTION access.proposal_standing(which bigint, wanted text) RETURNS access.proposal
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    found access.proposal;
BEGIN
    SELECT * INTO found FROM access.proposal p WHERE p.proposal_id = which FOR UPDATE;
    IF found.proposal_id IS NULL OR NOT access.holds(found.place) THEN
        PERFORM access.deny('proposal', jsonb_build_object('proposal', which));
    ELSIF found.state <> wanted THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: proposal ' || found.state, DETAIL = 'proposal',
            HINT = jsonb_build_object('proposal', which, 'state', found.state, 'wanted', wanted)::text;
    END IF;
    RETURN found;
END
$$;

-- Approve or refuse a proposal of another. A refusal says why.
CREATE FUNCTION access.decide(proposal bigint, approve boolean, why text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    checker bigint := access.require('decide', NULL);
    found access.proposal := access.proposal_standing(proposal, 'pending');
BEGIN
    IF found.made_by = checker THEN
        PERFORM access.deny('own', jsonb_build_object('proposal', proposal));
    ELSIF NOT approve AND coalesce(why, '') = '' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: a refusal says why', DETAIL = 'why';
    END IF;
    UPDATE access.proposal p
    SET state = CASE WHEN approve THEN 'approved' ELSE 'refused' END, decided_by = checker, why_decided = why,
        decided_at = clock_timestamp(), decided_session = (SELECT s.session_id FROM access.present() s)
    WHERE p.proposal_id = found.proposal_id;
    PERFORM access.note('access.decide', found.kind || ' ' || found.proposal_id, found.person_id, coalesce(why, ''), 'done',
                        jsonb_build_object('approved', approve), found.place);
END
$$;

-- Take back a proposal of one's own that nobody has decided.
CREATE FUNCTION access.withdraw(proposal bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    maker bigint := access.require('propose', NULL);
    found access.proposal := access.proposal_standing(proposal, 'pending');
BEGIN
    IF found.made_by <> maker THEN
        PERFORM access.deny('not_own', jsonb_build_object('proposal', proposal));
    END IF;
    UPDATE access.proposal p SET state = 'withdrawn' WHERE p.proposal_id = found.proposal_id;
    PERFORM access.note('access.withdraw', found.kind || ' ' || found.proposal_id, found.person_id, '', 'done', '{}',
                        found.place);
END
$$;

-- An approved proposal takes effect, once. First in the transaction of the act, which then does what this returns: the
-- proposal as it was approved. ``wanted_kind`` not null: stop when it is of another kind.
CREATE FUNCTION access.effected(proposal bigint, wanted_kind text DEFAULT NULL) RETURNS access.proposal
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    doer bigint := access.require('registry.write', NULL);
    found access.proposal := access.proposal_standing(proposal, 'approved');
BEGIN
    IF wanted_kind <> found.kind THEN
        PERFORM access.deny('kind', jsonb_build_object('proposal', proposal, 'kind', found.kind, 'wanted', wanted_kind));
    END IF;
    UPDATE access.proposal p SET state = 'effected', effected_by = doer, effected_at = clock_timestamp()
    WHERE p.proposal_id = found.proposal_id RETURNING * INTO found;
    PERFORM access.note('access.effected', found.kind || ' ' || found.proposal_id, found.person_id, '', 'done', '{}',
                        found.place);
    RETURN found;
END
$$;

ALTER TABLE access.proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.proposal FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON access.proposal TO canbao_owner USING (true) WITH CHECK (true);
-- Proposals of the session's places, to those who make, decide or audit them.
CREATE POLICY of_the_place ON access.proposal FOR SELECT TO canbao_app
    USING ((SELECT access.may('propose') OR access.may('decide') OR access.may('audit.read'))
        AND place >= (SELECT access.place_from()) AND place < (SELECT access.place_until()));
-- Whoever sees a proposal sees who made and who decided it.
CREATE POLICY makers_and_checkers ON access.actor FOR SELECT TO canbao_app
    USING ((SELECT access.may('propose') OR access.may('decide'))
        AND EXISTS (SELECT FROM access.proposal p WHERE actor.actor_id IN (p.made_by, p.decided_by)));
GRANT SELECT ON access.proposal TO canbao_app;
GRANT EXECUTE ON FUNCTION access.propose(text, bigint, text, bigint, jsonb), access.decide(bigint, boolean, text),
    access.withdraw(bigint), access.effected(bigint, text) TO canbao_app;
