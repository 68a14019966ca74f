-- The schema as the migrations make it up to 0021_sessions, to be read whole. ``make schema`` writes it from catalogs;
-- what each thing is for stands in ``migrations/sql``. No command runs it; a test makes a database of it and compares.

SET ROLE canbao_owner;
SET check_function_bodies = false;
SET search_path = '';

CREATE SCHEMA access;

CREATE SCHEMA registry;

CREATE SCHEMA staging;

CREATE FUNCTION access.actor_id() RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
BEGIN
    RETURN (SELECT p.actor_id FROM access.present() p);
END
$$;

CREATE FUNCTION access.add_actor(login text, display_name text, password_hash text, place bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    manager bigint := access.require('access.manage', coalesce($4, 0));
    made bigint;
BEGIN
    INSERT INTO access.actor (login, display_name, password_hash, place, created_by, password_set_by)
    VALUES ($1, $2, $3, coalesce($4, 0), manager, manager) RETURNING actor_id INTO made;
    PERFORM access.note('access.add', $1, NULL, '', 'done', '{}', coalesce($4, 0));
    RETURN made;
END
$_$;

CREATE FUNCTION access.add_first_actor(login text, display_name text, password_hash text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    made bigint;
BEGIN
    LOCK TABLE access.actor IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM access.actor) THEN
        PERFORM access.deny('first');
    END IF;
    INSERT INTO access.actor (login, display_name, password_hash) VALUES ($1, $2, $3) RETURNING actor_id INTO made;
    UPDATE access.actor SET password_set_by = made WHERE actor_id = made;
    INSERT INTO access.assignment (actor_id, role, power, place) VALUES (made, 'security_administrator', true, 0);
    INSERT INTO access.audit_event (act, about, about_place, outcome) VALUES ('access.first', $1, 0, 'done');
    RETURN made;
END
$_$;

CREATE FUNCTION access.assign(who text, role text, place bigint, department text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    manager bigint := access.require('access.manage', coalesce($3, 0));
    managed access.actor := access.managed_actor(who, false);
    made bigint;
BEGIN
    IF managed.disabled_at IS NOT NULL THEN
        PERFORM access.deny('actor', jsonb_build_object('login', who));
    ELSIF NOT EXISTS (SELECT FROM access.role r WHERE r.role = $2) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: role';
    END IF;
    INSERT INTO access.assignment (actor_id, role, power, place, department, granted_by)
    SELECT managed.actor_id, r.role, r.power, coalesce($3, 0), $4, manager FROM access.role r WHERE r.role = $2
    ON CONFLICT (actor_id, role, place, coalesce(department, '')) WHERE ended_at IS NULL DO NOTHING
    RETURNING assignment_id INTO made;
    IF made IS NOT NULL THEN
        PERFORM access.note('access.assign', who, NULL, '', 'done',
                            jsonb_strip_nulls(jsonb_build_object('role', $2, 'department', $4)), coalesce($3, 0));
    END IF;
    RETURN made;
END
$_$;

CREATE FUNCTION access.audit(act text, about text, person_id bigint, why text, outcome text, detail jsonb DEFAULT '{}'::jsonb, about_place bigint DEFAULT NULL::bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.audit_extent(OUT unsealed bigint, OUT last_segment bigint) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    PERFORM access.require('audit.read', NULL);
    SELECT (SELECT count(*) FROM access.audit_event e WHERE e.segment IS NULL),
           coalesce(greatest((SELECT max(s.segment) FROM access.audit_segment s),
                             (SELECT max(e.segment) FROM access.audit_event e)), 0)
    INTO unsealed, last_segment;
END
$$;

CREATE FUNCTION access.begin_sign_in(who text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    free constant integer := 5;
    first_wait constant integer := 15;
    longest_wait constant integer := 900;
    known access.sign_in_attempt;
    made integer;
BEGIN
    DELETE FROM access.sign_in_attempt a WHERE a.last_at < now() - interval '1 day' AND a.login <> who;
    INSERT INTO access.sign_in_attempt AS a (login) VALUES (who)
    ON CONFLICT (login) DO UPDATE SET login = excluded.login RETURNING a.* INTO known;  -- held until the end
    IF known.wait_until > clock_timestamp() THEN
        IF NOT known.is_wait_audited THEN
            PERFORM access.refuse_sign_in(who, 'wait');
            UPDATE access.sign_in_attempt a SET is_wait_audited = true WHERE a.login = who;
        END IF;
        RETURN ceil(extract(epoch FROM known.wait_until - clock_timestamp()));
    END IF;
    made := CASE WHEN known.last_at < now() - interval '1 day' THEN 1 ELSE known.failures + 1 END;
    UPDATE access.sign_in_attempt a
    SET failures = made, last_at = clock_timestamp(), is_wait_audited = false,
        wait_until = CASE WHEN made < free THEN '-infinity' ELSE clock_timestamp() + make_interval(
            secs => least(longest_wait, first_wait * 2.0 ^ least(made - free, 10))) END
    WHERE a.login = who;
    RETURN 0;
END
$$;

CREATE TABLE access.audit_event (
    event_id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    written_in xid8 DEFAULT pg_current_xact_id() NOT NULL,
    written_by name DEFAULT SESSION_USER NOT NULL,
    actor_id bigint,
    session_id bigint,
    role text,
    place bigint,
    act text NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    about_place bigint,
    person_id bigint,
    why text DEFAULT ''::text NOT NULL,
    outcome text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    segment bigint,
    CONSTRAINT audit_event_about_check CHECK ((length(about) <= 500)),
    CONSTRAINT audit_event_act_check CHECK ((act ~ '^[a-z_]+(\.[a-z_]+)*$'::text)),
    CONSTRAINT audit_event_detail_check CHECK ((octet_length((detail)::text) <= 100000)),
    CONSTRAINT audit_event_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'denied'::text, 'failed'::text]))),
    CONSTRAINT audit_event_why_check CHECK ((length(why) <= 2000))
);

ALTER TABLE ONLY access.audit_event FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.event_digest(e access.audit_event) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN sha256(convert_to((jsonb_build_array((e).event_id, EXTRACT(epoch FROM (e).at), ((e).written_in)::text, (e).written_by, (e).actor_id, (e).session_id, (e).role, (e).place, (e).act, (e).about, (e).about_place, (e).person_id, (e).why, (e).outcome, (e).detail))::text, 'UTF8'::name));

CREATE TABLE access.audit_segment (
    segment bigint NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    sealed_by bigint,
    events bigint NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT audit_segment_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT audit_segment_events_check CHECK ((events > 0)),
    CONSTRAINT audit_segment_previous_check CHECK ((octet_length(previous) = 32)),
    CONSTRAINT audit_segment_segment_check CHECK ((segment > 0))
);

ALTER TABLE ONLY access.audit_segment FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.segment_digest(s access.audit_segment) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    RETURN (SELECT sha256((((segment_digest.s).previous || convert_to((jsonb_build_array((segment_digest.s).segment, EXTRACT(epoch FROM (segment_digest.s).sealed_at), (segment_digest.s).sealed_by, (segment_digest.s).events))::text, 'UTF8'::name)) || COALESCE(string_agg(access.event_digest(e.*), '\x'::bytea ORDER BY e.event_id), '\x'::bytea))) AS sha256 FROM access.audit_event e WHERE (e.segment = (segment_digest.s).segment));

CREATE FUNCTION access.broken_segments() RETURNS TABLE(segment bigint, what text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 SELECT looked_at.segment,
     looked_at.what
    FROM ( SELECT s.segment,
                 CASE
                     WHEN (s.segment <> (1 + COALESCE(lag(s.segment) OVER in_order, (0)::bigint))) THEN 'gap'::text
                     WHEN (s.previous <> COALESCE(lag(s.digest) OVER in_order, sha256('\x'::bytea))) THEN 'chain'::text
                     WHEN (s.events <> ( SELECT count(*) AS count
                        FROM access.audit_event e
                       WHERE (e.segment = s.segment))) THEN 'count'::text
                     WHEN (s.digest <> access.segment_digest(s.*)) THEN 'content'::text
                     ELSE NULL::text
                 END AS what
            FROM access.audit_segment s
           WINDOW in_order AS (ORDER BY s.segment)) looked_at
   WHERE (looked_at.what IS NOT NULL);
END;

CREATE FUNCTION access.close_session() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    mine bigint := (SELECT p.session_id FROM access.present() p);
BEGIN
    IF mine IS NULL THEN
        RETURN false;
    END IF;
    PERFORM access.note('access.sign_out', '', NULL, '', 'done');
    UPDATE access.session SET closed_at = now() WHERE session_id = mine;
    RETURN true;
END
$$;

CREATE TABLE access.assignment (
    assignment_id bigint NOT NULL,
    actor_id bigint NOT NULL,
    role text NOT NULL,
    power boolean NOT NULL,
    place bigint NOT NULL,
    department text,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    granted_by bigint,
    ended_at timestamp with time zone,
    ended_by bigint,
    CONSTRAINT assignment_check CHECK (((role = 'partner_department'::text) = (department IS NOT NULL))),
    CONSTRAINT assignment_check1 CHECK ((granted_by IS DISTINCT FROM actor_id)),
    CONSTRAINT assignment_department_check CHECK ((department ~ '^[a-z_]+$'::text)),
    CONSTRAINT assignment_place_check CHECK (((place >= 0) AND (place < '1000000000000'::bigint)))
);

ALTER TABLE ONLY access.assignment FORCE ROW LEVEL SECURITY;

CREATE TABLE access.session (
    session_id bigint NOT NULL,
    token_digest bytea NOT NULL,
    assignment_id bigint NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT session_token_digest_check CHECK ((octet_length(token_digest) = 32))
);

ALTER TABLE ONLY access.session FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.close_sessions_of(whose bigint) RETURNS integer
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 WITH closed AS (
          UPDATE access.session s SET closed_at = now()
            FROM access.assignment a
           WHERE ((a.assignment_id = s.assignment_id) AND (a.actor_id = close_sessions_of.whose) AND (s.closed_at IS NULL) AND (s.expires_at > now()))
           RETURNING 1 AS "?column?"
         )
  SELECT (count(*))::integer AS count
    FROM closed;
END;

CREATE FUNCTION access.decide(proposal bigint, approve boolean, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.deny(lacking text, told jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'canbao: ' || lacking, DETAIL = lacking, HINT = told::text;
END
$$;

CREATE FUNCTION access.department() RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
BEGIN
    RETURN (SELECT p.department FROM access.present() p);
END
$$;

CREATE FUNCTION access.disable(who text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    managed access.actor := access.managed_actor(who, true);
BEGIN
    IF managed.disabled_at IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE access.actor a SET disabled_at = now(), disabled_by = access.actor_id() WHERE a.actor_id = managed.actor_id;
    PERFORM access.close_sessions_of(managed.actor_id);
    PERFORM access.note('access.disable', who, NULL, '', 'done', '{}', managed.place);
    RETURN true;
END
$$;

CREATE TABLE access.proposal (
    proposal_id bigint NOT NULL,
    kind text NOT NULL,
    place bigint NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    person_id bigint,
    content jsonb NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    made_session bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    decided_by bigint,
    decided_at timestamp with time zone,
    decided_session bigint,
    why_decided text,
    effected_by bigint,
    effected_at timestamp with time zone,
    CONSTRAINT proposal_about_check CHECK ((length(about) <= 500)),
    CONSTRAINT proposal_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
    CONSTRAINT proposal_decided CHECK ((((state = ANY (ARRAY['approved'::text, 'refused'::text, 'effected'::text])) = (decided_by IS NOT NULL)) AND ((decided_by IS NULL) = (decided_at IS NULL)) AND ((decided_by IS NULL) = (decided_session IS NULL)))),
    CONSTRAINT proposal_effected CHECK ((((state = 'effected'::text) = (effected_at IS NOT NULL)) AND ((effected_at IS NULL) = (effected_by IS NULL)))),
    CONSTRAINT proposal_kind_check CHECK ((kind ~ '^[a-z_]+(\.[a-z_]+)*$'::text)),
    CONSTRAINT proposal_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT proposal_place_check CHECK (((place >= 0) AND (place < '1000000000000'::bigint))),
    CONSTRAINT proposal_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text, 'effected'::text]))),
    CONSTRAINT proposal_why_decided_check CHECK ((length(why_decided) <= 2000))
);

