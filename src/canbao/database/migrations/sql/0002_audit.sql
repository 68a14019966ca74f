-- What was done, by whom, on whom and why; chained by segment so that writers do not wait for each other.

SET ROLE canbao_owner;

CREATE TABLE access.audit_segment (
    segment bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    events bigint NOT NULL CHECK (events > 0),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32)
);

CREATE TABLE access.audit_event (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    actor_id bigint REFERENCES access.actor,
    session_id bigint REFERENCES access.session,
    role text,
    place bigint,
    act text NOT NULL CHECK (act ~ '^[a-z_]+(\.[a-z_]+)*$'),
    about text NOT NULL DEFAULT '',
    person_id bigint,
    why text NOT NULL DEFAULT '',
    outcome text NOT NULL CHECK (outcome IN ('done', 'denied', 'failed')),
    detail jsonb NOT NULL DEFAULT '{}',
    segment bigint REFERENCES access.audit_segment DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX audit_event_unsealed ON access.audit_event (event_id) WHERE segment IS NULL;
CREATE INDEX audit_event_segment ON access.audit_event (segment, event_id);
CREATE INDEX audit_event_person ON access.audit_event (person_id, at) WHERE person_id IS NOT NULL;

-- Write down an act of the present actor. An event of nobody (a refused sign-in) has no actor.
CREATE FUNCTION access.audit(
    act text, about text, person_id bigint, why text, outcome text, detail jsonb DEFAULT '{}'
) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    INSERT INTO access.audit_event (actor_id, session_id, role, place, act, about, person_id, why, outcome, detail)
    SELECT p.actor_id, p.session_id, p.role, p.place_from, act, about, person_id, why, outcome, detail
    FROM (SELECT) AS always LEFT JOIN access.present() p ON true
    RETURNING event_id;
END;

-- The bytes of an event that its segment's digest covers.
CREATE FUNCTION access.audit_text(e access.audit_event) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog SET timezone = 'UTC' RETURN
    jsonb_build_array(
        e.event_id, extract(epoch FROM e.at), e.written_in::text, e.actor_id, e.session_id, e.role, e.place, e.act,
        e.about, e.person_id, e.why, e.outcome, e.detail
    )::text;

-- The digest of a segment: of the one before it and of its events, in order.
CREATE FUNCTION access.segment_digest(which bigint, previous bytea) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, access RETURN
    (SELECT sha256(previous || convert_to(string_agg(access.audit_text(e), E'\n' ORDER BY e.event_id), 'UTF8'))
     FROM access.audit_event e WHERE e.segment = which);

-- Close the events that no transaction can still add before into a segment. Returns its number, null when there are none.
CREATE FUNCTION access.seal_audit() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
    made bigint := nextval(pg_get_serial_sequence('access.audit_segment', 'segment'));
    before bytea;
    closed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('canbao.audit'));
    SELECT digest INTO before FROM access.audit_segment ORDER BY segment DESC LIMIT 1;
    before := coalesce(before, sha256(''::bytea));
    UPDATE access.audit_event SET segment = made
    WHERE segment IS NULL AND written_in < pg_snapshot_xmin(pg_current_snapshot());
    GET DIAGNOSTICS closed = ROW_COUNT;
    IF closed = 0 THEN
        RETURN NULL;
    END IF;
    INSERT INTO access.audit_segment (segment, events, previous, digest) OVERRIDING SYSTEM VALUE
    VALUES (made, closed, before, access.segment_digest(made, before));
    RETURN made;
END
$$;

-- The segments whose digest is not that of their events and of the segment before.
CREATE FUNCTION access.broken_segments() RETURNS TABLE (segment bigint, what text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    SELECT segment, what FROM (
        SELECT s.segment,
               CASE
                   WHEN s.previous IS DISTINCT FROM coalesce(lag(s.digest) OVER (ORDER BY s.segment), sha256(''::bytea))
                       THEN 'chain'
                   WHEN s.events <> (SELECT count(*) FROM access.audit_event e WHERE e.segment = s.segment) THEN 'count'
                   WHEN s.digest IS DISTINCT FROM access.segment_digest(s.segment, s.previous) THEN 'content'
               END AS what
        FROM access.audit_segment s
    ) AS looked_at
    WHERE what IS NOT NULL;
END;

ALTER TABLE access.audit_segment ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.audit_segment FORCE ROW LEVEL SECURITY;
ALTER TABLE access.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON access.audit_segment TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.audit_event TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY auditors ON access.audit_segment FOR SELECT TO canbao_app
    USING ((SELECT access.may('audit.read')));
-- An auditor sees what was done in the places of the session, and what belongs to no place when the whole country is.
CREATE POLICY auditors ON access.audit_event FOR SELECT TO canbao_app
    USING ((SELECT access.may('audit.read'))
        AND coalesce(place, 0) >= (SELECT access.place_from()) AND coalesce(place, 0) < (SELECT access.place_until()));
GRANT SELECT ON access.audit_segment, access.audit_event TO canbao_app;
REVOKE ALL ON FUNCTION access.seal_audit(), access.broken_segments(), access.audit_text(access.audit_event),
    access.segment_digest(bigint, bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION access.audit(text, text, bigint, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.audit(text, text, bigint, text, text, jsonb) TO canbao_app, canbao_signin;
GRANT EXECUTE ON FUNCTION access.seal_audit(), access.broken_segments() TO canbao_app;
