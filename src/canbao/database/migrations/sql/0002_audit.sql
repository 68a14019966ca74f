-- What was done, by whom, on whom and why; chained by segment so that writers do not wait for each other.

SET ROLE canbao_owner;

-- A segment closes over events that no transaction can add to any more. Its digest covers the one before, what stands
-- here and its events. Numbers follow each other; two cannot name the same one before.
CREATE TABLE access.audit_segment (
    segment bigint PRIMARY KEY CHECK (segment > 0),
    sealed_at timestamptz NOT NULL,
    sealed_by bigint REFERENCES access.actor,
    events bigint NOT NULL CHECK (events > 0),
    previous bytea NOT NULL UNIQUE CHECK (octet_length(previous) = 32),
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32)
);

-- ``place`` is where the actor stood, ``about_place`` where what it was done to is. ``written_by`` is the role of the
-- server: what a superuser wrote in by hand says so.
CREATE TABLE access.audit_event (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    written_by name NOT NULL DEFAULT session_user,
    actor_id bigint REFERENCES access.actor,
    session_id bigint REFERENCES access.session,
    role text,
    place bigint,
    act text NOT NULL CHECK (act ~ '^[a-z_]+(\.[a-z_]+)*$'),
    about text NOT NULL DEFAULT '' CHECK (length(about) <= 500),
    about_place bigint,
    person_id bigint,
    why text NOT NULL DEFAULT '' CHECK (length(why) <= 2000),
    outcome text NOT NULL CHECK (outcome IN ('done', 'denied', 'failed')),
    detail jsonb NOT NULL DEFAULT '{}' CHECK (octet_length(detail::text) <= 100000),
    segment bigint REFERENCES access.audit_segment DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX audit_event_unsealed ON access.audit_event (event_id) WHERE segment IS NULL;
CREATE INDEX audit_event_segment ON access.audit_event (segment, event_id);
CREATE INDEX audit_event_person ON access.audit_event (person_id, at) WHERE person_id IS NOT NULL;
CREATE INDEX audit_event_actor ON access.audit_event (actor_id, event_id);
CREATE INDEX audit_event_at ON access.audit_event (at);

-- Nothing is changed or taken away, not even by the owner unasked.
CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'canbao: ' || TG_TABLE_NAME || ' only grows', DETAIL = 'grows';
END
$$;
CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON access.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();
CREATE TRIGGER never_changes BEFORE UPDATE OF event_id, at, written_in, written_by, actor_id, session_id, role, place, act,
    about, about_place, person_id, why, outcome, detail ON access.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit_segment
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

-- Write down an act of the present actor: for functions that act, and so know what was done. Returns the event.
CREATE FUNCTION access.note(
    act text, about text, person_id bigint, why text, outcome text, detail jsonb DEFAULT '{}', about_place bigint DEFAULT NULL
) RETURNS access.audit_event
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
#variable_conflict use_column
DECLARE
    made access.audit_event;
BEGIN
    INSERT INTO access.audit_event (actor_id, session_id, role, place, act, about, about_place, person_id, why, outcome,
                                    detail)
    SELECT p.actor_id, p.session_id, p.role, p.place_from, $1, $2, $7, $3, $4, $5, $6
    FROM (SELECT) AS always LEFT JOIN access.present() p ON true
    RETURNING * INTO made;
    RETURN made;
END
$$;

-- Write down an act of the present actor, as a program says. What the functions of ``access`` do they write down
-- themselves: that it was done, nobody else may say. Without a session nothing is done. Returns the event's number.
CREATE FUNCTION access.audit(
    act text, about text, person_id bigint, why text, outcome text, detail jsonb DEFAULT '{}', about_place bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    made access.audit_event;
BEGIN
    IF outcome = 'done' AND act LIKE 'access.%' THEN
        PERFORM access.deny('reserved', jsonb_build_object('act', act));
    END IF;
    made := access.note(act, about, person_id, why, outcome, detail, about_place);
    IF outcome = 'done' AND made.actor_id IS NULL THEN
        PERFORM access.deny('session');
    END IF;
    RETURN made.event_id;
END
$$;

-- The digest of an event: of everything it says, but its segment.
CREATE FUNCTION access.event_digest(e access.audit_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp RETURN
    sha256(convert_to(jsonb_build_array(
        e.event_id, extract(epoch FROM e.at), e.written_in::text, e.written_by, e.actor_id, e.session_id, e.role, e.place,
        e.act, e.about, e.about_place, e.person_id, e.why, e.outcome, e.detail
    )::text, 'UTF8'));

-- The digest of a segment: of the one before it, of what it says of itself, and of its events in order.
CREATE FUNCTION access.segment_digest(s access.audit_segment) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, access, pg_temp RETURN
    (SELECT sha256(
        s.previous
        || convert_to(jsonb_build_array(s.segment, extract(epoch FROM s.sealed_at), s.sealed_by, s.events)::text, 'UTF8')
        || coalesce(string_agg(access.event_digest(e), ''::bytea ORDER BY e.event_id), ''::bytea))
     FROM access.audit_event e WHERE e.segment = s.segment);

-- The oldest transaction that still runs and has written events; null when there is none. Whoever has begun to write holds
-- a lock on the table until the end, so transactions of other databases of the server, and those that write nothing here,
-- keep nobody waiting.
CREATE FUNCTION access.oldest_writer_of_events() RETURNS xid8
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    writers text[];
    seen pg_snapshot;
BEGIN
    SELECT array_agg(l.virtualtransaction) INTO writers FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.relation = 'access.audit_event'::regclass AND l.mode = 'RowExclusiveLock'
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
    seen := pg_current_snapshot();
    RETURN (SELECT x.running FROM pg_snapshot_xip(seen) AS x (running) JOIN pg_locks l ON l.transactionid = xid(x.running)
            WHERE l.locktype = 'transactionid' AND l.granted AND l.virtualtransaction = ANY (writers)
            ORDER BY x.running LIMIT 1);
END
$$;

-- Close into a segment the events of transactions older than every one that has written events and still runs, and those
-- that a backup brought from another server, whose numbers are yet to come here. An event that comes later belongs to a
-- later segment, whatever the number of its transaction. One sealer at a time. Returns the number of the segment, null
-- when there was nothing to close.
CREATE FUNCTION access.seal_audit() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
DECLARE
    last access.audit_segment;
    made access.audit_segment;
    oldest xid8;
    next_one xid8;
BEGIN
    made.sealed_by := access.require('audit.seal', NULL);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE invalid_transaction_state USING MESSAGE = 'canbao: sealing needs to see what others have committed';
    END IF;
    LOCK TABLE access.audit_segment IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO last FROM access.audit_segment s ORDER BY s.segment DESC LIMIT 1;
    made.segment := coalesce(last.segment, 0) + 1;
    made.previous := coalesce(last.digest, sha256(''::bytea));
    made.sealed_at := clock_timestamp();
    oldest := access.oldest_writer_of_events();
    next_one := pg_snapshot_xmax(pg_current_snapshot());
    UPDATE access.audit_event e SET segment = made.segment
    WHERE e.segment IS NULL AND e.written_in <> pg_current_xact_id()
      AND (oldest IS NULL OR e.written_in < oldest OR e.written_in >= next_one);
    GET DIAGNOSTICS made.events = ROW_COUNT;
    IF made.events = 0 THEN
        RETURN NULL;
    END IF;
    made.digest := access.segment_digest(made);
    INSERT INTO access.audit_segment SELECT made.*;
    RETURN made.segment;
END
$$;

-- The segments that are not what they were: a gap before it, not chained to it, other events, other content. For the
-- owner, by canbao db verify; what an auditor asks works the digests out elsewhere.
CREATE FUNCTION access.broken_segments() RETURNS TABLE (segment bigint, what text)
LANGUAGE sql STABLE SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    SELECT looked_at.segment, looked_at.what FROM (
        SELECT s.segment,
               CASE
                   WHEN s.segment <> 1 + coalesce(lag(s.segment) OVER in_order, 0) THEN 'gap'
                   WHEN s.previous <> coalesce(lag(s.digest) OVER in_order, sha256(''::bytea)) THEN 'chain'
                   WHEN s.events <> (SELECT count(*) FROM access.audit_event e WHERE e.segment = s.segment) THEN 'count'
                   WHEN s.digest <> access.segment_digest(s) THEN 'content'
               END AS what
        FROM access.audit_segment s WINDOW in_order AS (ORDER BY s.segment)
    ) AS looked_at
    WHERE looked_at.what IS NOT NULL;
END;

-- The digests of the events of sealed segments, also of those that an auditor of one place does not see: the chain
-- covers all. ``until_segment`` is not included.
CREATE FUNCTION access.event_digests(from_segment bigint, until_segment bigint) RETURNS TABLE (
    segment bigint, event_id bigint, digest bytea
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
BEGIN
    PERFORM access.require('audit.read', NULL);
    RETURN QUERY
    SELECT e.segment, e.event_id, access.event_digest(e) FROM access.audit_event e
    WHERE e.segment >= from_segment AND e.segment < until_segment
    ORDER BY e.segment, e.event_id;
END
$$;

-- How many events no segment holds yet, and the number of the last segment that there is anything of.
CREATE FUNCTION access.audit_extent(OUT unsealed bigint, OUT last_segment bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
BEGIN
    PERFORM access.require('audit.read', NULL);
    SELECT (SELECT count(*) FROM access.audit_event e WHERE e.segment IS NULL),
           coalesce(greatest((SELECT max(s.segment) FROM access.audit_segment s),
                             (SELECT max(e.segment) FROM access.audit_event e)), 0)
    INTO unsealed, last_segment;
END
$$;

ALTER TABLE access.audit_segment ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.audit_segment FORCE ROW LEVEL SECURITY;
ALTER TABLE access.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON access.audit_segment TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.audit_event TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY auditors ON access.audit_segment FOR SELECT TO canbao_app
    USING ((SELECT access.may('audit.read')));
-- An auditor sees what was done by those of the session's places and to what lies there; what belongs to no place, when
-- the session's place is the country.
CREATE POLICY auditors ON access.audit_event FOR SELECT TO canbao_app
    USING (
        coalesce(place, 0) >= (SELECT access.right_from('audit.read'))
        AND coalesce(place, 0) < (SELECT access.right_until('audit.read'))
        OR about_place >= (SELECT access.right_from('audit.read'))
        AND about_place < (SELECT access.right_until('audit.read')));
GRANT SELECT ON access.audit_segment, access.audit_event TO canbao_app;
GRANT EXECUTE ON FUNCTION access.audit(text, text, bigint, text, text, jsonb, bigint), access.seal_audit(),
    access.event_digests(bigint, bigint), access.audit_extent() TO canbao_app;