ALTER TABLE ONLY access.proposal FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.effected(proposal bigint, wanted_kind text DEFAULT NULL::text) RETURNS access.proposal
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.end_assignment(who text, role text, place bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    manager bigint := access.require('access.manage', coalesce($3, 0));
    ended integer;
BEGIN
    IF EXISTS (SELECT FROM access.actor a WHERE a.login = who AND a.actor_id = manager) THEN
        PERFORM access.deny('self');
    END IF;
    UPDATE access.assignment s SET ended_at = now(), ended_by = manager
    FROM access.actor a
    WHERE a.actor_id = s.actor_id AND a.login = who AND s.role = $2 AND s.place = coalesce($3, 0) AND s.ended_at IS NULL;
    GET DIAGNOSTICS ended = ROW_COUNT;
    IF ended > 0 THEN
        PERFORM access.note('access.end', who, NULL, '', 'done', jsonb_build_object('role', $2), coalesce($3, 0));
    END IF;
    RETURN ended;
END
$_$;

CREATE FUNCTION access.end_sessions(who text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    manager bigint := access.require('access.manage', NULL);
    mine constant bigint := (SELECT p.session_id FROM access.present() p);
    only_of bigint;
    done integer;
BEGIN
    IF who IS NOT NULL THEN
        only_of := (access.managed_actor(who, true)).actor_id;
    END IF;
    WITH closed AS (
        UPDATE access.session s SET closed_at = now()
        FROM access.assignment a JOIN access.actor w USING (actor_id)
        WHERE a.assignment_id = s.assignment_id AND s.closed_at IS NULL AND s.expires_at > now() AND s.session_id <> mine
          AND CASE WHEN only_of IS NULL THEN access.holds(w.place) AND access.holds(a.place) ELSE a.actor_id = only_of END
        RETURNING 1
    )
    SELECT count(*)::integer INTO done FROM closed;
    PERFORM access.note('access.end_sessions', coalesce(who, ''), NULL, '', 'done', jsonb_build_object('ended', done));
    RETURN done;
END
$$;

CREATE FUNCTION access.event_digests(from_segment bigint, until_segment bigint) RETURNS TABLE(segment bigint, event_id bigint, digest bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    PERFORM access.require('audit.read', NULL);
    RETURN QUERY
    SELECT e.segment, e.event_id, access.event_digest(e) FROM access.audit_event e
    WHERE e.segment >= from_segment AND e.segment < until_segment
    ORDER BY e.segment, e.event_id;
END
$$;

CREATE TABLE access.sign_in_attempt (
    login text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL,
    wait_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    is_wait_audited boolean DEFAULT false NOT NULL,
    CONSTRAINT sign_in_attempt_failures_check CHECK ((failures >= 0)),
    CONSTRAINT sign_in_attempt_login_check CHECK ((login ~ '^[a-z][a-z0-9_.-]{1,62}$'::text))
);

ALTER TABLE ONLY access.sign_in_attempt FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.forget_attempts(who text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 UPDATE access.sign_in_attempt SET failures = 0, wait_until = '-infinity'::timestamp with time zone, is_wait_audited = false
   WHERE (sign_in_attempt.login = forget_attempts.who);
END;

CREATE FUNCTION access.holds(place bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
BEGIN
    RETURN coalesce(
        (SELECT $1 >= p.place_from AND access.place_end($1) <= p.place_until FROM access.present() p), false);
END
$_$;

CREATE TABLE access.actor (
    actor_id bigint NOT NULL,
    login text NOT NULL,
    display_name text NOT NULL,
    place bigint DEFAULT 0 NOT NULL,
    password_hash text NOT NULL,
    password_set_at timestamp with time zone DEFAULT now() NOT NULL,
    password_set_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by bigint,
    disabled_at timestamp with time zone,
    disabled_by bigint,
    CONSTRAINT actor_check CHECK ((disabled_by IS DISTINCT FROM actor_id)),
    CONSTRAINT actor_display_name_check CHECK (((length(display_name) >= 1) AND (length(display_name) <= 100))),
    CONSTRAINT actor_login_check CHECK ((login ~ '^[a-z][a-z0-9_.-]{1,62}$'::text)),
    CONSTRAINT actor_place_check CHECK (((place >= 0) AND (place < '1000000000000'::bigint)))
);

ALTER TABLE ONLY access.actor FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.managed_actor(who text, whole boolean) RETURNS access.actor
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    manager bigint := access.require('access.manage', NULL);
    found access.actor;
BEGIN
    SELECT * INTO found FROM access.actor a WHERE a.login = who FOR NO KEY UPDATE;
    IF found.actor_id = manager THEN
        PERFORM access.deny('self');
    ELSIF found.actor_id IS NULL OR NOT access.holds(found.place) OR whole AND EXISTS (
        SELECT FROM access.assignment s
        WHERE s.actor_id = found.actor_id AND s.ended_at IS NULL AND NOT access.holds(s.place)) THEN
        PERFORM access.deny('actor', jsonb_build_object('login', who));
    END IF;
    RETURN found;
END
$$;

CREATE FUNCTION access.may(wanted text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM access.present() p JOIN access.role_right r USING (role) WHERE r.right_name = wanted
    );
END
$$;

CREATE FUNCTION access.note(act text, about text, person_id bigint, why text, outcome text, detail jsonb DEFAULT '{}'::jsonb, about_place bigint DEFAULT NULL::bigint) RETURNS access.audit_event
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
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
$_$;

CREATE FUNCTION access.oldest_writer_of_events() RETURNS xid8
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.open_session(who text, acting_as bigint, token_digest bytea, hours integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 WITH meant AS (
          SELECT a.actor_id,
             s.assignment_id,
             s.role,
             s.place
            FROM (access.actor a
              JOIN access.assignment s USING (actor_id))
           WHERE ((a.login = open_session.who) AND (s.assignment_id = open_session.acting_as) AND (a.disabled_at IS NULL) AND (s.ended_at IS NULL))
         ), opened AS (
          INSERT INTO access.session (token_digest, assignment_id, expires_at)  SELECT open_session.token_digest AS token_digest,
                     m.assignment_id,
                     (now() + make_interval(hours => LEAST(open_session.hours, 24)))
                    FROM meant m
           RETURNING session.session_id
         )
  INSERT INTO access.audit_event (actor_id, session_id, role, place, act, about, outcome)  SELECT m.actor_id,
             o.session_id,
             m.role,
             m.place,
             'access.sign_in',
             open_session.who AS who,
             'done'
            FROM meant m,
             opened o
   RETURNING audit_event.session_id;
END;

CREATE FUNCTION access.place_end(place bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN (place = 0) THEN '1000000000000'::bigint WHEN ((place % '10000000000'::bigint) = 0) THEN (place + '10000000000'::bigint) WHEN ((place % (100000000)::bigint) = 0) THEN (place + 100000000) WHEN ((place % (1000000)::bigint) = 0) THEN (place + 1000000) WHEN ((place % (1000)::bigint) = 0) THEN (place + 1000) ELSE (place + 1) END;

CREATE FUNCTION access.place_from() RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
BEGIN
    RETURN (SELECT p.place_from FROM access.present() p);
END
$$;

CREATE FUNCTION access.place_until() RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
BEGIN
    RETURN (SELECT p.place_until FROM access.present() p);
END
$$;

CREATE FUNCTION access.present() RETURNS TABLE(session_id bigint, actor_id bigint, role text, place_from bigint, place_until bigint, department text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.session_id, l.actor_id, l.role, l.place, access.place_end(l.place), l.department FROM access.live_session l;
END
$$;

CREATE FUNCTION access.proposal_standing(which bigint, wanted text) RETURNS access.proposal
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.propose(kind text, place bigint, about text, person_id bigint, content jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
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
$_$;

CREATE FUNCTION access.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'canbao: ' || TG_TABLE_NAME || ' only grows', DETAIL = 'grows';
END
$$;

CREATE FUNCTION access.refuse_sign_in(who text, reason text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO access.audit_event (act, about, about_place, why, outcome)  SELECT 'access.sign_in',
             COALESCE(a.login, ''::text) AS "coalesce",
             a.place,
             refuse_sign_in.reason AS reason,
             'denied'
            FROM (( SELECT) always
              LEFT JOIN access.actor a ON ((a.login = refuse_sign_in.who)));
END;

CREATE FUNCTION access.rehash(who text, old_hash text, new_hash text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 WITH changed AS (
          UPDATE access.actor a SET password_hash = rehash.new_hash
           WHERE ((a.login = rehash.who) AND (a.password_hash = rehash.old_hash))
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM changed)) AS "exists";
END;

CREATE FUNCTION access.require(wanted text, demanded bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    who bigint := access.actor_id();
BEGIN
    IF who IS NULL THEN
        PERFORM access.deny('session');
    ELSIF NOT access.may(wanted) THEN
        PERFORM access.deny('right', jsonb_build_object('right', wanted, 'roles', access.roles_with(wanted)));
    ELSIF demanded IS NOT NULL AND NOT access.holds(demanded) THEN
        PERFORM access.deny('place', jsonb_build_object('place', demanded, 'own', access.place_from()));
    END IF;
    RETURN who;
END
$$;

CREATE FUNCTION access.right_from(wanted text) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT l.place FROM access.live_session l JOIN access.role_right r USING (role) WHERE r.right_name = wanted);
END
$$;

CREATE FUNCTION access.right_until(wanted text) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT access.place_end(l.place) FROM access.live_session l JOIN access.role_right r USING (role)
            WHERE r.right_name = wanted);
END
$$;

CREATE TABLE access.role (
    role text NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    power boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY access.role FORCE ROW LEVEL SECURITY;

CREATE TABLE access.role_right (
    role text NOT NULL,
    right_name text NOT NULL
);

ALTER TABLE ONLY access.role_right FORCE ROW LEVEL SECURITY;

CREATE FUNCTION access.roles_with(wanted text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 SELECT COALESCE(jsonb_agg(jsonb_build_array(r.zh, r.en) ORDER BY r.role), '[]'::jsonb) AS "coalesce"
    FROM (access.role r
      JOIN access.role_right h USING (role))
   WHERE (h.right_name = roles_with.wanted);
END;

CREATE FUNCTION access.seal_audit() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION access.set_own_password(who text, password_hash text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
DECLARE
    own access.actor;
BEGIN
    UPDATE access.actor a
    SET password_hash = set_own_password.password_hash, password_set_at = now(), password_set_by = a.actor_id
    WHERE a.login = who AND a.disabled_at IS NULL RETURNING * INTO own;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM access.close_sessions_of(own.actor_id);
    INSERT INTO access.audit_event (actor_id, place, act, about, about_place, outcome)
    VALUES (own.actor_id, own.place, 'access.password', who, own.place, 'done');
    RETURN true;
END
$$;

CREATE FUNCTION access.set_password(who text, password_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    managed access.actor := access.managed_actor(who, true);
BEGIN
    UPDATE access.actor a
    SET password_hash = $2, password_set_at = now(), password_set_by = access.actor_id()
    WHERE a.actor_id = managed.actor_id;
    PERFORM access.close_sessions_of(managed.actor_id);
    PERFORM access.forget_attempts(who);
    PERFORM access.note('access.password', who, NULL, '', 'done', '{}', managed.place);
END
$_$;

CREATE FUNCTION access.who_signs_in(who text) RETURNS TABLE(actor_id bigint, display_name text, password_hash text, is_password_of_another boolean, assignment_id bigint, role text, zh text, en text, place bigint, department text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    BEGIN ATOMIC
 SELECT a.actor_id,
     a.display_name,
     a.password_hash,
     (a.password_set_by IS DISTINCT FROM a.actor_id),
     s.assignment_id,
     s.role,
     r.zh,
     r.en,
     s.place,
     s.department
    FROM ((access.actor a
      LEFT JOIN access.assignment s ON (((s.actor_id = a.actor_id) AND (s.ended_at IS NULL))))
      LEFT JOIN access.role r ON ((r.role = s.role)))
   WHERE ((a.login = who_signs_in.who) AND (a.disabled_at IS NULL))
   ORDER BY s.assignment_id;
END;

CREATE FUNCTION access.withdraw(proposal bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'access', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.add_agreement(which text, of_place bigint, channel text, valid_from date, valid_until date, fields text[], legal_basis text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    who bigint := access.require('feeds.import', of_place);
    made bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM registry.feed f WHERE f.feed = which
                   AND f.department = coalesce(access.department(), f.department)) THEN
        PERFORM access.deny('department');
    ELSIF cardinality(fields) = 0 OR cardinality(legal_basis) = 0 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: an agreement names its fields and its legal basis';
    END IF;
    INSERT INTO registry.sharing_agreement (feed, place, channel, valid_from, valid_until, fields, legal_basis, recorded_by)
    VALUES (which, of_place, channel, valid_from, valid_until, fields, legal_basis, who)
    RETURNING agreement_id INTO made;
    PERFORM access.note('feeds.agreement', which || ' ' || of_place, NULL, '', 'done',
                        jsonb_build_object('agreement', made, 'channel', channel, 'from', valid_from, 'until', valid_until,
                                           'fields', fields, 'legal_basis', legal_basis), of_place);
    RETURN made;
END
$$;

CREATE FUNCTION registry.adopt_enrolments(rev bigint) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET work_mem TO '128MB'
    AS $$
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

CREATE FUNCTION registry.answer_inquiry(which bigint, said text, since date, until date, words text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.ask_inquiry(whose bigint, asking bigint, asked bigint, of_scheme smallint, since date, until date, words text, due date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.attach(number bigint, whose bigint, name text, media_type text, size integer, digest bytea, sealed bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.begin_determination_run(of_place bigint, of_year smallint, on_day date, paid date, by_known bigint, how_many integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'registry', 'pg_temp'
    AS $$
DECLARE
    who bigint := access.require('registry.write', of_place);
    run bigint;
BEGIN
    INSERT INTO registry.determination_run (place, year, day, paid_on, known, begun_by, people)
    VALUES (of_place, of_year, on_day, paid, by_known, who, how_many) RETURNING run_id INTO run;
    PERFORM access.audit('place.determine', of_place::text, NULL, '', 'done',
                         jsonb_build_object('run', run, 'year', of_year, 'people', how_many), of_place);
    RETURN run;
END
$$;

CREATE FUNCTION registry.begin_import(which text, of_place bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE TABLE registry.revision (
    revision bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor_id bigint NOT NULL,
    act text NOT NULL,
    file_id bigint,
    proposal_id bigint,
    why text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY registry.revision FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.begin_revision(act text, file_id bigint, proposal_id bigint, why text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 INSERT INTO registry.revision (at, actor_id, act, file_id, proposal_id, why)
   VALUES (GREATEST(clock_timestamp(), ( SELECT max(revision_1.at) AS max
            FROM registry.revision revision_1)), access.actor_id(), begin_revision.act, begin_revision.file_id, begin_revision.proposal_id, begin_revision.why)
   RETURNING revision.revision;
END;

CREATE FUNCTION registry.holds_on(valid_from date, valid_until date, day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((valid_from IS NULL) OR (valid_from <= day)) AND ((valid_until IS NULL) OR (valid_until > day)));

CREATE FUNCTION registry.was_known(recorded_in bigint, ended_in bigint, known bigint, unseen bigint[] DEFAULT '{}'::bigint[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (known IS NULL) THEN (ended_in IS NULL) ELSE ((recorded_in <= known) AND (recorded_in <> ALL (unseen)) AND ((ended_in IS NULL) OR (ended_in > known) OR (ended_in = ANY (unseen)))) END;

CREATE TABLE registry.feed (
    feed text NOT NULL,
    version integer NOT NULL,
    department text NOT NULL,
    makes_people boolean NOT NULL,
    of_units boolean DEFAULT false NOT NULL,
    trust jsonb DEFAULT '{}'::jsonb NOT NULL,
    fresh_months integer NOT NULL,
    digest bytea NOT NULL
);

ALTER TABLE ONLY registry.feed FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.person_record (
    person_id bigint NOT NULL,
    feed text,
    file_id bigint,
    row_number integer,
    born date,
    sex smallint,
    died date,
    registered_place bigint,
    residence_place bigint,
    registration text,
    household_id bigint,
    relation text,
    valid_from date,
    valid_until date,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT person_record_check CHECK ((valid_until > valid_from)),
    CONSTRAINT person_record_check1 CHECK ((ended_in >= recorded_in))
);

ALTER TABLE ONLY registry.person_record FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.believed_of(whose bigint[], day date, known bigint, unseen bigint[] DEFAULT '{}'::bigint[]) RETURNS TABLE(person_id bigint, born date, sex smallint, died date, registered_place bigint, residence_place bigint, registration text, household_id bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT r.person_id,
     (array_agg(r.born ORDER BY r.born_trust, r.recorded_in DESC) FILTER (WHERE (r.born IS NOT NULL)))[1] AS array_agg,
     (array_agg(r.sex ORDER BY r.born_trust, r.recorded_in DESC) FILTER (WHERE (r.sex IS NOT NULL)))[1] AS array_agg,
     (array_agg(r.died ORDER BY r.died_trust, r.recorded_in DESC) FILTER (WHERE (r.died IS NOT NULL)))[1] AS array_agg,
     (array_agg(r.registered_place ORDER BY r.place_trust, r.recorded_in DESC) FILTER (WHERE ((r.registered_place IS NOT NULL) AND r.holds)))[1] AS array_agg,
     (array_agg(COALESCE(r.residence_place, r.registered_place) ORDER BY (r.residence_place IS NULL), r.home_trust, r.recorded_in DESC) FILTER (WHERE ((COALESCE(r.residence_place, r.registered_place) IS NOT NULL) AND r.holds)))[1] AS array_agg,
     (array_agg(r.registration ORDER BY r.place_trust, r.recorded_in DESC) FILTER (WHERE ((r.registration IS NOT NULL) AND r.holds)))[1] AS array_agg,
     (array_agg(r.household_id ORDER BY r.place_trust, r.recorded_in DESC) FILTER (WHERE ((r.household_id IS NOT NULL) AND r.holds)))[1] AS array_agg
    FROM ( SELECT p.person_id,
             p.feed,
             p.file_id,
             p.row_number,
             p.born,
             p.sex,
             p.died,
             p.registered_place,
             p.residence_place,
             p.registration,
             p.household_id,
             p.relation,
             p.valid_from,
             p.valid_until,
             p.recorded_in,
             p.ended_in,
             registry.holds_on(p.valid_from, p.valid_until, believed_of.day) AS holds,
             COALESCE(((f.trust ->> 'born'::text))::integer, 9) AS born_trust,
             COALESCE(((f.trust ->> 'died'::text))::integer, 9) AS died_trust,
             COALESCE(((f.trust ->> 'registered_place'::text))::integer, 9) AS place_trust,
             COALESCE(((f.trust ->> 'residence_place'::text))::integer, 9) AS home_trust
            FROM (registry.person_record p
              LEFT JOIN registry.feed f USING (feed))
           WHERE ((p.person_id = ANY (believed_of.whose)) AND registry.was_known(p.recorded_in, p.ended_in, believed_of.known, believed_of.unseen))) r
   GROUP BY r.person_id;
END;

CREATE FUNCTION registry.believed(whose bigint, day date, known bigint, unseen bigint[] DEFAULT '{}'::bigint[]) RETURNS TABLE(born date, sex smallint, died date, registered_place bigint, residence_place bigint, registration text, household_id bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT b.born,
     b.sex,
     b.died,
     b.registered_place,
     b.residence_place,
     b.registration,
     b.household_id
    FROM (( SELECT believed.whose AS person_id) one
      LEFT JOIN registry.believed_of(ARRAY[believed.whose], believed.day, believed.known, believed.unseen) b(person_id, born, sex, died, registered_place, residence_place, registration, household_id) USING (person_id));
END;

CREATE TABLE registry.cover_spell (
    person_id bigint NOT NULL,
    scheme smallint NOT NULL,
    place bigint NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    prev_until date,
    basis text NOT NULL,
    feed text,
    file_id bigint,
    row_number integer,
    recorded_in bigint NOT NULL,
    CONSTRAINT cover_spell_basis_check CHECK ((basis = ANY (ARRAY['reported'::text, 'decided'::text, 'enrolled'::text]))),
    CONSTRAINT cover_spell_check CHECK ((from_day < until_day)),
    CONSTRAINT cover_spell_check1 CHECK ((prev_until <= from_day)),
    CONSTRAINT cover_spell_scheme_check CHECK ((scheme = ANY (ARRAY[310, 390])))
);

ALTER TABLE ONLY registry.cover_spell FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.broken_cover() RETURNS TABLE(person_id bigint, from_day date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT s.person_id,
     s.from_day
    FROM ( SELECT c.person_id,
             c.from_day,
             c.prev_until,
             lag(c.until_day) OVER (PARTITION BY c.person_id ORDER BY c.until_day) AS before
            FROM registry.cover_spell c) s
   WHERE ((s.prev_until IS DISTINCT FROM s.before) OR (s.before > s.from_day));
END;

CREATE TABLE registry.certificate (
    certificate_id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    token bytea NOT NULL,
    sealed bytea NOT NULL,
    valid_from date,
    valid_until date,
    file_id bigint,
    row_number integer,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT certificate_check CHECK ((valid_until > valid_from)),
    CONSTRAINT certificate_check1 CHECK ((ended_in >= recorded_in)),
    CONSTRAINT certificate_token_check CHECK ((octet_length(token) = 16))
);

ALTER TABLE ONLY registry.certificate FORCE ROW LEVEL SECURITY;

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
    ended_in bigint NOT NULL,
    CONSTRAINT cover_spell_was_check CHECK ((ended_in >= recorded_in))
);

ALTER TABLE ONLY registry.cover_spell_was FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.fact (
    person_id bigint NOT NULL,
    kind text NOT NULL,
    code text,
    place bigint,
    amount bigint,
    detail jsonb,
    feed text,
    file_id bigint,
    row_number integer,
    valid_from date,
    valid_until date,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT fact_check CHECK ((valid_until > valid_from)),
    CONSTRAINT fact_check1 CHECK ((ended_in >= recorded_in))
);

ALTER TABLE ONLY registry.fact FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.feed_row (
    list_id integer NOT NULL,
    key bytea NOT NULL,
    digest bytea NOT NULL,
    row_number integer NOT NULL,
    tier smallint,
    person_id bigint,
    file_id bigint NOT NULL,
    CONSTRAINT feed_row_digest_check CHECK ((octet_length(digest) = 16)),
    CONSTRAINT feed_row_key_check CHECK ((octet_length(key) = 16))
);

ALTER TABLE ONLY registry.feed_row FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.match_person (
    run_id bigint NOT NULL,
    person_id bigint NOT NULL,
    class text NOT NULL,
    scheme smallint,
    is_registered boolean NOT NULL,
    is_resident boolean NOT NULL,
    CONSTRAINT match_person_class_check CHECK ((class = ANY (ARRAY['enrolled_here'::text, 'enrolled_elsewhere'::text, 'unenrolled'::text, 'dead'::text, 'settled_abroad'::text, 'in_service'::text, 'in_prison'::text, 'missing'::text, 'left'::text])))
);

ALTER TABLE ONLY registry.match_person FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.person (
    person_id bigint NOT NULL,
    born date,
    sex smallint,
    died date,
    registered_place bigint,
    residence_place bigint,
    registration text,
    household_id bigint,
    merged_into bigint,
    projected_on date DEFAULT CURRENT_DATE NOT NULL,
    recorded_in bigint NOT NULL,
    CONSTRAINT person_check CHECK ((merged_into <> person_id)),
    CONSTRAINT person_registered_place_check CHECK (((registered_place >= 0) AND (registered_place <= '999999999999'::bigint))),
    CONSTRAINT person_residence_place_check CHECK (((residence_place >= 0) AND (residence_place <= '999999999999'::bigint))),
    CONSTRAINT person_sex_check CHECK ((sex = ANY (ARRAY[1, 2])))
);

ALTER TABLE ONLY registry.person FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.person_name (
    name_id bigint NOT NULL,
    person_id bigint NOT NULL,
    name_token bytea NOT NULL,
    surname_month_token bytea,
    name_birth_token bytea,
    sealed bytea NOT NULL,
    trust smallint DEFAULT 9 NOT NULL,
    valid_from date,
    valid_until date,
    file_id bigint,
    row_number integer,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT person_name_check CHECK ((valid_until > valid_from)),
    CONSTRAINT person_name_check1 CHECK ((ended_in >= recorded_in)),
    CONSTRAINT person_name_name_birth_token_check CHECK ((octet_length(name_birth_token) = 16)),
    CONSTRAINT person_name_name_token_check CHECK ((octet_length(name_token) = 16)),
    CONSTRAINT person_name_surname_month_token_check CHECK ((octet_length(surname_month_token) = 16)),
    CONSTRAINT person_name_trust_check CHECK (((trust >= 1) AND (trust <= 9)))
);

ALTER TABLE ONLY registry.person_name FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.reported_enrolment (
    person_id bigint NOT NULL,
    scheme smallint NOT NULL,
    place bigint,
    year smallint,
    paid_on date,
    paid_in_window boolean,
    reimbursed boolean,
    bonus_used text,
    detail jsonb,
    feed text,
    file_id bigint,
    row_number integer,
    valid_from date NOT NULL,
    valid_until date,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT reported_enrolment_check CHECK ((valid_until > valid_from)),
    CONSTRAINT reported_enrolment_check1 CHECK ((ended_in >= recorded_in)),
    CONSTRAINT reported_enrolment_scheme_check CHECK ((scheme = ANY (ARRAY[310, 390])))
);

ALTER TABLE ONLY registry.reported_enrolment FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.broken_people() RETURNS TABLE(what text, person_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT s.what,
     s.person_id
    FROM ( SELECT 'person_record'::text AS what,
             r.person_id
            FROM registry.person_record r
         UNION
          SELECT 'certificate'::text,
             c.person_id
            FROM registry.certificate c
         UNION
          SELECT 'person_name'::text,
             n.person_id
            FROM registry.person_name n
         UNION
          SELECT 'fact'::text,
             f.person_id
            FROM registry.fact f
         UNION
          SELECT 'reported_enrolment'::text,
             e.person_id
            FROM registry.reported_enrolment e
         UNION
          SELECT 'feed_row'::text,
             r.person_id
            FROM registry.feed_row r
           WHERE (r.person_id IS NOT NULL)
         UNION
          SELECT 'cover_spell'::text,
             s_1.person_id
            FROM registry.cover_spell s_1
         UNION
          SELECT 'cover_spell_was'::text,
             s_1.person_id
            FROM registry.cover_spell_was s_1
         UNION
          SELECT 'match_person'::text,
             m.person_id
            FROM registry.match_person m) s
   WHERE (NOT (EXISTS ( SELECT
            FROM registry.person p
           WHERE (p.person_id = s.person_id))));
END;

CREATE FUNCTION registry.broken_revisions() RETURNS TABLE(what text, revision bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT s.what,
     s.revision
    FROM ( SELECT 'person_record'::text AS what,
             r.recorded_in AS revision
            FROM registry.person_record r
         UNION
          SELECT 'person_record'::text,
             r.ended_in
            FROM registry.person_record r
         UNION
          SELECT 'fact'::text,
             f.recorded_in
            FROM registry.fact f
         UNION
          SELECT 'fact'::text,
             f.ended_in
            FROM registry.fact f
         UNION
          SELECT 'reported_enrolment'::text,
             e.recorded_in
            FROM registry.reported_enrolment e
         UNION
          SELECT 'reported_enrolment'::text,
             e.ended_in
            FROM registry.reported_enrolment e
         UNION
          SELECT 'certificate'::text,
             c.recorded_in
            FROM registry.certificate c
         UNION
          SELECT 'person_name'::text,
             n.recorded_in
            FROM registry.person_name n
         UNION
          SELECT 'person'::text,
             p.recorded_in
            FROM registry.person p) s
   WHERE ((s.revision IS NOT NULL) AND (NOT (EXISTS ( SELECT
            FROM registry.revision r
           WHERE (r.revision = s.revision)))));
END;

CREATE TABLE registry.feed_file (
    file_id bigint NOT NULL,
    feed text NOT NULL,
    place bigint NOT NULL,
    month date NOT NULL,
    is_full boolean NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    file_digest bytea NOT NULL,
    content bytea NOT NULL,
    rows_read integer NOT NULL,
    rows_taken integer NOT NULL,
    rows_warned integer NOT NULL,
    rows_rejected integer NOT NULL,
    state text NOT NULL,
    held_for text,
    imported_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    imported_by bigint NOT NULL,
    revision bigint,
    outcome jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT feed_file_content_check CHECK ((octet_length(content) = 32)),
    CONSTRAINT feed_file_file_digest_check CHECK ((octet_length(file_digest) = 32)),
    CONSTRAINT feed_file_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT feed_file_state_check CHECK ((state = ANY (ARRAY['held'::text, 'imported'::text, 'refused'::text, 'unchanged'::text, 'withdrawn'::text]))),
    CONSTRAINT feed_file_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY registry.feed_file FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.unit_record (
    unit_code text NOT NULL,
    name text,
    place bigint,
    state text,
    detail jsonb,
    feed text,
    file_id bigint,
    row_number integer,
    valid_from date,
    valid_until date,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT unit_record_check CHECK ((valid_until > valid_from)),
    CONSTRAINT unit_record_check1 CHECK ((ended_in >= recorded_in))
);

ALTER TABLE ONLY registry.unit_record FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.unlinked_row (
    feed text NOT NULL,
    place bigint NOT NULL,
    key bytea NOT NULL,
    file_id bigint NOT NULL,
    row_number integer NOT NULL,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT unlinked_row_check CHECK ((ended_in >= recorded_in))
);

ALTER TABLE ONLY registry.unlinked_row FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.broken_sources() RETURNS TABLE(what text, file_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT s.what,
     s.file_id
    FROM ( SELECT 'person_record'::text AS what,
             r.file_id
            FROM registry.person_record r
         UNION
          SELECT 'fact'::text,
             f.file_id
            FROM registry.fact f
         UNION
          SELECT 'reported_enrolment'::text,
             e.file_id
            FROM registry.reported_enrolment e
         UNION
          SELECT 'unit_record'::text,
             u.file_id
            FROM registry.unit_record u
         UNION
          SELECT 'feed_row'::text,
             r.file_id
            FROM registry.feed_row r
         UNION
          SELECT 'unlinked_row'::text,
             u.file_id
            FROM registry.unlinked_row u
         UNION
          SELECT 'certificate'::text,
             c.file_id
            FROM registry.certificate c
         UNION
          SELECT 'person_name'::text,
             n.file_id
            FROM registry.person_name n) s
   WHERE ((s.file_id IS NOT NULL) AND (NOT (EXISTS ( SELECT
            FROM registry.feed_file f
           WHERE ((f.file_id = s.file_id) AND (f.revision IS NOT NULL))))));
END;

CREATE FUNCTION registry.broken_times() RETURNS TABLE(revision bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT s.revision
    FROM ( SELECT r.revision,
             r.at,
             max(r.at) OVER (ORDER BY r.revision ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM registry.revision r) s
   WHERE (s.at < s.before);
END;

CREATE TABLE registry.determination (
    determination_id bigint NOT NULL,
    person_id bigint NOT NULL,
    year smallint NOT NULL,
    paid_on date,
    place bigint NOT NULL,
    answer jsonb NOT NULL,
    receipt jsonb NOT NULL,
    known bigint NOT NULL,
    made_in bigint NOT NULL,
    replaces bigint,
    proposal_id bigint,
    CONSTRAINT determination_check CHECK ((replaces <> determination_id)),
    CONSTRAINT determination_check1 CHECK (((replaces IS NULL) OR (proposal_id IS NOT NULL))),
    CONSTRAINT determination_year_check CHECK (((year >= 2000) AND (year <= 2200)))
);

ALTER TABLE ONLY registry.determination FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.case_facts(whose bigint[], of_year smallint, known bigint, events text[], guarantees text[]) RETURNS TABLE(person_id bigint, born date, years smallint[], words smallint[], unsettled smallint[], event_kinds text[], event_days date[], aid_categories text[], aid_from date[], aid_until date[], earlier_wait_until date)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH reported AS (
          SELECT e.person_id,
             e.scheme,
             e.year,
             e.valid_from,
             e.valid_until,
             e.paid_in_window,
             e.reimbursed,
             e.bonus_used
            FROM registry.reported_enrolment e
           WHERE ((e.person_id = ANY (case_facts.whose)) AND registry.was_known(e.recorded_in, e.ended_in, case_facts.known))
         ), decided AS (
          SELECT s.person_id,
             s.scheme,
             s.from_day AS valid_from,
             NULLIF(s.until_day, 'infinity'::date) AS valid_until
            FROM registry.cover_spell s
           WHERE ((s.person_id = ANY (case_facts.whose)) AND (s.basis <> 'reported'::text) AND ((case_facts.known IS NULL) OR (s.recorded_in <= case_facts.known)))
         UNION ALL
          SELECT s.person_id,
             s.scheme,
             s.from_day,
             NULLIF(s.until_day, 'infinity'::date) AS "nullif"
            FROM registry.cover_spell_was s
           WHERE ((s.person_id = ANY (case_facts.whose)) AND (s.basis <> 'reported'::text) AND (s.recorded_in <= case_facts.known) AND (s.ended_in > case_facts.known))
         ), said AS (
          SELECT f.person_id,
             f.kind,
             f.code,
             f.valid_from,
             f.valid_until
            FROM registry.fact f
           WHERE ((f.person_id = ANY (case_facts.whose)) AND (f.valid_from IS NOT NULL) AND ((f.kind = 'aid'::text) OR (f.kind = ANY (case_facts.events)) OR (f.kind = ANY (case_facts.guarantees))) AND registry.was_known(f.recorded_in, f.ended_in, case_facts.known))
         ), spans AS (
          SELECT r.person_id,
             256 AS says,
             r.valid_from,
             r.valid_until
            FROM reported r
           WHERE (r.scheme = 310)
         UNION ALL
          SELECT d.person_id,
             256,
             d.valid_from,
             d.valid_until
            FROM decided d
           WHERE (d.scheme = 310)
         UNION ALL
          SELECT s.person_id,
             8,
             s.valid_from,
             s.valid_until
            FROM said s
           WHERE (s.kind = ANY (case_facts.guarantees))
         ), bounds AS (
          SELECT s.person_id,
             s.says,
             (EXTRACT(year FROM s.valid_from))::integer AS first_year,
             ((EXTRACT(month FROM s.valid_from))::integer - 1) AS first_month,
             LEAST((EXTRACT(year FROM (s.valid_until - 1)))::integer, (case_facts.of_year - 1)) AS last_year,
                 CASE
                     WHEN ((EXTRACT(year FROM (s.valid_until - 1)))::integer < case_facts.of_year) THEN ((EXTRACT(month FROM (s.valid_until - 1)))::integer - 1)
                     ELSE 11
                 END AS last_month
            FROM spans s
         ), of_years AS (
          SELECT r.person_id,
             (COALESCE((r.year)::numeric, EXTRACT(year FROM r.valid_from)))::integer AS year,
             (((1 |
                 CASE
                     WHEN r.paid_in_window THEN 2
                     ELSE 0
                 END) |
                 CASE
                     WHEN r.reimbursed THEN 4
                     ELSE 0
                 END) |
                 CASE r.bonus_used
                     WHEN 'zero_claim'::text THEN 16
                     WHEN 'any'::text THEN 32
                     ELSE 0
                 END) AS says,
             0 AS months,
             (r.reimbursed IS NOT NULL) AS is_settled
            FROM reported r
           WHERE (r.scheme = 390)
         UNION ALL
          SELECT d.person_id,
             y.year,
             1,
             0,
             false
            FROM (decided d
              CROSS JOIN LATERAL generate_series(((EXTRACT(year FROM d.valid_from))::integer +
                 CASE
                     WHEN ((d.valid_from > date_trunc('year'::text, (d.valid_from)::timestamp with time zone)) AND (COALESCE(EXTRACT(year FROM (d.valid_until - 1)), (case_facts.of_year)::numeric) > EXTRACT(year FROM d.valid_from))) THEN 1
                     ELSE 0
                 END), LEAST((EXTRACT(year FROM (d.valid_until - 1)))::integer, (case_facts.of_year - 1))) y(year))
           WHERE (d.scheme = 390)
         UNION ALL
          SELECT b_1.person_id,
             y.year,
             (b_1.says & 8),
                 CASE
                     WHEN (b_1.says = 256) THEN (((2 <<
                     CASE
                         WHEN (y.year = b_1.last_year) THEN b_1.last_month
                         ELSE 11
                     END) - 1) & (~ ((1 <<
                     CASE
                         WHEN (y.year = b_1.first_year) THEN b_1.first_month
                         ELSE 0
                     END) - 1)))
                     ELSE 0
                 END AS "case",
             true
            FROM (bounds b_1
              CROSS JOIN LATERAL generate_series(b_1.first_year, b_1.last_year) y(year))
         ), by_year AS (
          SELECT o.person_id,
             o.year,
             bit_or(o.says) AS says,
             (bit_count((bit_or(o.months))::bit(12)))::integer AS months,
             (bool_or(((o.says & 1) = 1)) AND (NOT COALESCE(bool_or(o.is_settled) FILTER (WHERE ((o.says & 1) = 1)), false))) AS is_unsettled
            FROM of_years o
           WHERE (o.year < case_facts.of_year)
           GROUP BY o.person_id, o.year
         ), covered AS (
          SELECT y.person_id,
             array_agg((y.year)::smallint ORDER BY y.year) AS years,
             array_agg(((
                 CASE
                     WHEN ((y.says & 32) <> 0) THEN (y.says & (~ 16))
                     ELSE y.says
                 END | (y.months * 256)))::smallint ORDER BY y.year) AS words,
             array_agg((y.year)::smallint ORDER BY y.year) FILTER (WHERE y.is_unsettled) AS unsettled
            FROM by_year y
           GROUP BY y.person_id
         ), told AS (
          SELECT s.person_id,
             array_agg(s.kind ORDER BY s.valid_from, s.kind) FILTER (WHERE (s.kind = ANY (case_facts.events))) AS event_kinds,
             array_agg(s.valid_from ORDER BY s.valid_from, s.kind) FILTER (WHERE (s.kind = ANY (case_facts.events))) AS event_days,
             array_agg(s.code ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE (s.kind = 'aid'::text)) AS aid_categories,
             array_agg(s.valid_from ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE (s.kind = 'aid'::text)) AS aid_from,
             array_agg(s.valid_until ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE (s.kind = 'aid'::text)) AS aid_until
            FROM said s
           GROUP BY s.person_id
         ), waits AS (
          SELECT d.person_id,
             max(((d.answer #>> '{waiting,ends_before}'::text[]))::date) AS until
            FROM registry.determination d
           WHERE ((d.person_id = ANY (case_facts.whose)) AND (d.year < case_facts.of_year) AND ((case_facts.known IS NULL) OR (d.made_in <= case_facts.known)) AND (NOT (EXISTS ( SELECT
                    FROM registry.determination later
                   WHERE ((later.replaces = d.determination_id) AND ((case_facts.known IS NULL) OR (later.made_in <= case_facts.known)))))))
           GROUP BY d.person_id
         )
  SELECT p.person_id,
     b.born,
     COALESCE(c.years, '{}'::smallint[]) AS "coalesce",
     COALESCE(c.words, '{}'::smallint[]) AS "coalesce",
     COALESCE(c.unsettled, '{}'::smallint[]) AS "coalesce",
     COALESCE(t.event_kinds, '{}'::text[]) AS "coalesce",
     COALESCE(t.event_days, '{}'::date[]) AS "coalesce",
     COALESCE(t.aid_categories, '{}'::text[]) AS "coalesce",
     COALESCE(t.aid_from, '{}'::date[]) AS "coalesce",
     COALESCE(t.aid_until, '{}'::date[]) AS "coalesce",
         CASE
             WHEN (w.until > make_date((case_facts.of_year)::integer, 1, 1)) THEN w.until
             ELSE NULL::date
         END AS "case"
    FROM ((((registry.person p
      CROSS JOIN LATERAL registry.believed(p.person_id, make_date((case_facts.of_year)::integer, 1, 1), case_facts.known) b(born, sex, died, registered_place, residence_place, registration, household_id))
      LEFT JOIN covered c USING (person_id))
      LEFT JOIN told t USING (person_id))
      LEFT JOIN waits w USING (person_id))
   WHERE (p.person_id = ANY (case_facts.whose))
   ORDER BY p.person_id;
END;

CREATE FUNCTION registry.compared_of(whose bigint) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT sha256(convert_to(concat_ws('|'::text, p.person_id, COALESCE((p.born)::text, '-'::text), COALESCE((p.sex)::text, '-'::text), COALESCE((p.died)::text, '-'::text), COALESCE((p.registered_place)::text, '-'::text), COALESCE((p.residence_place)::text, '-'::text), COALESCE((p.household_id)::text, '-'::text), ( SELECT COALESCE(string_agg((n.name_id)::text, ','::text ORDER BY n.name_id), '-'::text) AS "coalesce"
            FROM registry.person_name n
           WHERE ((n.person_id = compared_of.whose) AND (n.ended_in IS NULL))), ( SELECT COALESCE(string_agg((c.certificate_id)::text, ','::text ORDER BY c.certificate_id), '-'::text) AS "coalesce"
            FROM registry.certificate c
           WHERE ((c.person_id = compared_of.whose) AND (c.ended_in IS NULL)))), 'UTF8'::name)) AS sha256
    FROM registry.person p
   WHERE (p.person_id = compared_of.whose);
END;

CREATE FUNCTION registry.compared_of(one bigint, other bigint) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'registry'
    RETURN sha256((registry.compared_of(LEAST(one, other)) || registry.compared_of(GREATEST(one, other))));

CREATE FUNCTION registry.conflicts_between(keep bigint, gone bigint, single_kinds text[]) RETURNS TABLE(what text, kept jsonb, merged jsonb, kept_file bigint, kept_row integer, merged_file bigint, merged_row integer)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 WITH said AS (
          SELECT r.person_id,
             f.what,
             ''::text AS part,
             (f.value)::text AS key,
             f.value,
             NULL::date AS since,
             NULL::date AS until,
             r.file_id,
             r.row_number,
             r.recorded_in
            FROM (registry.person_record r
              CROSS JOIN LATERAL ( VALUES ('born'::text,to_jsonb(r.born)), ('sex'::text,to_jsonb(r.sex)), ('died'::text,to_jsonb(r.died)), ('registered_place'::text,to_jsonb(r.registered_place)), ('residence_place'::text,to_jsonb(r.residence_place)), ('registration'::text,to_jsonb(r.registration)), ('household'::text,to_jsonb(r.household_id))) f(what, value))
           WHERE ((r.person_id = ANY (ARRAY[conflicts_between.keep, conflicts_between.gone])) AND (r.ended_in IS NULL) AND (f.value IS NOT NULL) AND ((f.what = ANY (ARRAY['born'::text, 'sex'::text, 'died'::text])) OR (r.valid_until IS NULL)))
         UNION ALL
          SELECT n.person_id,
             'name'::text,
             ''::text,
             encode(n.name_token, 'hex'::text) AS encode,
             jsonb_build_object('name', n.name_id) AS jsonb_build_object,
             NULL::date,
             NULL::date,
             n.file_id,
             n.row_number,
             n.recorded_in
            FROM registry.person_name n
           WHERE ((n.person_id = ANY (ARRAY[conflicts_between.keep, conflicts_between.gone])) AND (n.ended_in IS NULL) AND (n.valid_until IS NULL))
         UNION ALL
          SELECT c.person_id,
             'certificate'::text,
             c.kind,
             encode(c.token, 'hex'::text) AS encode,
             jsonb_build_object('kind', c.kind, 'certificate', c.certificate_id) AS jsonb_build_object,
             NULL::date,
             NULL::date,
             c.file_id,
             c.row_number,
             c.recorded_in
            FROM registry.certificate c
           WHERE ((c.person_id = ANY (ARRAY[conflicts_between.keep, conflicts_between.gone])) AND (c.ended_in IS NULL) AND (c.valid_until IS NULL))
         UNION ALL
          SELECT f.person_id,
             f.kind,
             ''::text,
             concat_ws('|'::text, COALESCE(f.code, '-'::text), COALESCE((f.place)::text, '-'::text)) AS concat_ws,
             jsonb_strip_nulls(jsonb_build_object('code', f.code, 'place', f.place, 'from', f.valid_from, 'until', f.valid_until)) AS jsonb_strip_nulls,
             f.valid_from,
             f.valid_until,
             f.file_id,
             f.row_number,
             f.recorded_in
            FROM registry.fact f
           WHERE ((f.person_id = ANY (ARRAY[conflicts_between.keep, conflicts_between.gone])) AND (f.ended_in IS NULL) AND (f.kind = ANY (conflicts_between.single_kinds)))
         UNION ALL
          SELECT e.person_id,
             'reported_enrolment'::text,
             ''::text,
             concat_ws('|'::text, e.scheme, COALESCE((e.place)::text, '-'::text)) AS concat_ws,
             jsonb_strip_nulls(jsonb_build_object('scheme', e.scheme, 'place', e.place, 'from', e.valid_from, 'until', e.valid_until)) AS jsonb_strip_nulls,
             e.valid_from,
             e.valid_until,
             e.file_id,
             e.row_number,
             e.recorded_in
            FROM registry.reported_enrolment e
           WHERE ((e.person_id = ANY (ARRAY[conflicts_between.keep, conflicts_between.gone])) AND (e.ended_in IS NULL))
         )
  SELECT DISTINCT ON (k.what, k.part, k.key, g.key) k.what,
     k.value,
     g.value,
     k.file_id,
     k.row_number,
     g.file_id,
     g.row_number
    FROM (said k
      JOIN said g ON (((g.what = k.what) AND (g.part = k.part) AND (g.key <> k.key) AND (COALESCE(k.since, '-infinity'::date) < COALESCE(g.until, 'infinity'::date)) AND (COALESCE(g.since, '-infinity'::date) < COALESCE(k.until, 'infinity'::date)))))
   WHERE ((k.person_id = conflicts_between.keep) AND (g.person_id = conflicts_between.gone))
   ORDER BY k.what, k.part, k.key, g.key, k.recorded_in DESC, g.recorded_in DESC, k.file_id, k.row_number, g.file_id, g.row_number;
END;

CREATE FUNCTION registry.cover_known(whose bigint, known bigint) RETURNS TABLE(scheme smallint, place bigint, from_day date, until_day date, basis text, feed text, file_id bigint, row_number integer, recorded_in bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT s.scheme,
     s.place,
     s.from_day,
     s.until_day,
     s.basis,
     s.feed,
     s.file_id,
     s.row_number,
     s.recorded_in
    FROM registry.cover_spell s
   WHERE ((s.person_id = cover_known.whose) AND ((cover_known.known IS NULL) OR (s.recorded_in <= cover_known.known)))
 UNION ALL
  SELECT s.scheme,
     s.place,
     s.from_day,
     s.until_day,
     s.basis,
     s.feed,
     s.file_id,
     s.row_number,
     s.recorded_in
    FROM registry.cover_spell_was s
   WHERE ((s.person_id = cover_known.whose) AND (s.recorded_in <= cover_known.known) AND (s.ended_in > cover_known.known));
END;

CREATE FUNCTION registry.declare_feeds(declared jsonb) RETURNS integer
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 WITH kept AS (
          INSERT INTO registry.feed (feed, version, department, makes_people, of_units, trust, fresh_months, digest)  SELECT f.feed,
                     f.version,
                     f.department,
                     f.makes_people,
                     f.of_units,
                     f.trust,
                     f.fresh_months,
                     decode(f.digest, 'hex'::text) AS decode
                    FROM jsonb_to_recordset(declare_feeds.declared) f(feed text, version integer, department text, makes_people boolean, of_units boolean, trust jsonb, fresh_months integer, digest text) ON CONFLICT(feed) DO UPDATE SET version = excluded.version, department = excluded.department, makes_people = excluded.makes_people, of_units = excluded.of_units, trust = excluded.trust, fresh_months = excluded.fresh_months, digest = excluded.digest
           WHERE (feed.digest <> excluded.digest)
           RETURNING 1 AS "?column?"
         )
  SELECT (count(*))::integer AS count
    FROM kept;
END;

CREATE FUNCTION registry.effect_correction(proposal bigint) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_different(proposal bigint) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_merge(proposal bigint, certificates jsonb, names jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_merge_told(proposal bigint, certificates jsonb, names jsonb, single_kinds text[]) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_number(proposal bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.effect_redetermination(proposal bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.effect_resolution(proposal bigint) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_split(proposal bigint, certificates jsonb, names jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.effect_undo(proposal bigint) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.end_earlier_rows(which text, of_place bigint, list integer, of_month date, full_list boolean, file bigint, rev bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.enrol(whose bigint, of_scheme smallint, at_place bigint, of_year smallint, since date, until date, paid date, in_window boolean, beside text, because text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    year_begins constant date := make_date(of_year, 1, 1);
    spell_from constant date := CASE WHEN beside IS NULL THEN since ELSE greatest(since, year_begins) END;
    content constant jsonb := jsonb_build_object('scheme', of_scheme, 'place', at_place, 'year', of_year, 'from', since,
                                                 'until', enrol.until, 'beside', beside);
    rev bigint;
BEGIN
    PERFORM access.require('registry.write', at_place);
    PERFORM registry.require_for('registry.write', whose);
    PERFORM registry.refuse_impossible(whose, at_place, of_year, since, enrol.until);
    IF beside IS NOT NULL THEN
        PERFORM registry.refuse_beside(whose, of_scheme, at_place, since, year_begins, enrol.until);
    END IF;
    PERFORM registry.refuse_covered(whose, at_place, spell_from, enrol.until);
    rev := registry.begin_revision('cover.enrol', NULL, NULL, because);
    IF beside IS NOT NULL THEN
        INSERT INTO registry.cover_overlap (person_id, scheme, place, from_day, until_day, basis, clause, recorded_in)
        VALUES (whose, of_scheme, at_place, since, least(enrol.until, year_begins), beside, 'xz11/3d', rev);
    END IF;
    IF spell_from < enrol.until THEN
        PERFORM registry.put_enrolled(whose, of_scheme, at_place, spell_from, enrol.until, rev);
    END IF;
    INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, paid_on, paid_in_window, valid_from, valid_until,
                                             recorded_in)
    VALUES (whose, of_scheme, at_place, of_year, paid, in_window, since, enrol.until, rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, at_place, 'enrolled', content, rev);
    PERFORM access.audit('cover.enrol', at_place::text, whose, because, 'done', content || jsonb_build_object('revision', rev));
    RETURN rev;
END
$$;

CREATE TABLE registry.history_start (
    place bigint NOT NULL,
    year smallint NOT NULL,
    why text NOT NULL,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT history_start_check CHECK ((ended_in >= recorded_in)),
    CONSTRAINT history_start_why_check CHECK ((why <> ''::text)),
    CONSTRAINT history_start_year_check CHECK (((year >= 1990) AND (year <= 2200)))
);

ALTER TABLE ONLY registry.history_start FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.history_starts(of_place bigint, known bigint) RETURNS smallint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT h.year FROM registry.history_start h WHERE ((h.place <= history_starts.of_place) AND (access.place_end(h.place) > history_starts.of_place) AND registry.was_known(h.recorded_in, h.ended_in, history_starts.known)) ORDER BY h.place DESC LIMIT 1);

CREATE FUNCTION registry.enrolling(of_place bigint, of_year smallint, day date, paid date, known bigint) RETURNS TABLE(person_id bigint, place bigint, paid_on date, history_starts smallint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH ever AS (
          SELECT DISTINCT r.person_id
            FROM registry.person_record r
           WHERE (((r.registered_place >= enrolling.of_place) AND (r.registered_place < access.place_end(enrolling.of_place))) OR ((r.residence_place >= enrolling.of_place) AND (r.residence_place < access.place_end(enrolling.of_place))))
         ), paying AS (
          SELECT e.person_id,
             min(e.paid_on) AS paid_on
            FROM registry.reported_enrolment e
           WHERE ((e.scheme = 390) AND (e.year = enrolling.of_year) AND (e.paid_on IS NOT NULL) AND registry.was_known(e.recorded_in, e.ended_in, enrolling.known))
           GROUP BY e.person_id
         ), here AS MATERIALIZED (
          SELECT p.person_id,
             b.residence_place AS place,
             COALESCE(y.paid_on, enrolling.paid) AS paid_on
            FROM (((ever
              JOIN registry.person p USING (person_id))
              LEFT JOIN paying y USING (person_id))
              CROSS JOIN LATERAL registry.believed(p.person_id, COALESCE(y.paid_on, enrolling.paid, enrolling.day), enrolling.known) b(born, sex, died, registered_place, residence_place, registration, household_id))
           WHERE ((p.merged_into IS NULL) AND (b.residence_place >= enrolling.of_place) AND (b.residence_place < access.place_end(enrolling.of_place)) AND ((b.died IS NULL) OR (b.died > COALESCE(y.paid_on, enrolling.paid, enrolling.day))))
         ), places AS MATERIALIZED (
          SELECT d.place,
             registry.history_starts(d.place, enrolling.known) AS year
            FROM ( SELECT DISTINCT h_1.place
                    FROM here h_1) d
         )
  SELECT h.person_id,
     h.place,
     h.paid_on,
     s.year
    FROM (here h
      JOIN places s USING (place))
   ORDER BY h.person_id;
END;

CREATE FUNCTION registry.find_gone(list integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
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

CREATE FUNCTION registry.finish_determination_run(run bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'registry', 'pg_temp'
    AS $$
DECLARE
    of_run registry.determination_run;
BEGIN
    UPDATE registry.determination_run r SET finished_at = clock_timestamp()
    WHERE r.run_id = run AND r.finished_at IS NULL AND r.begun_by = access.require('registry.write', r.place)
    RETURNING * INTO of_run;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'canbao: no run that is not finished', DETAIL = 'determination_run';
    END IF;
    PERFORM access.audit('place.determine', of_run.place::text, NULL, '', 'done',
                         jsonb_build_object('run', run, 'kept', of_run.kept, 'same', of_run.same, 'differing',
                                            of_run.differing, 'unpaid', of_run.unpaid, 'refused', of_run.refused),
                         of_run.place);
END
$$;

CREATE FUNCTION registry.hold_outgoing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('canbao.outgoing'));
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.inquiry_subject(which bigint) RETURNS TABLE(certificate_id bigint, kind text, sealed_number bytea, name_id bigint, sealed_name bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.keep_determination(whose bigint, of_year smallint, paid date, at_place bigint, said jsonb, by_receipt jsonb, by_known bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.keep_determinations(run bigint, whose bigint[], paid date[], places bigint[], said text[], receipts text[], was_same integer, was_differing integer, was_unpaid integer, was_refused integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'registry', 'pg_temp'
    AS $$
DECLARE
    of_run registry.determination_run;
    rev bigint;
    done integer := 0;
BEGIN
    SELECT * INTO of_run FROM registry.determination_run r WHERE r.run_id = run AND r.finished_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'canbao: no run that is not finished', DETAIL = 'determination_run';
    END IF;
    IF access.require('registry.write', of_run.place) <> of_run.begun_by THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: the run of another';
    END IF;
    IF cardinality(whose) > 0 THEN
        IF EXISTS (
            SELECT FROM unnest(whose, places) AS w (person_id, place) LEFT JOIN registry.person p USING (person_id)
            WHERE p.person_id IS NULL OR p.merged_into IS NOT NULL
               OR NOT (w.place >= of_run.place AND w.place < access.place_end(of_run.place))
               OR NOT (coalesce(access.holds(p.residence_place), false)
                       OR coalesce(access.holds(p.registered_place), false))
        ) THEN
            RAISE insufficient_privilege USING MESSAGE = 'canbao: somebody who is not of the place';
        END IF;
        rev := registry.begin_revision('place.determine', NULL, NULL, '');
        WITH made AS (
            INSERT INTO registry.determination (person_id, year, paid_on, place, answer, receipt, known, made_in)
            SELECT n.person_id, of_run.year, n.paid_on, n.place, n.answer::jsonb, n.receipt::jsonb, of_run.known, rev
            FROM unnest(whose, paid, places, said, receipts) AS n (person_id, paid_on, place, answer, receipt)
            ORDER BY n.person_id
            ON CONFLICT (person_id, year) WHERE replaces IS NULL DO NOTHING
            RETURNING determination_id, person_id, place, answer
        ), told AS (
            INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
            SELECT 'settlement', m.person_id, m.place, 'determined',
                   jsonb_build_object('determination', m.determination_id, 'year', of_run.year, 'benefit',
                       m.answer -> 'benefit', 'waiting', m.answer -> 'waiting', 'limit', m.answer -> 'limit'), rev
            FROM made m ORDER BY m.determination_id
            RETURNING 1
        )
        SELECT count(*) INTO done FROM told;
    END IF;
    UPDATE registry.determination_run r
    SET looked_at = r.looked_at + cardinality(whose) + was_same + was_differing + was_unpaid + was_refused,
        kept = r.kept + done, same = r.same + was_same + cardinality(whose) - done,
        differing = r.differing + was_differing, unpaid = r.unpaid + was_unpaid, refused = r.refused + was_refused
    WHERE r.run_id = run;
    RETURN done;
END
$$;

CREATE FUNCTION registry.keep_former_name() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO registry.place_former_name (place, valid_until, name, source)
    VALUES (OLD.place, coalesce(NEW.known_on, current_date), OLD.name, OLD.source)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.known_on(day date, zone text DEFAULT 'Asia/Shanghai'::text) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN (SELECT COALESCE(max(revision.revision), (0)::bigint) AS "coalesce" FROM registry.revision WHERE (revision.at < (((known_on.day + 1))::timestamp without time zone AT TIME ZONE known_on.zone)));

CREATE FUNCTION registry.known_rows(which text, of_place bigint, of_month date) RETURNS TABLE(key bytea, digest bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    list constant integer := registry.list_of(which, of_place);
BEGIN
    PERFORM registry.require_import(which, of_place);
    RETURN QUERY
    SELECT r.key, r.digest FROM registry.feed_row r JOIN registry.feed_file f USING (file_id)
    WHERE r.list_id = list AND r.person_id IS NOT NULL AND f.month <= of_month;
END
$$;

CREATE FUNCTION registry.link_staged(which text, of_place bigint, of_month date) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET work_mem TO '128MB'
    SET default_statistics_target TO '20'
    AS $$
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

CREATE TABLE registry.feed_list (
    list_id integer NOT NULL,
    feed text NOT NULL,
    place bigint NOT NULL
);

ALTER TABLE ONLY registry.feed_list FORCE ROW LEVEL SECURITY;

CREATE FUNCTION registry.list_of(which text, of_place bigint) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT l.list_id
    FROM registry.feed_list l
   WHERE ((l.feed = list_of.which) AND (l.place = list_of.of_place));
END;

CREATE FUNCTION registry.match_digest() RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET "DateStyle" TO 'ISO'
    AS $$
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

CREATE FUNCTION registry.measure_grown(new_rows bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET default_statistics_target TO '30'
    SET client_min_messages TO 'error'
    AS $$
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

CREATE FUNCTION registry.move_identity(from_person bigint, to_person bigint, rev bigint, only_of bigint, certificates jsonb, names jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.move_statements(from_person bigint, to_person bigint, rev bigint, only_of bigint) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.nearness(place bigint, other bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((place = 0) OR (other = 0)) THEN 'unknown'::text WHEN ((place / 1000000) = (other / 1000000)) THEN 'same_county'::text WHEN ((place / 100000000) = (other / 100000000)) THEN 'same_city'::text WHEN ((place / '10000000000'::bigint) = (other / '10000000000'::bigint)) THEN 'same_province'::text ELSE 'another_province'::text END;

CREATE FUNCTION registry.next_attachment(whose bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
BEGIN
    PERFORM registry.require_for('propose', whose);
    RETURN nextval(pg_get_serial_sequence('registry.attachment', 'attachment_id'));
END
$$;

CREATE FUNCTION registry.next_rows(certificates integer, names integer) RETURNS TABLE(which text, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.number_outgoing() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.people_to_compare(of_place bigint, of_lists text[]) RETURNS TABLE(person_id bigint, is_without boolean, born date, sex smallint, registered_place bigint, residence_place bigint, household_id bigint, name_id bigint, sealed bytea, lists text[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.place_level(place bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (place = 0) THEN 'country'::text WHEN ((place % '10000000000'::bigint) = 0) THEN 'province'::text WHEN ((place % (100000000)::bigint) = 0) THEN 'city'::text WHEN ((place % (1000000)::bigint) = 0) THEN 'county'::text WHEN ((place % (1000)::bigint) = 0) THEN 'township'::text WHEN (place IS NOT NULL) THEN 'village'::text ELSE NULL::text END;

CREATE FUNCTION registry.place_of(whose bigint) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT COALESCE(p.registered_place, p.residence_place, (0)::bigint) AS "coalesce"
    FROM registry.person p
   WHERE (p.person_id = place_of.whose);
END;

CREATE FUNCTION registry.project_people(today date, rev bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.project_person(whose bigint, today date, rev bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 UPDATE registry.person p SET born = b.born, sex = b.sex, died = b.died, registered_place = b.registered_place, residence_place = b.residence_place, registration = b.registration, household_id = b.household_id, recorded_in = project_person.rev
    FROM registry.believed(project_person.whose, project_person.today, NULL::bigint) b(born, sex, died, registered_place, residence_place, registration, household_id)
   WHERE (p.person_id = project_person.whose);
END;

CREATE FUNCTION registry.publish_facts(which text, of_place bigint, list integer, file bigint, rev bigint, of_month date, later date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.publish_people(today date, rev bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.publish_sealed(which text, of_place bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET work_mem TO '128MB'
    AS $$
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

CREATE FUNCTION registry.publish_staged(which text, of_place bigint, of_month date, full_list boolean, about jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET work_mem TO '128MB'
    AS $$
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

CREATE FUNCTION registry.put_enrolled(whose bigint, of_scheme smallint, at_place bigint, since date, until date, rev bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    before date;
BEGIN
    SELECT max(s.until_day) INTO before FROM registry.cover_spell s WHERE s.person_id = whose AND s.until_day <= since;
    UPDATE registry.cover_spell s SET prev_until = put_enrolled.until
    WHERE s.person_id = whose AND s.from_day >= put_enrolled.until AND s.prev_until IS NOT DISTINCT FROM before;
    INSERT INTO registry.cover_spell (person_id, scheme, place, from_day, until_day, prev_until, basis, recorded_in)
    VALUES (whose, of_scheme, at_place, since, put_enrolled.until, before, 'enrolled', rev);
    SET CONSTRAINTS registry.cover_spell_one_after, registry.cover_spell_before IMMEDIATE;
    SET CONSTRAINTS registry.cover_spell_one_after, registry.cover_spell_before DEFERRED;
EXCEPTION
    WHEN unique_violation OR foreign_key_violation OR check_violation THEN
        PERFORM registry.refuse_covered(whose, at_place, since, put_enrolled.until);
        PERFORM registry.refuse_enrolling('changed');
END
$$;

CREATE FUNCTION registry.put_resealed(which text, row_ids bigint[], olds bytea[], news bytea[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
DECLARE
    done integer;
BEGIN
    PERFORM access.require('keys.rotate', 0);
    IF which = 'certificate' THEN
        UPDATE registry.certificate s SET sealed = put.new FROM unnest(row_ids, olds, news) AS put (row_id, old, new)
        WHERE s.certificate_id = put.row_id AND s.sealed = put.old;
    ELSIF which = 'person_name' THEN
        UPDATE registry.person_name s SET sealed = put.new FROM unnest(row_ids, olds, news) AS put (row_id, old, new)
        WHERE s.name_id = put.row_id AND s.sealed = put.old;
    ELSIF which = 'attachment' THEN
        UPDATE registry.attachment s SET sealed = put.new FROM unnest(row_ids, olds, news) AS put (row_id, old, new)
        WHERE s.attachment_id = put.row_id AND s.sealed = put.old;
    ELSE
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: table ' || which;
    END IF;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END
$$;

CREATE FUNCTION registry.record_doubts(of_place bigint, by_model text, pairs jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.refuse_beside(whose bigint, of_scheme smallint, at_place bigint, since date, year_begins date, until date) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
BEGIN
    IF of_scheme <> 390 OR since >= year_begins OR NOT EXISTS (
        SELECT FROM registry.cover_spell s
        WHERE s.person_id = whose AND s.from_day < least(until, year_begins) AND s.until_day > since) THEN
        PERFORM registry.refuse_enrolling('nothing_beside');
    ELSIF NOT EXISTS (
        SELECT FROM registry.fact f
        WHERE f.person_id = whose AND f.ended_in IS NULL AND f.kind IN ('student', 'student_registered')
          AND f.place >= at_place AND f.place < access.place_end(at_place)
          AND coalesce(f.valid_from, '-infinity') < year_begins AND coalesce(f.valid_until, 'infinity') > since) THEN
        PERFORM registry.refuse_enrolling('basis');
    END IF;
END
$$;

CREATE FUNCTION registry.refuse_covered(whose bigint, at_place bigint, since date, until date) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    stands registry.cover_spell;
BEGIN
    SELECT * INTO stands FROM registry.cover_spell s
    WHERE s.person_id = whose AND s.from_day < until AND s.until_day > since ORDER BY s.from_day LIMIT 1;
    IF FOUND THEN
        PERFORM registry.refuse_enrolling('covered', jsonb_build_object(
            'scheme', stands.scheme, 'nearness', registry.nearness(stands.place, at_place), 'from', stands.from_day,
            'until', nullif(stands.until_day, 'infinity')));
    END IF;
END
$$;

CREATE FUNCTION registry.refuse_enrolling(lacking text, told jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
BEGIN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: enrol ' || lacking, DETAIL = 'enrol_' || lacking,
        HINT = told::text;
END
$$;

CREATE FUNCTION registry.refuse_impossible(whose bigint, at_place bigint, of_year smallint, since date, until date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    who registry.person;
BEGIN
    -- Of two who enrol the same person, one waits here.
    SELECT * INTO who FROM registry.person p WHERE p.person_id = whose FOR NO KEY UPDATE;
    IF who.merged_into IS NOT NULL THEN
        PERFORM registry.refuse_enrolling('merged', jsonb_build_object('into', who.merged_into));
    ELSIF who.died <= since OR who.born >= until THEN
        PERFORM registry.refuse_enrolling('not_living');
    ELSIF NOT EXISTS (SELECT FROM registry.place p WHERE p.place = at_place AND p.level IN ('province', 'city', 'county')
                      AND (p.valid_until IS NULL OR p.valid_until > since)) THEN
        PERFORM registry.refuse_enrolling('place');
    ELSIF since >= until OR since < make_date(of_year - 1, 9, 1) OR until > make_date(of_year + 1, 1, 1) THEN
        PERFORM registry.refuse_enrolling('days', jsonb_build_object('year', of_year));
    END IF;
END
$$;

CREATE FUNCTION registry.release_enrolled() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    gone registry.cover_spell;
BEGIN
    DELETE FROM registry.cover_spell s
    WHERE s.person_id = OLD.person_id AND s.basis = 'enrolled' AND s.scheme = OLD.scheme AND s.place = OLD.place
      AND s.from_day >= OLD.valid_from AND s.until_day = OLD.valid_until
    RETURNING * INTO gone;
    IF FOUND THEN
        INSERT INTO registry.cover_spell_was (person_id, scheme, place, from_day, until_day, basis, recorded_in, ended_in)
        VALUES (gone.person_id, gone.scheme, gone.place, gone.from_day, gone.until_day, gone.basis, gone.recorded_in,
                NEW.ended_in);
        UPDATE registry.cover_spell s SET prev_until = gone.prev_until
        WHERE s.person_id = gone.person_id AND s.prev_until = gone.until_day;
    END IF;
    UPDATE registry.cover_overlap o SET ended_in = NEW.ended_in
    WHERE o.person_id = OLD.person_id AND o.ended_in IS NULL AND o.scheme = OLD.scheme AND o.place = OLD.place
      AND o.from_day = OLD.valid_from;
    RETURN NULL;
END
$$;

CREATE FUNCTION registry.replay_match(which bigint) RETURNS TABLE(then_result bytea, now_result bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    run registry.match_run;
BEGIN
    SELECT * INTO STRICT run FROM registry.match_run r WHERE r.run_id = which;
    PERFORM access.require('match.run', run.place);
    PERFORM registry.work_out_match(run.place, run.month, run.known, run.unseen);
    RETURN QUERY SELECT run.result, registry.match_digest();
END
$$;

CREATE FUNCTION registry.require_for(wanted text, whose bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.require_import(which text, of_place bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
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

CREATE FUNCTION registry.run_due_match(of_place bigint, of_month date, rules bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
BEGIN
    PERFORM access.require('match.run', of_place);
    PERFORM pg_advisory_xact_lock(hashtext('canbao.match'), hashtext(of_place::text));
    IF EXISTS (SELECT FROM registry.match_run r WHERE r.place = of_place AND r.month = of_month) THEN
        RETURN NULL;
    END IF;
    RETURN registry.run_match(of_place, of_month, rules);
END
$$;

CREATE FUNCTION registry.run_match(of_place bigint, of_month date, rules bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    SET work_mem TO '128MB'
    AS $$
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

CREATE FUNCTION registry.say_history_start(of_place bigint, first_year smallint, because text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.say_missing(which bigint, said jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    of_place bigint := (SELECT r.place FROM registry.match_run r WHERE r.run_id = which);
BEGIN
    PERFORM access.require('match.run', coalesce(of_place, 0));
    UPDATE registry.match_run r SET missing = said WHERE r.run_id = which AND r.missing IS NULL;
END
$$;

CREATE FUNCTION registry.schedule_match(of_place bigint, from_month date, on_day smallint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
DECLARE
    who bigint := access.require('match.run', of_place);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('canbao.match'), hashtext(of_place::text));
    UPDATE registry.match_schedule s SET ended_at = clock_timestamp(), ended_by = who
    WHERE s.place = of_place AND s.ended_at IS NULL;
    IF from_month IS NOT NULL THEN
        INSERT INTO registry.match_schedule (place, first_month, due_day, recorded_by)
        VALUES (of_place, from_month, on_day, who);
    END IF;
    PERFORM access.audit('match.schedule', of_place::text, NULL, '', 'done',
                         jsonb_build_object('from', from_month, 'day', on_day));
END
$$;

CREATE FUNCTION registry.sealed_by_key() RETURNS TABLE(which text, key_id integer, values_sealed bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
BEGIN
    PERFORM access.require('keys.rotate', 0);
    RETURN QUERY
    SELECT s.name, get_byte(s.sealed, 1) * 256 + get_byte(s.sealed, 2), count(*)
    FROM (
        SELECT 'certificate' AS name, c.sealed FROM registry.certificate c
        UNION ALL SELECT 'person_name', n.sealed FROM registry.person_name n
        UNION ALL SELECT 'attachment', a.sealed FROM registry.attachment a
    ) AS s
    GROUP BY 1, 2 ORDER BY 1, 2;
END
$$;

CREATE FUNCTION registry.sealed_otherwise(which text, key_id integer, after_row bigint, most integer) RETURNS TABLE(row_id bigint, sealed bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
BEGIN
    PERFORM access.require('keys.rotate', 0);
    IF which = 'certificate' THEN
        RETURN QUERY SELECT s.certificate_id, s.sealed FROM registry.certificate s
            WHERE s.certificate_id > after_row AND substring(s.sealed FROM 2 FOR 2) <> substring(int4send(key_id) FROM 3)
            ORDER BY s.certificate_id LIMIT most;
    ELSIF which = 'person_name' THEN
        RETURN QUERY SELECT s.name_id, s.sealed FROM registry.person_name s
            WHERE s.name_id > after_row AND substring(s.sealed FROM 2 FOR 2) <> substring(int4send(key_id) FROM 3)
            ORDER BY s.name_id LIMIT most;
    ELSIF which = 'attachment' THEN
        RETURN QUERY SELECT s.attachment_id, s.sealed FROM registry.attachment s
            WHERE s.attachment_id > after_row AND substring(s.sealed FROM 2 FOR 2) <> substring(int4send(key_id) FROM 3)
            ORDER BY s.attachment_id LIMIT most;
    ELSE
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: table ' || which;
    END IF;
END
$$;

CREATE FUNCTION registry.settle_doubt() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry'
    AS $$
BEGIN
    IF new.state = 'different' AND new.other_person_id IS NOT NULL THEN
        new.compared := registry.compared_of(new.person_id, new.other_person_id);
    END IF;
    RETURN new;
END
$$;

CREATE FUNCTION registry.staged_lost() RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY SELECT l.row_number FROM linked l WHERE l.needs_repair AND l.person_id IS NULL ORDER BY 1;
END
$$;

CREATE FUNCTION registry.staged_to_seal(which text) RETURNS TABLE(row_number integer, certificate_id bigint, name_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.told_of_linked() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

CREATE FUNCTION registry.trust_of_names(which text) RETURNS smallint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'registry'
    BEGIN ATOMIC
 SELECT (COALESCE((f.trust ->> 'born'::text), '9'::text))::smallint AS "coalesce"
    FROM registry.feed f
   WHERE (f.feed = trust_of_names.which);
END;

CREATE FUNCTION registry.work_out_match(of_place bigint, of_month date, known bigint, unseen bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'registry', 'pg_temp'
    AS $$
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

ALTER TABLE access.actor ALTER COLUMN actor_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME access.actor_actor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE access.assignment ALTER COLUMN assignment_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME access.assignment_assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE access.audit_event ALTER COLUMN event_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME access.audit_event_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW access.live_session WITH (security_invoker='true') AS
 SELECT s.session_id,
    a.actor_id,
    a.role,
    a.place,
    a.department
   FROM ((access.session s
     JOIN access.assignment a USING (assignment_id))
     JOIN access.actor who USING (actor_id))
  WHERE ((s.token_digest = sha256(convert_to(COALESCE(current_setting('canbao.session'::text, true), ''::text), 'UTF8'::name))) AND (s.closed_at IS NULL) AND (s.expires_at > statement_timestamp()) AND (a.ended_at IS NULL) AND (who.disabled_at IS NULL));

ALTER TABLE access.proposal ALTER COLUMN proposal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME access.proposal_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE access.right_name (
    right_name text NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    CONSTRAINT right_name_right_name_check CHECK ((right_name ~ '^[a-z_]+(\.[a-z_]+)*$'::text))
);

ALTER TABLE ONLY access.right_name FORCE ROW LEVEL SECURITY;

ALTER TABLE access.session ALTER COLUMN session_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME access.session_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.attachment (
    attachment_id bigint NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    handed_in_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    taken_by bigint NOT NULL,
    CONSTRAINT attachment_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT attachment_media_type_check CHECK ((media_type ~ '^[a-z]+/[a-z0-9.+-]+$'::text)),
    CONSTRAINT attachment_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT attachment_size_check CHECK (((size >= 1) AND (size <= 20000000)))
);

ALTER TABLE ONLY registry.attachment FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.attachment ALTER COLUMN attachment_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.attachment_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.certificate ALTER COLUMN certificate_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.certificate_certificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.cover_overlap (
    overlap_id bigint NOT NULL,
    person_id bigint NOT NULL,
    scheme smallint NOT NULL,
    place bigint NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    basis text NOT NULL,
    clause text NOT NULL,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT cover_overlap_basis_check CHECK ((basis = 'new_student'::text)),
    CONSTRAINT cover_overlap_check CHECK ((until_day > from_day)),
    CONSTRAINT cover_overlap_check1 CHECK ((ended_in >= recorded_in)),
    CONSTRAINT cover_overlap_clause_check CHECK ((clause <> ''::text)),
    CONSTRAINT cover_overlap_scheme_check CHECK ((scheme = ANY (ARRAY[310, 390])))
);

ALTER TABLE ONLY registry.cover_overlap FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.cover_overlap ALTER COLUMN overlap_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.cover_overlap_overlap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.determination ALTER COLUMN determination_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.determination_determination_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.determination_run (
    run_id bigint NOT NULL,
    place bigint NOT NULL,
    year smallint NOT NULL,
    day date NOT NULL,
    paid_on date,
    known bigint NOT NULL,
    begun_by bigint NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    people integer NOT NULL,
    looked_at integer DEFAULT 0 NOT NULL,
    kept integer DEFAULT 0 NOT NULL,
    same integer DEFAULT 0 NOT NULL,
    differing integer DEFAULT 0 NOT NULL,
    unpaid integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT determination_run_check CHECK ((looked_at <= people)),
    CONSTRAINT determination_run_check1 CHECK ((looked_at = ((((kept + same) + differing) + unpaid) + refused))),
    CONSTRAINT determination_run_check2 CHECK (((finished_at IS NULL) OR (looked_at = people))),
    CONSTRAINT determination_run_people_check CHECK ((people >= 0)),
    CONSTRAINT determination_run_year_check CHECK (((year >= 2000) AND (year <= 2200)))
);

ALTER TABLE ONLY registry.determination_run FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.determination_run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.determination_run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.feed_file ALTER COLUMN file_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.feed_file_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.feed_list ALTER COLUMN list_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.feed_list_list_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.feed_verdict (
    file_id bigint NOT NULL,
    row_number integer NOT NULL,
    verdict smallint NOT NULL,
    reasons jsonb NOT NULL,
    columns jsonb NOT NULL,
    CONSTRAINT feed_verdict_verdict_check CHECK ((verdict = ANY (ARRAY[1, 2])))
);

ALTER TABLE ONLY registry.feed_verdict FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.grid (
    place bigint NOT NULL,
    grid smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT grid_grid_check CHECK (((grid >= 1) AND (grid <= 999))),
    CONSTRAINT grid_name_check CHECK ((name <> ''::text))
);

ALTER TABLE ONLY registry.grid FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.household (
    household_id bigint NOT NULL,
    token bytea NOT NULL,
    CONSTRAINT household_token_check CHECK ((octet_length(token) = 16))
);

ALTER TABLE ONLY registry.household FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.household ALTER COLUMN household_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.household_household_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.inquiry (
    inquiry_id bigint NOT NULL,
    person_id bigint NOT NULL,
    from_place bigint NOT NULL,
    to_place bigint NOT NULL,
    scheme smallint NOT NULL,
    cover_from date NOT NULL,
    cover_until date,
    question text NOT NULL,
    due_on date NOT NULL,
    asked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    asked_by bigint NOT NULL,
    answer text,
    answer_from date,
    answer_until date,
    note text DEFAULT ''::text NOT NULL,
    answered_at timestamp with time zone,
    answered_by bigint,
    CONSTRAINT inquiry_answer_check CHECK ((answer = ANY (ARRAY['holds'::text, 'ended'::text, 'never'::text]))),
    CONSTRAINT inquiry_check CHECK ((cover_until > cover_from)),
    CONSTRAINT inquiry_check1 CHECK ((answer_until > answer_from)),
    CONSTRAINT inquiry_check2 CHECK ((from_place <> to_place)),
    CONSTRAINT inquiry_check3 CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (answered_by IS NULL)))),
    CONSTRAINT inquiry_question_check CHECK (((length(question) >= 1) AND (length(question) <= 2000))),
    CONSTRAINT inquiry_scheme_check CHECK ((scheme = ANY (ARRAY[310, 390])))
);

ALTER TABLE ONLY registry.inquiry FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.inquiry ALTER COLUMN inquiry_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.inquiry_inquiry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.key_ring (
    is_only boolean DEFAULT true NOT NULL,
    ring_id text NOT NULL,
    CONSTRAINT key_ring_is_only_check CHECK (is_only),
    CONSTRAINT key_ring_ring_id_check CHECK ((ring_id ~ '^[0-9a-f]{32}$'::text))
);

ALTER TABLE ONLY registry.key_ring FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.link_doubt (
    doubt_id bigint NOT NULL,
    file_id bigint,
    row_number integer,
    person_id bigint NOT NULL,
    other_person_id bigint,
    why text NOT NULL,
    evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
    recorded_in bigint NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    weight numeric(6,2),
    model text,
    compared bytea,
    reopens bigint,
    reason text,
    proposal_id bigint,
    closed_in bigint,
    CONSTRAINT link_doubt_compared_check CHECK ((octet_length(compared) = 32)),
    CONSTRAINT link_doubt_state_check CHECK ((state = ANY (ARRAY['open'::text, 'same'::text, 'different'::text, 'withdrawn'::text]))),
    CONSTRAINT link_doubt_why_check CHECK ((why = ANY (ARRAY['other_number'::text, 'several_people'::text, 'fuzzy'::text])))
);

ALTER TABLE ONLY registry.link_doubt FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.link_doubt ALTER COLUMN doubt_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.link_doubt_doubt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.match_item (
    run_id bigint NOT NULL,
    list text NOT NULL,
    number integer NOT NULL,
    person_id bigint,
    place bigint,
    detail jsonb NOT NULL,
    CONSTRAINT match_item_list_check CHECK ((list = ANY (ARRAY['unenrolled'::text, 'aid_without_cover'::text, 'cover_after_death'::text, 'newborn_without_cover'::text, 'student_twice'::text, 'double_cover'::text, 'aid_ended'::text, 'not_in_registry'::text, 'mark_elsewhere'::text])))
);

ALTER TABLE ONLY registry.match_item FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.match_run (
    run_id bigint NOT NULL,
    place bigint NOT NULL,
    month date NOT NULL,
    version integer NOT NULL,
    known bigint NOT NULL,
    unseen bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    ran_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ran_by bigint NOT NULL,
    inputs jsonb NOT NULL,
    counts jsonb NOT NULL,
    rules bytea NOT NULL,
    result bytea NOT NULL,
    missing jsonb,
    CONSTRAINT match_run_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT match_run_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY registry.match_run FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.match_run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.match_run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.match_schedule (
    schedule_id bigint NOT NULL,
    place bigint NOT NULL,
    first_month date NOT NULL,
    due_day smallint NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    recorded_by bigint NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint,
    CONSTRAINT match_schedule_check CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT match_schedule_due_day_check CHECK (((due_day >= 1) AND (due_day <= 28))),
    CONSTRAINT match_schedule_first_month_check CHECK ((EXTRACT(day FROM first_month) = (1)::numeric))
);

ALTER TABLE ONLY registry.match_schedule FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.match_schedule ALTER COLUMN schedule_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.match_schedule_schedule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.merge_conflict (
    conflict_id bigint NOT NULL,
    revision bigint NOT NULL,
    person_id bigint NOT NULL,
    merged_person_id bigint NOT NULL,
    what text NOT NULL,
    kept jsonb NOT NULL,
    merged jsonb NOT NULL,
    kept_file bigint,
    kept_row integer,
    merged_file bigint,
    merged_row integer
);

ALTER TABLE ONLY registry.merge_conflict FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.merge_conflict ALTER COLUMN conflict_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.merge_conflict_conflict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.outgoing_change (
    change_id bigint NOT NULL,
    number bigint,
    audience text NOT NULL,
    person_id bigint NOT NULL,
    place bigint NOT NULL,
    what text NOT NULL,
    content jsonb NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT outgoing_change_audience_check CHECK ((audience = ANY (ARRAY['settlement'::text, 'national_database'::text]))),
    CONSTRAINT outgoing_change_what_check CHECK ((what ~ '^[a-z_]+$'::text))
);

ALTER TABLE ONLY registry.outgoing_change FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.outgoing_change ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.outgoing_change_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.person_name ALTER COLUMN name_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.person_name_name_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.person ALTER COLUMN person_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry.person_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.place (
    place bigint NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent bigint,
    urban_rural text,
    valid_from date,
    valid_until date,
    known_on date,
    is_synthetic boolean DEFAULT false NOT NULL,
    source text NOT NULL,
    CONSTRAINT place_check CHECK ((level = registry.place_level(place))),
    CONSTRAINT place_check1 CHECK (((level = 'country'::text) = (parent IS NULL))),
    CONSTRAINT place_check2 CHECK (((parent < place) AND ((parent = 0) OR (parent = ((place / '10000000000'::bigint) * '10000000000'::bigint)) OR (parent = ((place / 100000000) * 100000000)) OR (parent = ((place / 1000000) * 1000000)) OR (parent = ((place / 1000) * 1000))))),
    CONSTRAINT place_check3 CHECK (((urban_rural IS NULL) OR (level = 'village'::text))),
    CONSTRAINT place_check4 CHECK ((valid_until > valid_from)),
    CONSTRAINT place_level_check CHECK ((level = ANY (ARRAY['country'::text, 'province'::text, 'city'::text, 'county'::text, 'township'::text, 'village'::text]))),
    CONSTRAINT place_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT place_place_check CHECK (((place >= 0) AND (place < '1000000000000'::bigint))),
    CONSTRAINT place_urban_rural_check CHECK ((urban_rural = ANY (ARRAY['111'::text, '112'::text, '121'::text, '122'::text, '123'::text, '210'::text, '220'::text])))
);

ALTER TABLE ONLY registry.place FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.place_former_name (
    place bigint NOT NULL,
    valid_until date NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    CONSTRAINT place_former_name_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

ALTER TABLE ONLY registry.place_former_name FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.place_successor (
    place bigint NOT NULL,
    successor bigint NOT NULL,
    on_day date NOT NULL,
    whole boolean NOT NULL,
    source text NOT NULL,
    CONSTRAINT place_successor_check CHECK ((place <> successor))
);

ALTER TABLE ONLY registry.place_successor FORCE ROW LEVEL SECURITY;

CREATE TABLE registry.refund_request (
    refund_id bigint NOT NULL,
    person_id bigint NOT NULL,
    place bigint NOT NULL,
    scheme smallint NOT NULL,
    year smallint,
    why text NOT NULL,
    proposal_id bigint NOT NULL,
    recorded_in bigint NOT NULL,
    ended_in bigint,
    CONSTRAINT refund_request_check CHECK ((ended_in >= recorded_in)),
    CONSTRAINT refund_request_scheme_check CHECK ((scheme = ANY (ARRAY[310, 390]))),
    CONSTRAINT refund_request_why_check CHECK ((why <> ''::text))
);

ALTER TABLE ONLY registry.refund_request FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.refund_request ALTER COLUMN refund_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.refund_request_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE registry.revision ALTER COLUMN revision ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.revision_revision_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.sharing_agreement (
    agreement_id bigint NOT NULL,
    feed text NOT NULL,
    place bigint NOT NULL,
    channel text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    fields text[] NOT NULL,
    legal_basis text[] NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_by bigint NOT NULL,
    CONSTRAINT sharing_agreement_channel_check CHECK ((channel <> ''::text)),
    CONSTRAINT sharing_agreement_check CHECK ((valid_until > valid_from))
);

ALTER TABLE ONLY registry.sharing_agreement FORCE ROW LEVEL SECURITY;

ALTER TABLE registry.sharing_agreement ALTER COLUMN agreement_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.sharing_agreement_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY access.actor
    ADD CONSTRAINT actor_login_key UNIQUE (login);

ALTER TABLE ONLY access.actor
    ADD CONSTRAINT actor_pkey PRIMARY KEY (actor_id);

ALTER TABLE ONLY access.assignment
    ADD CONSTRAINT assignment_pkey PRIMARY KEY (assignment_id);

ALTER TABLE ONLY access.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY access.audit_segment
    ADD CONSTRAINT audit_segment_digest_key UNIQUE (digest);

ALTER TABLE ONLY access.audit_segment
    ADD CONSTRAINT audit_segment_pkey PRIMARY KEY (segment);

ALTER TABLE ONLY access.audit_segment
    ADD CONSTRAINT audit_segment_previous_key UNIQUE (previous);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_pkey PRIMARY KEY (proposal_id);

ALTER TABLE ONLY access.right_name
    ADD CONSTRAINT right_name_pkey PRIMARY KEY (right_name);

ALTER TABLE ONLY access.role
    ADD CONSTRAINT role_pkey PRIMARY KEY (role);

ALTER TABLE ONLY access.role_right
    ADD CONSTRAINT role_right_pkey PRIMARY KEY (role, right_name);

ALTER TABLE ONLY access.role
    ADD CONSTRAINT role_role_power_key UNIQUE (role, power);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_token_digest_key UNIQUE (token_digest);

ALTER TABLE ONLY access.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (login);

ALTER TABLE ONLY registry.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (attachment_id);

ALTER TABLE ONLY registry.certificate
    ADD CONSTRAINT certificate_pkey PRIMARY KEY (certificate_id);

ALTER TABLE ONLY registry.cover_overlap
    ADD CONSTRAINT cover_overlap_pkey PRIMARY KEY (overlap_id);

ALTER TABLE ONLY registry.cover_spell
    ADD CONSTRAINT cover_spell_one_after UNIQUE NULLS NOT DISTINCT (person_id, prev_until) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry.cover_spell
    ADD CONSTRAINT cover_spell_pkey PRIMARY KEY (person_id, until_day);

ALTER TABLE ONLY registry.determination
    ADD CONSTRAINT determination_pkey PRIMARY KEY (determination_id);

ALTER TABLE ONLY registry.determination
    ADD CONSTRAINT determination_replaces_key UNIQUE (replaces);

ALTER TABLE ONLY registry.determination_run
    ADD CONSTRAINT determination_run_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY registry.feed_file
    ADD CONSTRAINT feed_file_feed_place_month_version_key UNIQUE (feed, place, month, version);

ALTER TABLE ONLY registry.feed_file
    ADD CONSTRAINT feed_file_pkey PRIMARY KEY (file_id);

ALTER TABLE ONLY registry.feed_list
    ADD CONSTRAINT feed_list_feed_place_key UNIQUE (feed, place);

ALTER TABLE ONLY registry.feed_list
    ADD CONSTRAINT feed_list_pkey PRIMARY KEY (list_id);

ALTER TABLE ONLY registry.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (feed);

ALTER TABLE ONLY registry.feed_row
    ADD CONSTRAINT feed_row_pkey PRIMARY KEY (list_id, key);

ALTER TABLE ONLY registry.feed_verdict
    ADD CONSTRAINT feed_verdict_pkey PRIMARY KEY (file_id, row_number);

ALTER TABLE ONLY registry.grid
    ADD CONSTRAINT grid_pkey PRIMARY KEY (place, grid);

ALTER TABLE ONLY registry.household
    ADD CONSTRAINT household_pkey PRIMARY KEY (household_id);

ALTER TABLE ONLY registry.household
    ADD CONSTRAINT household_token_key UNIQUE (token);

ALTER TABLE ONLY registry.inquiry
    ADD CONSTRAINT inquiry_pkey PRIMARY KEY (inquiry_id);

ALTER TABLE ONLY registry.key_ring
    ADD CONSTRAINT key_ring_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY registry.link_doubt
    ADD CONSTRAINT link_doubt_pkey PRIMARY KEY (doubt_id);

ALTER TABLE ONLY registry.match_item
    ADD CONSTRAINT match_item_pkey PRIMARY KEY (run_id, list, number);

ALTER TABLE ONLY registry.match_person
    ADD CONSTRAINT match_person_pkey PRIMARY KEY (run_id, person_id);

ALTER TABLE ONLY registry.match_run
    ADD CONSTRAINT match_run_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY registry.match_run
    ADD CONSTRAINT match_run_place_month_version_key UNIQUE (place, month, version);

ALTER TABLE ONLY registry.match_schedule
    ADD CONSTRAINT match_schedule_pkey PRIMARY KEY (schedule_id);

ALTER TABLE ONLY registry.merge_conflict
    ADD CONSTRAINT merge_conflict_pkey PRIMARY KEY (conflict_id);

ALTER TABLE ONLY registry.outgoing_change
    ADD CONSTRAINT outgoing_change_number_key UNIQUE (number);

ALTER TABLE ONLY registry.outgoing_change
    ADD CONSTRAINT outgoing_change_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY registry.person_name
    ADD CONSTRAINT person_name_pkey PRIMARY KEY (name_id);

ALTER TABLE ONLY registry.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY registry.place_former_name
    ADD CONSTRAINT place_former_name_pkey PRIMARY KEY (place, valid_until);

ALTER TABLE ONLY registry.place
    ADD CONSTRAINT place_pkey PRIMARY KEY (place);

ALTER TABLE ONLY registry.place_successor
    ADD CONSTRAINT place_successor_pkey PRIMARY KEY (place, successor, on_day);

ALTER TABLE ONLY registry.refund_request
    ADD CONSTRAINT refund_request_pkey PRIMARY KEY (refund_id);

ALTER TABLE ONLY registry.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (revision);

ALTER TABLE ONLY registry.sharing_agreement
    ADD CONSTRAINT sharing_agreement_pkey PRIMARY KEY (agreement_id);

CREATE UNIQUE INDEX assignment_once ON access.assignment USING btree (actor_id, role, place, COALESCE(department, ''::text)) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX assignment_one_power ON access.assignment USING btree (actor_id) WHERE (power AND (ended_at IS NULL));

CREATE INDEX audit_event_actor ON access.audit_event USING btree (actor_id, event_id);

CREATE INDEX audit_event_at ON access.audit_event USING btree (at);

CREATE INDEX audit_event_person ON access.audit_event USING btree (person_id, at) WHERE (person_id IS NOT NULL);

CREATE INDEX audit_event_segment ON access.audit_event USING btree (segment, event_id);

CREATE INDEX audit_event_unsealed ON access.audit_event USING btree (event_id) WHERE (segment IS NULL);

CREATE INDEX proposal_approved ON access.proposal USING btree (place, proposal_id) WHERE (state = 'approved'::text);

CREATE INDEX proposal_decided_by ON access.proposal USING btree (decided_by) WHERE (decided_by IS NOT NULL);

CREATE INDEX proposal_made_by ON access.proposal USING btree (made_by);

CREATE INDEX proposal_pending ON access.proposal USING btree (place, proposal_id) WHERE (state = 'pending'::text);

CREATE INDEX proposal_person ON access.proposal USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX session_assignment ON access.session USING btree (assignment_id);

CREATE INDEX attachment_person ON registry.attachment USING btree (person_id);

CREATE INDEX certificate_ended ON registry.certificate USING btree (ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX certificate_person ON registry.certificate USING btree (person_id);

CREATE INDEX certificate_recorded ON registry.certificate USING brin (recorded_in) WITH (pages_per_range='16');

CREATE UNIQUE INDEX certificate_token ON registry.certificate USING btree (token) WHERE ((ended_in IS NULL) AND (valid_until IS NULL));

CREATE INDEX certificate_token_ever ON registry.certificate USING btree (token) WHERE ((ended_in IS NOT NULL) OR (valid_until IS NOT NULL));

CREATE INDEX cover_overlap_person ON registry.cover_overlap USING btree (person_id);

CREATE INDEX cover_spell_place ON registry.cover_spell USING btree (place, until_day);

CREATE INDEX cover_spell_was_person ON registry.cover_spell_was USING btree (person_id);

CREATE UNIQUE INDEX determination_first ON registry.determination USING btree (person_id, year) WHERE (replaces IS NULL);

CREATE INDEX determination_person ON registry.determination USING btree (person_id, year);

CREATE INDEX determination_run_place ON registry.determination_run USING btree (place, year);

CREATE INDEX fact_ended ON registry.fact USING btree (ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX fact_kind ON registry.fact USING btree (kind) WHERE (ended_in IS NULL);

CREATE INDEX fact_person ON registry.fact USING btree (person_id);

CREATE INDEX fact_recorded ON registry.fact USING brin (recorded_in) WITH (pages_per_range='16');

CREATE INDEX feed_file_place ON registry.feed_file USING btree (place, feed, month);

CREATE INDEX feed_row_person ON registry.feed_row USING btree (person_id);

CREATE UNIQUE INDEX history_start_now ON registry.history_start USING btree (place) WHERE (ended_in IS NULL);

CREATE INDEX inquiry_open ON registry.inquiry USING btree (to_place, due_on) WHERE (answer IS NULL);

CREATE INDEX inquiry_person ON registry.inquiry USING btree (person_id);

CREATE UNIQUE INDEX link_doubt_open_pair ON registry.link_doubt USING btree (LEAST(person_id, other_person_id), GREATEST(person_id, other_person_id)) WHERE ((why = 'fuzzy'::text) AND (state = 'open'::text) AND (other_person_id IS NOT NULL));

CREATE INDEX link_doubt_other ON registry.link_doubt USING btree (other_person_id);

CREATE INDEX link_doubt_person ON registry.link_doubt USING btree (person_id);

CREATE INDEX match_item_person ON registry.match_item USING btree (person_id);

CREATE UNIQUE INDEX match_schedule_now ON registry.match_schedule USING btree (place) WHERE (ended_at IS NULL);

CREATE INDEX merge_conflict_person ON registry.merge_conflict USING btree (person_id);

CREATE INDEX outgoing_change_new ON registry.outgoing_change USING btree (change_id) WHERE (number IS NULL);

CREATE INDEX outgoing_change_person ON registry.outgoing_change USING btree (person_id);

CREATE INDEX outgoing_change_resolved ON registry.outgoing_change USING btree (revision) WHERE (what = 'duplicate_resolved'::text);

CREATE INDEX person_household ON registry.person USING btree (household_id) WHERE (household_id IS NOT NULL);

CREATE INDEX person_name_birth ON registry.person_name USING btree (name_birth_token) WHERE (ended_in IS NULL);

CREATE INDEX person_name_ended ON registry.person_name USING btree (ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX person_name_person ON registry.person_name USING btree (person_id);

CREATE INDEX person_name_recorded ON registry.person_name USING brin (recorded_in) WITH (pages_per_range='16');

CREATE INDEX person_record_ended ON registry.person_record USING btree (ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX person_record_person ON registry.person_record USING btree (person_id);

CREATE INDEX person_record_recorded ON registry.person_record USING brin (recorded_in) WITH (pages_per_range='16');

CREATE INDEX person_registered ON registry.person USING btree (registered_place);

CREATE INDEX person_residence ON registry.person USING btree (residence_place);

CREATE INDEX place_parent ON registry.place USING btree (parent);

CREATE INDEX place_successor_successor ON registry.place_successor USING btree (successor);

CREATE INDEX refund_request_person ON registry.refund_request USING btree (person_id);

CREATE INDEX reported_enrolment_ended ON registry.reported_enrolment USING btree (ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX reported_enrolment_person ON registry.reported_enrolment USING btree (person_id);

CREATE INDEX reported_enrolment_recorded ON registry.reported_enrolment USING brin (recorded_in) WITH (pages_per_range='16');

CREATE INDEX revision_at ON registry.revision USING btree (at);

CREATE INDEX unit_record_code ON registry.unit_record USING btree (unit_code);

CREATE INDEX unit_record_place ON registry.unit_record USING btree (place);

CREATE UNIQUE INDEX unlinked_row_now ON registry.unlinked_row USING btree (feed, place, key) WHERE (ended_in IS NULL);

CREATE TRIGGER never_changes BEFORE UPDATE OF event_id, at, written_in, written_by, actor_id, session_id, role, place, act, about, about_place, person_id, why, outcome, detail ON access.audit_event FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON access.audit_event FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON access.audit_segment FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

CREATE TRIGGER hold_outgoing BEFORE INSERT ON registry.outgoing_change FOR EACH STATEMENT EXECUTE FUNCTION registry.hold_outgoing();

CREATE TRIGGER keep_former_name AFTER UPDATE OF name ON registry.place FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION registry.keep_former_name();

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON registry.sharing_agreement FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

CREATE TRIGGER release_enrolled AFTER UPDATE OF ended_in ON registry.reported_enrolment FOR EACH ROW WHEN (((old.ended_in IS NULL) AND (new.ended_in IS NOT NULL) AND (old.feed IS NULL))) EXECUTE FUNCTION registry.release_enrolled();

CREATE TRIGGER settled BEFORE UPDATE OF state ON registry.link_doubt FOR EACH ROW EXECUTE FUNCTION registry.settle_doubt();

ALTER TABLE ONLY access.actor
    ADD CONSTRAINT actor_created_by_fkey FOREIGN KEY (created_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.actor
    ADD CONSTRAINT actor_disabled_by_fkey FOREIGN KEY (disabled_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.actor
    ADD CONSTRAINT actor_password_set_by_fkey FOREIGN KEY (password_set_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.assignment
    ADD CONSTRAINT assignment_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.assignment
    ADD CONSTRAINT assignment_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.assignment
    ADD CONSTRAINT assignment_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.assignment
    ADD CONSTRAINT assignment_role_power_fkey FOREIGN KEY (role, power) REFERENCES access.role(role, power);

ALTER TABLE ONLY access.audit_event
    ADD CONSTRAINT audit_event_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.audit_event
    ADD CONSTRAINT audit_event_segment_fkey FOREIGN KEY (segment) REFERENCES access.audit_segment(segment) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY access.audit_event
    ADD CONSTRAINT audit_event_session_id_fkey FOREIGN KEY (session_id) REFERENCES access.session(session_id);

ALTER TABLE ONLY access.audit_segment
    ADD CONSTRAINT audit_segment_sealed_by_fkey FOREIGN KEY (sealed_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_decided_session_fkey FOREIGN KEY (decided_session) REFERENCES access.session(session_id);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_effected_by_fkey FOREIGN KEY (effected_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_made_by_fkey FOREIGN KEY (made_by) REFERENCES access.actor(actor_id);

ALTER TABLE ONLY access.proposal
    ADD CONSTRAINT proposal_made_session_fkey FOREIGN KEY (made_session) REFERENCES access.session(session_id);

ALTER TABLE ONLY access.role_right
    ADD CONSTRAINT role_right_right_name_fkey FOREIGN KEY (right_name) REFERENCES access.right_name(right_name);

ALTER TABLE ONLY access.role_right
    ADD CONSTRAINT role_right_role_fkey FOREIGN KEY (role) REFERENCES access.role(role);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES access.assignment(assignment_id);

ALTER TABLE ONLY registry.attachment
    ADD CONSTRAINT attachment_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.cover_overlap
    ADD CONSTRAINT cover_overlap_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.cover_spell
    ADD CONSTRAINT cover_spell_before FOREIGN KEY (person_id, prev_until) REFERENCES registry.cover_spell(person_id, until_day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY registry.determination
    ADD CONSTRAINT determination_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.determination
    ADD CONSTRAINT determination_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES access.proposal(proposal_id);

ALTER TABLE ONLY registry.determination
    ADD CONSTRAINT determination_replaces_fkey FOREIGN KEY (replaces) REFERENCES registry.determination(determination_id);

ALTER TABLE ONLY registry.feed_file
    ADD CONSTRAINT feed_file_feed_fkey FOREIGN KEY (feed) REFERENCES registry.feed(feed);

ALTER TABLE ONLY registry.feed_file
    ADD CONSTRAINT feed_file_revision_fkey FOREIGN KEY (revision) REFERENCES registry.revision(revision);

ALTER TABLE ONLY registry.feed_list
    ADD CONSTRAINT feed_list_feed_fkey FOREIGN KEY (feed) REFERENCES registry.feed(feed);

ALTER TABLE ONLY registry.feed_verdict
    ADD CONSTRAINT feed_verdict_file_id_fkey FOREIGN KEY (file_id) REFERENCES registry.feed_file(file_id);

ALTER TABLE ONLY registry.grid
    ADD CONSTRAINT grid_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.history_start
    ADD CONSTRAINT history_start_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.inquiry
    ADD CONSTRAINT inquiry_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.link_doubt
    ADD CONSTRAINT link_doubt_file_id_fkey FOREIGN KEY (file_id) REFERENCES registry.feed_file(file_id);

ALTER TABLE ONLY registry.link_doubt
    ADD CONSTRAINT link_doubt_other_person_id_fkey FOREIGN KEY (other_person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.link_doubt
    ADD CONSTRAINT link_doubt_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.link_doubt
    ADD CONSTRAINT link_doubt_reopens_fkey FOREIGN KEY (reopens) REFERENCES registry.link_doubt(doubt_id);

ALTER TABLE ONLY registry.match_run
    ADD CONSTRAINT match_run_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.match_schedule
    ADD CONSTRAINT match_schedule_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.merge_conflict
    ADD CONSTRAINT merge_conflict_merged_person_id_fkey FOREIGN KEY (merged_person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.merge_conflict
    ADD CONSTRAINT merge_conflict_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.outgoing_change
    ADD CONSTRAINT outgoing_change_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.person
    ADD CONSTRAINT person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.place_former_name
    ADD CONSTRAINT place_former_name_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.place
    ADD CONSTRAINT place_parent_fkey FOREIGN KEY (parent) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.place_successor
    ADD CONSTRAINT place_successor_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.place_successor
    ADD CONSTRAINT place_successor_successor_fkey FOREIGN KEY (successor) REFERENCES registry.place(place);

ALTER TABLE ONLY registry.refund_request
    ADD CONSTRAINT refund_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry.person(person_id);

ALTER TABLE ONLY registry.refund_request
    ADD CONSTRAINT refund_request_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES access.proposal(proposal_id);

ALTER TABLE ONLY registry.sharing_agreement
    ADD CONSTRAINT sharing_agreement_feed_fkey FOREIGN KEY (feed) REFERENCES registry.feed(feed);

ALTER TABLE ONLY registry.sharing_agreement
    ADD CONSTRAINT sharing_agreement_place_fkey FOREIGN KEY (place) REFERENCES registry.place(place);

ALTER TABLE access.actor ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.assignment ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.audit_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.audit_segment ENABLE ROW LEVEL SECURITY;

CREATE POLICY auditors ON access.audit_event FOR SELECT TO canbao_app USING ((((COALESCE(place, (0)::bigint) >= ( SELECT access.right_from('audit.read'::text) AS right_from)) AND (COALESCE(place, (0)::bigint) < ( SELECT access.right_until('audit.read'::text) AS right_until))) OR ((about_place >= ( SELECT access.right_from('audit.read'::text) AS right_from)) AND (about_place < ( SELECT access.right_until('audit.read'::text) AS right_until)))));

CREATE POLICY auditors ON access.audit_segment FOR SELECT TO canbao_app USING (( SELECT access.may('audit.read'::text) AS may));

CREATE POLICY everybody ON access.right_name FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON access.role FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON access.role_right FOR SELECT TO canbao_app USING (true);

CREATE POLICY makers_and_checkers ON access.actor FOR SELECT TO canbao_app USING ((( SELECT (access.may('propose'::text) OR access.may('decide'::text))) AND (EXISTS ( SELECT
   FROM access.proposal p
  WHERE ((actor.actor_id = p.made_by) OR (actor.actor_id = p.decided_by))))));

CREATE POLICY managed ON access.sign_in_attempt FOR SELECT TO canbao_app USING ((( SELECT access.may('access.manage'::text) AS may) AND (EXISTS ( SELECT
   FROM access.actor a
  WHERE (a.login = sign_in_attempt.login)))));

CREATE POLICY of_the_place ON access.proposal FOR SELECT TO canbao_app USING ((( SELECT (access.may('propose'::text) OR access.may('decide'::text) OR access.may('audit.read'::text))) AND (place >= ( SELECT access.place_from() AS place_from)) AND (place < ( SELECT access.place_until() AS place_until))));

CREATE POLICY own_or_managed ON access.actor FOR SELECT TO canbao_app USING (((actor_id = ( SELECT access.actor_id() AS actor_id)) OR (( SELECT (access.may('access.manage'::text) OR access.may('audit.read'::text))) AND (((place >= ( SELECT access.place_from() AS place_from)) AND (place < ( SELECT access.place_until() AS place_until))) OR (EXISTS ( SELECT
   FROM access.assignment a
  WHERE (a.actor_id = actor.actor_id)))))));

CREATE POLICY own_or_managed ON access.assignment FOR SELECT TO canbao_app USING (((actor_id = ( SELECT access.actor_id() AS actor_id)) OR (( SELECT (access.may('access.manage'::text) OR access.may('audit.read'::text))) AND (place >= ( SELECT access.place_from() AS place_from)) AND (place < ( SELECT access.place_until() AS place_until)))));

CREATE POLICY own_or_managed ON access.session FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM access.assignment a
  WHERE (a.assignment_id = session.assignment_id))));

CREATE POLICY owner ON access.actor TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.assignment TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.audit_event TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.audit_segment TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.proposal TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.right_name TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.role TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.role_right TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.session TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON access.sign_in_attempt TO canbao_owner USING (true) WITH CHECK (true);

ALTER TABLE access.proposal ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.right_name ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.role ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.role_right ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.session ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.sign_in_attempt ENABLE ROW LEVEL SECURITY;

CREATE POLICY asked_or_asking ON registry.inquiry FOR SELECT TO canbao_app USING ((((from_place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (from_place < ( SELECT access.right_until('registry.read'::text) AS right_until))) OR ((to_place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (to_place < ( SELECT access.right_until('registry.read'::text) AS right_until)))));

ALTER TABLE registry.attachment ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.certificate ENABLE ROW LEVEL SECURITY;

CREATE POLICY changers ON registry.grid FOR UPDATE TO canbao_app USING (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until))));

CREATE POLICY changers ON registry.place FOR UPDATE TO canbao_app USING (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until))));

CREATE POLICY changers ON registry.place_successor FOR UPDATE TO canbao_app USING (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until)) AND (successor >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (successor < ( SELECT access.right_until('places.load'::text) AS right_until))));

ALTER TABLE registry.cover_overlap ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.cover_spell ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.cover_spell_was ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.determination ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.determination_run ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody ON registry.feed FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON registry.grid FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON registry.key_ring FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON registry.place FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON registry.place_former_name FOR SELECT TO canbao_app USING (true);

CREATE POLICY everybody ON registry.place_successor FOR SELECT TO canbao_app USING (true);

ALTER TABLE registry.fact ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.feed ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.feed_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.feed_list ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.feed_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.feed_verdict ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.grid ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.history_start ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.household ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.inquiry ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.key_ring ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.link_doubt ENABLE ROW LEVEL SECURITY;

CREATE POLICY loaders ON registry.grid FOR INSERT TO canbao_app WITH CHECK (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until))));

CREATE POLICY loaders ON registry.place FOR INSERT TO canbao_app WITH CHECK (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until))));

CREATE POLICY loaders ON registry.place_former_name FOR INSERT TO canbao_app WITH CHECK (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until))));

CREATE POLICY loaders ON registry.place_successor FOR INSERT TO canbao_app WITH CHECK (((place >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (place < ( SELECT access.right_until('places.load'::text) AS right_until)) AND (successor >= ( SELECT access.right_from('places.load'::text) AS right_from)) AND (successor < ( SELECT access.right_until('places.load'::text) AS right_until))));

ALTER TABLE registry.match_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.match_person ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.match_run ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.match_schedule ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.merge_conflict ENABLE ROW LEVEL SECURITY;

CREATE POLICY of_a_file_seen ON registry.feed_verdict FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.feed_file f
  WHERE (f.file_id = feed_verdict.file_id))));

CREATE POLICY of_a_list_seen ON registry.feed_row FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.feed_list l
  WHERE (l.list_id = feed_row.list_id))));

CREATE POLICY of_a_person_seen ON registry.attachment FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = attachment.person_id))));

CREATE POLICY of_a_person_seen ON registry.certificate FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = certificate.person_id))));

CREATE POLICY of_a_person_seen ON registry.cover_overlap FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = cover_overlap.person_id))));

CREATE POLICY of_a_person_seen ON registry.cover_spell FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = cover_spell.person_id))));

CREATE POLICY of_a_person_seen ON registry.cover_spell_was FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = cover_spell_was.person_id))));

CREATE POLICY of_a_person_seen ON registry.determination FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = determination.person_id))));

CREATE POLICY of_a_person_seen ON registry.fact FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = fact.person_id))));

CREATE POLICY of_a_person_seen ON registry.household FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.household_id = household.household_id))));

CREATE POLICY of_a_person_seen ON registry.link_doubt FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = link_doubt.person_id))));

CREATE POLICY of_a_person_seen ON registry.match_item FOR SELECT TO canbao_app USING (
CASE
    WHEN (person_id IS NULL) THEN ((COALESCE(place, (0)::bigint) >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (COALESCE(place, (0)::bigint) < ( SELECT access.right_until('registry.read'::text) AS right_until)))
    ELSE (EXISTS ( SELECT
       FROM registry.person p
      WHERE (p.person_id = match_item.person_id)))
END);

CREATE POLICY of_a_person_seen ON registry.match_person FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = match_person.person_id))));

CREATE POLICY of_a_person_seen ON registry.merge_conflict FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = merge_conflict.person_id))));

CREATE POLICY of_a_person_seen ON registry.outgoing_change FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = outgoing_change.person_id))));

CREATE POLICY of_a_person_seen ON registry.person_name FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = person_name.person_id))));

CREATE POLICY of_a_person_seen ON registry.person_record FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = person_record.person_id))));

CREATE POLICY of_a_person_seen ON registry.refund_request FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = refund_request.person_id))));

CREATE POLICY of_a_person_seen ON registry.reported_enrolment FOR SELECT TO canbao_app USING ((EXISTS ( SELECT
   FROM registry.person p
  WHERE (p.person_id = reported_enrolment.person_id))));

CREATE POLICY of_the_place ON registry.determination_run FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('registry.read'::text) AS right_until))));

CREATE POLICY of_the_place ON registry.feed_file FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('feeds.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('feeds.read'::text) AS right_until)) AND COALESCE((( SELECT access.department() AS department) = ( SELECT f.department
   FROM registry.feed f
  WHERE (f.feed = feed_file.feed))), true)));

CREATE POLICY of_the_place ON registry.feed_list FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('registry.read'::text) AS right_until))));

CREATE POLICY of_the_place ON registry.match_run FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('registry.read'::text) AS right_until))));

CREATE POLICY of_the_place ON registry.match_schedule FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('registry.read'::text) AS right_until))));

CREATE POLICY of_the_place ON registry.person FOR SELECT TO canbao_app USING ((((registered_place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (registered_place < ( SELECT access.right_until('registry.read'::text) AS right_until))) OR ((residence_place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (residence_place < ( SELECT access.right_until('registry.read'::text) AS right_until))) OR ((registered_place IS NULL) AND (residence_place IS NULL) AND ( SELECT (access.holds((0)::bigint) AND access.may('registry.read'::text))))));

CREATE POLICY of_the_place ON registry.sharing_agreement FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('feeds.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('feeds.read'::text) AS right_until)) AND COALESCE((( SELECT access.department() AS department) = ( SELECT f.department
   FROM registry.feed f
  WHERE (f.feed = sharing_agreement.feed))), true)));

CREATE POLICY of_the_place ON registry.unit_record FOR SELECT TO canbao_app USING (((COALESCE(place, (0)::bigint) >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (COALESCE(place, (0)::bigint) < ( SELECT access.right_until('registry.read'::text) AS right_until))));

CREATE POLICY of_the_place ON registry.unlinked_row FOR SELECT TO canbao_app USING (((place >= ( SELECT access.right_from('registry.read'::text) AS right_from)) AND (place < ( SELECT access.right_until('registry.read'::text) AS right_until))));

ALTER TABLE registry.outgoing_change ENABLE ROW LEVEL SECURITY;

CREATE POLICY owner ON registry.attachment TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.certificate TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.cover_overlap TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.cover_spell TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.cover_spell_was TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.determination TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.determination_run TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.fact TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.feed TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.feed_file TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.feed_list TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.feed_row TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.feed_verdict TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.grid TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.history_start TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.household TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.inquiry TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.key_ring TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.link_doubt TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.match_item TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.match_person TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.match_run TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.match_schedule TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.merge_conflict TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.outgoing_change TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.person TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.person_name TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.person_record TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.place TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.place_former_name TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.place_successor TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.refund_request TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.reported_enrolment TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.revision TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.sharing_agreement TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.unit_record TO canbao_owner USING (true) WITH CHECK (true);

CREATE POLICY owner ON registry.unlinked_row TO canbao_owner USING (true) WITH CHECK (true);

ALTER TABLE registry.person ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.person_name ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.person_record ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.place ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.place_former_name ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.place_successor ENABLE ROW LEVEL SECURITY;

CREATE POLICY readers ON registry.history_start FOR SELECT TO canbao_app USING (( SELECT access.may('registry.read'::text) AS may));

CREATE POLICY readers ON registry.revision FOR SELECT TO canbao_app USING (( SELECT access.may('registry.read'::text) AS may));

ALTER TABLE registry.refund_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.reported_enrolment ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.revision ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.sharing_agreement ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.unit_record ENABLE ROW LEVEL SECURITY;

ALTER TABLE registry.unlinked_row ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA access TO canbao_app;
GRANT USAGE ON SCHEMA access TO canbao_signin;

GRANT USAGE ON SCHEMA registry TO canbao_app;

GRANT USAGE ON SCHEMA staging TO canbao_app;

REVOKE ALL ON FUNCTION access.actor_id() FROM PUBLIC;
GRANT ALL ON FUNCTION access.actor_id() TO canbao_app;

REVOKE ALL ON FUNCTION access.add_actor(login text, display_name text, password_hash text, place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.add_actor(login text, display_name text, password_hash text, place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.add_first_actor(login text, display_name text, password_hash text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.assign(who text, role text, place bigint, department text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.assign(who text, role text, place bigint, department text) TO canbao_app;

REVOKE ALL ON FUNCTION access.audit(act text, about text, person_id bigint, why text, outcome text, detail jsonb, about_place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.audit(act text, about text, person_id bigint, why text, outcome text, detail jsonb, about_place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.audit_extent(OUT unsealed bigint, OUT last_segment bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.audit_extent(OUT unsealed bigint, OUT last_segment bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.begin_sign_in(who text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.begin_sign_in(who text) TO canbao_signin;

GRANT SELECT ON TABLE access.audit_event TO canbao_app;

REVOKE ALL ON FUNCTION access.event_digest(e access.audit_event) FROM PUBLIC;

GRANT SELECT ON TABLE access.audit_segment TO canbao_app;

REVOKE ALL ON FUNCTION access.segment_digest(s access.audit_segment) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.broken_segments() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.close_session() FROM PUBLIC;
GRANT ALL ON FUNCTION access.close_session() TO canbao_app;

GRANT SELECT ON TABLE access.assignment TO canbao_app;

GRANT SELECT(session_id) ON TABLE access.session TO canbao_app;

GRANT SELECT(assignment_id) ON TABLE access.session TO canbao_app;

GRANT SELECT(opened_at) ON TABLE access.session TO canbao_app;

GRANT SELECT(expires_at) ON TABLE access.session TO canbao_app;

GRANT SELECT(closed_at) ON TABLE access.session TO canbao_app;

REVOKE ALL ON FUNCTION access.close_sessions_of(whose bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.decide(proposal bigint, approve boolean, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.decide(proposal bigint, approve boolean, why text) TO canbao_app;

REVOKE ALL ON FUNCTION access.deny(lacking text, told jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.deny(lacking text, told jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION access.department() FROM PUBLIC;
GRANT ALL ON FUNCTION access.department() TO canbao_app;

REVOKE ALL ON FUNCTION access.disable(who text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.disable(who text) TO canbao_app;

GRANT SELECT ON TABLE access.proposal TO canbao_app;

REVOKE ALL ON FUNCTION access.effected(proposal bigint, wanted_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.effected(proposal bigint, wanted_kind text) TO canbao_app;

REVOKE ALL ON FUNCTION access.end_assignment(who text, role text, place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.end_assignment(who text, role text, place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.end_sessions(who text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.end_sessions(who text) TO canbao_app;

REVOKE ALL ON FUNCTION access.event_digests(from_segment bigint, until_segment bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.event_digests(from_segment bigint, until_segment bigint) TO canbao_app;

GRANT SELECT ON TABLE access.sign_in_attempt TO canbao_app;

REVOKE ALL ON FUNCTION access.forget_attempts(who text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.forget_attempts(who text) TO canbao_signin;

REVOKE ALL ON FUNCTION access.holds(place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.holds(place bigint) TO canbao_app;

GRANT SELECT(actor_id) ON TABLE access.actor TO canbao_app;

GRANT SELECT(login) ON TABLE access.actor TO canbao_app;

GRANT SELECT(display_name) ON TABLE access.actor TO canbao_app;

GRANT SELECT(place) ON TABLE access.actor TO canbao_app;

GRANT SELECT(password_set_at) ON TABLE access.actor TO canbao_app;

GRANT SELECT(password_set_by) ON TABLE access.actor TO canbao_app;

GRANT SELECT(created_at) ON TABLE access.actor TO canbao_app;

GRANT SELECT(created_by) ON TABLE access.actor TO canbao_app;

GRANT SELECT(disabled_at) ON TABLE access.actor TO canbao_app;

GRANT SELECT(disabled_by) ON TABLE access.actor TO canbao_app;

REVOKE ALL ON FUNCTION access.managed_actor(who text, whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.may(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.may(wanted text) TO canbao_app;

REVOKE ALL ON FUNCTION access.note(act text, about text, person_id bigint, why text, outcome text, detail jsonb, about_place bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.oldest_writer_of_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.open_session(who text, acting_as bigint, token_digest bytea, hours integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.open_session(who text, acting_as bigint, token_digest bytea, hours integer) TO canbao_signin;

REVOKE ALL ON FUNCTION access.place_end(place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.place_end(place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.place_from() FROM PUBLIC;
GRANT ALL ON FUNCTION access.place_from() TO canbao_app;

REVOKE ALL ON FUNCTION access.place_until() FROM PUBLIC;
GRANT ALL ON FUNCTION access.place_until() TO canbao_app;

REVOKE ALL ON FUNCTION access.present() FROM PUBLIC;
GRANT ALL ON FUNCTION access.present() TO canbao_app;

REVOKE ALL ON FUNCTION access.proposal_standing(which bigint, wanted text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.propose(kind text, place bigint, about text, person_id bigint, content jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.propose(kind text, place bigint, about text, person_id bigint, content jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION access.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_sign_in(who text, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.refuse_sign_in(who text, reason text) TO canbao_signin;

REVOKE ALL ON FUNCTION access.rehash(who text, old_hash text, new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.rehash(who text, old_hash text, new_hash text) TO canbao_signin;

REVOKE ALL ON FUNCTION access.require(wanted text, demanded bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.require(wanted text, demanded bigint) TO canbao_app;

REVOKE ALL ON FUNCTION access.right_from(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.right_from(wanted text) TO canbao_app;

REVOKE ALL ON FUNCTION access.right_until(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.right_until(wanted text) TO canbao_app;

GRANT SELECT ON TABLE access.role TO canbao_app;

GRANT SELECT ON TABLE access.role_right TO canbao_app;

REVOKE ALL ON FUNCTION access.roles_with(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.roles_with(wanted text) TO canbao_app;

REVOKE ALL ON FUNCTION access.seal_audit() FROM PUBLIC;
GRANT ALL ON FUNCTION access.seal_audit() TO canbao_app;

REVOKE ALL ON FUNCTION access.set_own_password(who text, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.set_own_password(who text, password_hash text) TO canbao_signin;

REVOKE ALL ON FUNCTION access.set_password(who text, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.set_password(who text, password_hash text) TO canbao_app;

REVOKE ALL ON FUNCTION access.who_signs_in(who text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.who_signs_in(who text) TO canbao_signin;

REVOKE ALL ON FUNCTION access.withdraw(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.withdraw(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.add_agreement(which text, of_place bigint, channel text, valid_from date, valid_until date, fields text[], legal_basis text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.add_agreement(which text, of_place bigint, channel text, valid_from date, valid_until date, fields text[], legal_basis text[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.adopt_enrolments(rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.answer_inquiry(which bigint, said text, since date, until date, words text) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.answer_inquiry(which bigint, said text, since date, until date, words text) TO canbao_app;

REVOKE ALL ON FUNCTION registry.ask_inquiry(whose bigint, asking bigint, asked bigint, of_scheme smallint, since date, until date, words text, due date) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.ask_inquiry(whose bigint, asking bigint, asked bigint, of_scheme smallint, since date, until date, words text, due date) TO canbao_app;

REVOKE ALL ON FUNCTION registry.attach(number bigint, whose bigint, name text, media_type text, size integer, digest bytea, sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.attach(number bigint, whose bigint, name text, media_type text, size integer, digest bytea, sealed bytea) TO canbao_app;

REVOKE ALL ON FUNCTION registry.begin_determination_run(of_place bigint, of_year smallint, on_day date, paid date, by_known bigint, how_many integer) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.begin_determination_run(of_place bigint, of_year smallint, on_day date, paid date, by_known bigint, how_many integer) TO canbao_app;

REVOKE ALL ON FUNCTION registry.begin_import(which text, of_place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.begin_import(which text, of_place bigint) TO canbao_app;

GRANT SELECT(revision) ON TABLE registry.revision TO canbao_app;

GRANT SELECT(at) ON TABLE registry.revision TO canbao_app;

GRANT SELECT(act) ON TABLE registry.revision TO canbao_app;

GRANT SELECT(file_id) ON TABLE registry.revision TO canbao_app;

REVOKE ALL ON FUNCTION registry.begin_revision(act text, file_id bigint, proposal_id bigint, why text) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.holds_on(valid_from date, valid_until date, day date) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.holds_on(valid_from date, valid_until date, day date) TO canbao_app;

REVOKE ALL ON FUNCTION registry.was_known(recorded_in bigint, ended_in bigint, known bigint, unseen bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.was_known(recorded_in bigint, ended_in bigint, known bigint, unseen bigint[]) TO canbao_app;

GRANT SELECT ON TABLE registry.feed TO canbao_app;

GRANT SELECT ON TABLE registry.person_record TO canbao_app;

REVOKE ALL ON FUNCTION registry.believed_of(whose bigint[], day date, known bigint, unseen bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.believed_of(whose bigint[], day date, known bigint, unseen bigint[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.believed(whose bigint, day date, known bigint, unseen bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.believed(whose bigint, day date, known bigint, unseen bigint[]) TO canbao_app;

GRANT SELECT ON TABLE registry.cover_spell TO canbao_app;

REVOKE ALL ON FUNCTION registry.broken_cover() FROM PUBLIC;

GRANT SELECT ON TABLE registry.certificate TO canbao_app;

GRANT SELECT ON TABLE registry.cover_spell_was TO canbao_app;

GRANT SELECT ON TABLE registry.fact TO canbao_app;

GRANT SELECT ON TABLE registry.feed_row TO canbao_app;

GRANT SELECT ON TABLE registry.match_person TO canbao_app;

GRANT SELECT ON TABLE registry.person TO canbao_app;

GRANT SELECT ON TABLE registry.person_name TO canbao_app;

GRANT SELECT ON TABLE registry.reported_enrolment TO canbao_app;

REVOKE ALL ON FUNCTION registry.broken_people() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.broken_revisions() FROM PUBLIC;

GRANT SELECT ON TABLE registry.feed_file TO canbao_app;

GRANT SELECT ON TABLE registry.unit_record TO canbao_app;

GRANT SELECT ON TABLE registry.unlinked_row TO canbao_app;

REVOKE ALL ON FUNCTION registry.broken_sources() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.broken_times() FROM PUBLIC;

GRANT SELECT ON TABLE registry.determination TO canbao_app;

REVOKE ALL ON FUNCTION registry.case_facts(whose bigint[], of_year smallint, known bigint, events text[], guarantees text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.case_facts(whose bigint[], of_year smallint, known bigint, events text[], guarantees text[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.compared_of(whose bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.compared_of(whose bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.compared_of(one bigint, other bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.compared_of(one bigint, other bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.conflicts_between(keep bigint, gone bigint, single_kinds text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.conflicts_between(keep bigint, gone bigint, single_kinds text[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.cover_known(whose bigint, known bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.cover_known(whose bigint, known bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.declare_feeds(declared jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.effect_correction(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_correction(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_different(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_different(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_merge(proposal bigint, certificates jsonb, names jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.effect_merge_told(proposal bigint, certificates jsonb, names jsonb, single_kinds text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_merge_told(proposal bigint, certificates jsonb, names jsonb, single_kinds text[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_number(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_number(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_redetermination(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_redetermination(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_resolution(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_resolution(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_split(proposal bigint, certificates jsonb, names jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_split(proposal bigint, certificates jsonb, names jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION registry.effect_undo(proposal bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.effect_undo(proposal bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.end_earlier_rows(which text, of_place bigint, list integer, of_month date, full_list boolean, file bigint, rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.enrol(whose bigint, of_scheme smallint, at_place bigint, of_year smallint, since date, until date, paid date, in_window boolean, beside text, because text) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.enrol(whose bigint, of_scheme smallint, at_place bigint, of_year smallint, since date, until date, paid date, in_window boolean, beside text, because text) TO canbao_app;

GRANT SELECT ON TABLE registry.history_start TO canbao_app;

REVOKE ALL ON FUNCTION registry.history_starts(of_place bigint, known bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.history_starts(of_place bigint, known bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.enrolling(of_place bigint, of_year smallint, day date, paid date, known bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.enrolling(of_place bigint, of_year smallint, day date, paid date, known bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.find_gone(list integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.finish_determination_run(run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.finish_determination_run(run bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.hold_outgoing() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.inquiry_subject(which bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.inquiry_subject(which bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.keep_determination(whose bigint, of_year smallint, paid date, at_place bigint, said jsonb, by_receipt jsonb, by_known bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.keep_determination(whose bigint, of_year smallint, paid date, at_place bigint, said jsonb, by_receipt jsonb, by_known bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.keep_determinations(run bigint, whose bigint[], paid date[], places bigint[], said text[], receipts text[], was_same integer, was_differing integer, was_unpaid integer, was_refused integer) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.keep_determinations(run bigint, whose bigint[], paid date[], places bigint[], said text[], receipts text[], was_same integer, was_differing integer, was_unpaid integer, was_refused integer) TO canbao_app;

REVOKE ALL ON FUNCTION registry.keep_former_name() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.known_on(day date, zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.known_on(day date, zone text) TO canbao_app;

REVOKE ALL ON FUNCTION registry.known_rows(which text, of_place bigint, of_month date) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.known_rows(which text, of_place bigint, of_month date) TO canbao_app;

REVOKE ALL ON FUNCTION registry.link_staged(which text, of_place bigint, of_month date) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.link_staged(which text, of_place bigint, of_month date) TO canbao_app;

GRANT SELECT ON TABLE registry.feed_list TO canbao_app;

REVOKE ALL ON FUNCTION registry.list_of(which text, of_place bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.match_digest() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.measure_grown(new_rows bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.move_identity(from_person bigint, to_person bigint, rev bigint, only_of bigint, certificates jsonb, names jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.move_statements(from_person bigint, to_person bigint, rev bigint, only_of bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.nearness(place bigint, other bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.next_attachment(whose bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.next_attachment(whose bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.next_rows(certificates integer, names integer) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.next_rows(certificates integer, names integer) TO canbao_app;

REVOKE ALL ON FUNCTION registry.number_outgoing() FROM PUBLIC;
GRANT ALL ON FUNCTION registry.number_outgoing() TO canbao_app;

REVOKE ALL ON FUNCTION registry.people_to_compare(of_place bigint, of_lists text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.people_to_compare(of_place bigint, of_lists text[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.place_level(place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.place_level(place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.place_of(whose bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.project_people(today date, rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.project_person(whose bigint, today date, rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.publish_facts(which text, of_place bigint, list integer, file bigint, rev bigint, of_month date, later date) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.publish_people(today date, rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.publish_sealed(which text, of_place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.publish_sealed(which text, of_place bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.publish_staged(which text, of_place bigint, of_month date, full_list boolean, about jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.publish_staged(which text, of_place bigint, of_month date, full_list boolean, about jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION registry.put_enrolled(whose bigint, of_scheme smallint, at_place bigint, since date, until date, rev bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.put_resealed(which text, row_ids bigint[], olds bytea[], news bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.put_resealed(which text, row_ids bigint[], olds bytea[], news bytea[]) TO canbao_app;

REVOKE ALL ON FUNCTION registry.record_doubts(of_place bigint, by_model text, pairs jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.record_doubts(of_place bigint, by_model text, pairs jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION registry.refuse_beside(whose bigint, of_scheme smallint, at_place bigint, since date, year_begins date, until date) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.refuse_covered(whose bigint, at_place bigint, since date, until date) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.refuse_enrolling(lacking text, told jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.refuse_impossible(whose bigint, at_place bigint, of_year smallint, since date, until date) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.release_enrolled() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.replay_match(which bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.replay_match(which bigint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.require_for(wanted text, whose bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.require_import(which text, of_place bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.run_due_match(of_place bigint, of_month date, rules bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.run_due_match(of_place bigint, of_month date, rules bytea) TO canbao_app;

REVOKE ALL ON FUNCTION registry.run_match(of_place bigint, of_month date, rules bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.run_match(of_place bigint, of_month date, rules bytea) TO canbao_app;

REVOKE ALL ON FUNCTION registry.say_history_start(of_place bigint, first_year smallint, because text) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.say_history_start(of_place bigint, first_year smallint, because text) TO canbao_app;

REVOKE ALL ON FUNCTION registry.say_missing(which bigint, said jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.say_missing(which bigint, said jsonb) TO canbao_app;

REVOKE ALL ON FUNCTION registry.schedule_match(of_place bigint, from_month date, on_day smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.schedule_match(of_place bigint, from_month date, on_day smallint) TO canbao_app;

REVOKE ALL ON FUNCTION registry.sealed_by_key() FROM PUBLIC;
GRANT ALL ON FUNCTION registry.sealed_by_key() TO canbao_app;

REVOKE ALL ON FUNCTION registry.sealed_otherwise(which text, key_id integer, after_row bigint, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.sealed_otherwise(which text, key_id integer, after_row bigint, most integer) TO canbao_app;

REVOKE ALL ON FUNCTION registry.settle_doubt() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.staged_lost() FROM PUBLIC;
GRANT ALL ON FUNCTION registry.staged_lost() TO canbao_app;

REVOKE ALL ON FUNCTION registry.staged_to_seal(which text) FROM PUBLIC;
GRANT ALL ON FUNCTION registry.staged_to_seal(which text) TO canbao_app;

REVOKE ALL ON FUNCTION registry.told_of_linked() FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.trust_of_names(which text) FROM PUBLIC;

REVOKE ALL ON FUNCTION registry.work_out_match(of_place bigint, of_month date, known bigint, unseen bigint[]) FROM PUBLIC;

GRANT SELECT ON TABLE access.right_name TO canbao_app;

GRANT SELECT ON TABLE registry.attachment TO canbao_app;

GRANT SELECT ON TABLE registry.cover_overlap TO canbao_app;

GRANT SELECT ON TABLE registry.determination_run TO canbao_app;

GRANT SELECT ON TABLE registry.feed_verdict TO canbao_app;

GRANT SELECT,INSERT ON TABLE registry.grid TO canbao_app;

GRANT UPDATE(name) ON TABLE registry.grid TO canbao_app;

GRANT SELECT ON TABLE registry.household TO canbao_app;

GRANT SELECT ON TABLE registry.inquiry TO canbao_app;

GRANT SELECT ON TABLE registry.key_ring TO canbao_app;

GRANT SELECT ON TABLE registry.link_doubt TO canbao_app;

GRANT SELECT ON TABLE registry.match_item TO canbao_app;

GRANT SELECT ON TABLE registry.match_run TO canbao_app;

GRANT SELECT ON TABLE registry.match_schedule TO canbao_app;

GRANT SELECT ON TABLE registry.merge_conflict TO canbao_app;

GRANT SELECT ON TABLE registry.outgoing_change TO canbao_app;

GRANT SELECT,INSERT ON TABLE registry.place TO canbao_app;

GRANT UPDATE(name) ON TABLE registry.place TO canbao_app;

GRANT UPDATE(urban_rural) ON TABLE registry.place TO canbao_app;

GRANT UPDATE(valid_from) ON TABLE registry.place TO canbao_app;

GRANT UPDATE(valid_until) ON TABLE registry.place TO canbao_app;

GRANT UPDATE(known_on) ON TABLE registry.place TO canbao_app;

GRANT UPDATE(source) ON TABLE registry.place TO canbao_app;

GRANT SELECT,INSERT ON TABLE registry.place_former_name TO canbao_app;

GRANT SELECT,INSERT ON TABLE registry.place_successor TO canbao_app;

GRANT UPDATE(whole) ON TABLE registry.place_successor TO canbao_app;

GRANT SELECT ON TABLE registry.refund_request TO canbao_app;

GRANT SELECT ON TABLE registry.sharing_agreement TO canbao_app;

ALTER DEFAULT PRIVILEGES FOR ROLE canbao_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
