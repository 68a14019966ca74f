-- Who may do what where. Actors of the office, sessions, and the functions that row security asks.

SET ROLE canbao_owner;
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO canbao_app, canbao_signin;

-- The roles of an office. ``power`` marks the three that nobody may hold two of.
CREATE TABLE access.role (
    role text PRIMARY KEY,
    zh text NOT NULL,
    en text NOT NULL,
    power boolean NOT NULL DEFAULT false,
    UNIQUE (role, power)
);
CREATE TABLE access.role_right (
    role text NOT NULL REFERENCES access.role,
    right_name text NOT NULL,
    PRIMARY KEY (role, right_name)
);
INSERT INTO access.role (role, zh, en, power) VALUES
    ('system_administrator', '系统管理员', 'system administrator', true),
    ('security_administrator', '安全管理员', 'security administrator', true),
    ('auditor', '审计员', 'auditor', true),
    ('clerk', '经办人员', 'clerk', false),
    ('reviewer', '复核人员', 'reviewer', false),
    ('data_officer', '数据专员', 'data officer', false),
    ('policy_officer', '政策人员', 'policy officer', false),
    ('township_worker', '乡镇（街道）工作人员', 'township worker', false),
    ('village_worker', '村（社区）工作人员', 'village worker', false),
    ('partner_department', '共享部门', 'partner department', false),
    ('commercial_insurer', '商业保险机构', 'commercial insurer', false),
    ('citizen', '参保人', 'citizen', false);
INSERT INTO access.role_right (role, right_name) VALUES
    ('system_administrator', 'places.load'),
    ('system_administrator', 'keys.rotate'),
    ('system_administrator', 'audit.seal'),
    ('security_administrator', 'access.manage'),
    ('auditor', 'audit.read'),
    ('auditor', 'audit.seal'),
    ('auditor', 'registry.read'),
    ('auditor', 'feeds.read'),
    ('clerk', 'registry.read'),
    ('clerk', 'registry.write'),
    ('clerk', 'feeds.read'),
    ('clerk', 'propose'),
    ('reviewer', 'registry.read'),
    ('reviewer', 'registry.write'),
    ('reviewer', 'feeds.read'),
    ('reviewer', 'decide'),
    ('data_officer', 'registry.read'),
    ('data_officer', 'registry.write'),
    ('data_officer', 'feeds.read'),
    ('data_officer', 'feeds.import'),
    ('data_officer', 'match.run'),
    ('data_officer', 'propose'),
    ('data_officer', 'export'),
    ('policy_officer', 'registry.read'),
    ('township_worker', 'registry.read'),
    ('village_worker', 'registry.read'),
    ('partner_department', 'feeds.read'),
    ('partner_department', 'feeds.import');

-- Who works with the registry. The password is an Argon2 hash that only signing in may read.
CREATE TABLE access.actor (
    actor_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login ~ '^[a-z][a-z0-9_.-]{1,62}$'),
    display_name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by bigint REFERENCES access.actor,
    disabled_at timestamptz
);

-- What an actor is, where, and for which department. A change is an end and a new row.
CREATE TABLE access.assignment (
    assignment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor_id bigint NOT NULL REFERENCES access.actor,
    role text NOT NULL,
    power boolean NOT NULL,
    place bigint NOT NULL CHECK (place >= 0 AND place < 1000000000000),
    department text CHECK (department ~ '^[a-z_]+$'),
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by bigint REFERENCES access.actor,
    ended_at timestamptz,
    ended_by bigint REFERENCES access.actor,
    FOREIGN KEY (role, power) REFERENCES access.role (role, power),
    CHECK ((role = 'partner_department') = (department IS NOT NULL)),
    CHECK (granted_by IS DISTINCT FROM actor_id)
);
-- Three separated powers: system, security and audit are never in one hand.
CREATE UNIQUE INDEX assignment_one_power ON access.assignment (actor_id) WHERE power AND ended_at IS NULL;
CREATE UNIQUE INDEX assignment_once ON access.assignment (actor_id, role, place, coalesce(department, ''))
    WHERE ended_at IS NULL;

-- A session: a random token that its holder knows, here only as a digest. The scope stands in the row, and no
-- application can write it.
CREATE TABLE access.session (
    session_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_digest bytea NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
    assignment_id bigint NOT NULL REFERENCES access.assignment,
    opened_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    closed_at timestamptz
);

-- The first and the first no longer of the places below a place; the zeros at its end tell its level.
CREATE FUNCTION access.place_end(place bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    CASE
        WHEN place = 0 THEN 1000000000000
        WHEN place % 10000000000 = 0 THEN place + 10000000000
        WHEN place % 100000000 = 0 THEN place + 100000000
        WHEN place % 1000000 = 0 THEN place + 1000000
        WHEN place % 1000 = 0 THEN place + 1000
        ELSE place + 1
    END;

-- Who the present transaction acts for; null without a live session. The token comes in a setting of the transaction:
-- whoever could write another into it would have to know it.
CREATE FUNCTION access.present() RETURNS TABLE (
    session_id bigint, actor_id bigint, role text, place_from bigint, place_until bigint, department text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT s.session_id, a.actor_id, a.role, a.place, access.place_end(a.place), a.department
    FROM access.session s
    JOIN access.assignment a USING (assignment_id)
    JOIN access.actor who USING (actor_id)
    WHERE s.token_digest = sha256(convert_to(coalesce(current_setting('canbao.session', true), ''), 'UTF8'))
      AND s.closed_at IS NULL AND s.expires_at > now() AND a.ended_at IS NULL AND who.disabled_at IS NULL;
END;

CREATE FUNCTION access.place_from() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN
    (SELECT place_from FROM access.present());
CREATE FUNCTION access.place_until() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN
    (SELECT place_until FROM access.present());
CREATE FUNCTION access.actor_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN
    (SELECT actor_id FROM access.present());
CREATE FUNCTION access.department() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN
    (SELECT department FROM access.present());

-- Whether the present actor has a right at all (row security says where).
CREATE FUNCTION access.may(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT FROM access.present() p JOIN access.role_right r USING (role) WHERE r.right_name = wanted
    );
END;

-- Whether the present actor's scope holds a place.
CREATE FUNCTION access.holds(place bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN
    coalesce((SELECT place >= p.place_from AND access.place_end(place) <= p.place_until FROM access.present() p), false);

-- Stop unless the present actor has a right at a place; ``demanded`` null: anywhere in the actor's scope.
CREATE FUNCTION access.require(wanted text, demanded bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, access AS $$
DECLARE
    who bigint := access.actor_id();
BEGIN
    IF who IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: no session', DETAIL = 'session';
    ELSIF NOT access.may(wanted) THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: right ' || wanted, DETAIL = wanted;
    ELSIF demanded IS NOT NULL AND NOT access.holds(demanded) THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: place ' || demanded, DETAIL = 'place';
    END IF;
    RETURN who;
END
$$;

-- A session for an actor who has proved to be it. Only the role that checks passwords may open one.
CREATE FUNCTION access.open_session(who text, acting_as bigint, token_digest bytea, hours integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    INSERT INTO access.session (token_digest, assignment_id, expires_at)
    SELECT open_session.token_digest, a.assignment_id, now() + make_interval(hours => least(hours, 24))
    FROM access.actor JOIN access.assignment a USING (actor_id)
    WHERE login = who AND a.assignment_id = acting_as AND disabled_at IS NULL AND a.ended_at IS NULL
    RETURNING session_id;
END;

-- End the present session.
CREATE FUNCTION access.close_session() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    UPDATE access.session SET closed_at = now() WHERE session_id = (SELECT p.session_id FROM access.present() p);
END;

-- What the one who signs in may act as.
CREATE FUNCTION access.who_signs_in(who text) RETURNS TABLE (
    actor_id bigint, password_hash text, assignment_id bigint, role text, place bigint, department text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    SELECT a.actor_id, a.password_hash, s.assignment_id, s.role, s.place, s.department
    FROM access.actor a JOIN access.assignment s USING (actor_id)
    WHERE a.login = who AND a.disabled_at IS NULL AND s.ended_at IS NULL
    ORDER BY s.assignment_id;
END;

-- The first actor of a new registry: its security administrator, who adds the others. Refused when there is anybody.
CREATE FUNCTION access.add_first_actor(login text, display_name text, password_hash text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
    made bigint;
BEGIN
    LOCK TABLE access.actor IN EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM access.actor) THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: not the first', DETAIL = 'first';
    END IF;
    INSERT INTO access.actor (login, display_name, password_hash) VALUES ($1, $2, $3) RETURNING actor_id INTO made;
    INSERT INTO access.assignment (actor_id, role, power, place) VALUES (made, 'security_administrator', true, 0);
    RETURN made;
END
$$;

-- Add an actor without any role.
CREATE FUNCTION access.add_actor(login text, display_name text, password_hash text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    INSERT INTO access.actor (login, display_name, password_hash, created_by)
    VALUES ($1, $2, $3, access.require('access.manage', NULL))
    RETURNING actor_id;
END;

-- Give an actor a role at a place; the same again changes nothing. Nobody gives a role to themselves.
CREATE FUNCTION access.assign(who text, role text, place bigint, department text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
    grantor bigint := access.require('access.manage', assign.place);
    made bigint;
BEGIN
    INSERT INTO access.assignment (actor_id, role, power, place, department, granted_by)
    SELECT a.actor_id, r.role, r.power, assign.place, assign.department, grantor
    FROM access.actor a, access.role r WHERE a.login = who AND r.role = assign.role
    ON CONFLICT (actor_id, role, place, coalesce(department, '')) WHERE ended_at IS NULL DO NOTHING
    RETURNING assignment_id INTO made;
    RETURN made;
END
$$;

-- End a role of an actor, and with it its sessions.
CREATE FUNCTION access.end_assignment(who text, role text, place bigint) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    WITH ended AS (
        UPDATE access.assignment s SET ended_at = now(), ended_by = access.require('access.manage', end_assignment.place)
        FROM access.actor a
        WHERE a.actor_id = s.actor_id AND a.login = who AND s.role = end_assignment.role
          AND s.place = end_assignment.place AND s.ended_at IS NULL
        RETURNING 1
    )
    SELECT count(*)::integer FROM ended;
END;

-- Another password: one's own, or by whoever manages access.
CREATE FUNCTION access.set_password(who text, password_hash text) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    WITH changed AS (
        UPDATE access.actor a SET password_hash = set_password.password_hash
        WHERE a.login = who AND (a.actor_id = access.actor_id() OR access.may('access.manage'))
        RETURNING 1
    )
    SELECT count(*)::integer FROM changed;
END;

-- Disable an actor; nobody disables themselves.
CREATE FUNCTION access.disable(who text) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access
BEGIN ATOMIC
    WITH disabled AS (
        UPDATE access.actor a SET disabled_at = now()
        WHERE a.login = who AND disabled_at IS NULL AND a.actor_id <> access.require('access.manage', NULL)
        RETURNING 1
    )
    SELECT count(*)::integer FROM disabled;
END;

ALTER TABLE access.role ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.role FORCE ROW LEVEL SECURITY;
ALTER TABLE access.role_right ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.role_right FORCE ROW LEVEL SECURITY;
ALTER TABLE access.actor ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.actor FORCE ROW LEVEL SECURITY;
ALTER TABLE access.assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.assignment FORCE ROW LEVEL SECURITY;
ALTER TABLE access.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.session FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON access.role TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.role_right TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.actor TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.assignment TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON access.session TO canbao_owner USING (true) WITH CHECK (true);
-- What roles there are is no secret.
CREATE POLICY everybody ON access.role FOR SELECT TO canbao_app USING (true);
CREATE POLICY everybody ON access.role_right FOR SELECT TO canbao_app USING (true);
-- Actors, roles and sessions: one's own, and those of the scope to whoever manages or audits.
CREATE POLICY own_or_managed ON access.assignment FOR SELECT TO canbao_app
    USING (actor_id = (SELECT access.actor_id())
        OR ((SELECT access.may('access.manage') OR access.may('audit.read'))
            AND place >= (SELECT access.place_from()) AND place < (SELECT access.place_until())));
CREATE POLICY own_or_managed ON access.actor FOR SELECT TO canbao_app
    USING (actor_id = (SELECT access.actor_id())
        OR ((SELECT access.may('access.manage')) AND NOT EXISTS (
            SELECT FROM access.assignment a WHERE a.actor_id = actor.actor_id AND a.ended_at IS NULL))
        OR EXISTS (SELECT FROM access.assignment a WHERE a.actor_id = actor.actor_id));
CREATE POLICY own_or_managed ON access.session FOR SELECT TO canbao_app
    USING (EXISTS (SELECT FROM access.assignment a WHERE a.assignment_id = session.assignment_id));
GRANT SELECT ON access.role, access.role_right, access.assignment TO canbao_app;
GRANT SELECT (actor_id, login, display_name, created_at, created_by, disabled_at) ON access.actor TO canbao_app;
GRANT SELECT (session_id, assignment_id, opened_at, expires_at, closed_at) ON access.session TO canbao_app;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.place_end(bigint), access.present(), access.place_from(), access.place_until(),
    access.actor_id(), access.department(), access.may(text), access.holds(bigint), access.require(text, bigint),
    access.close_session(), access.add_first_actor(text, text, text), access.add_actor(text, text, text),
    access.assign(text, text, bigint, text), access.end_assignment(text, text, bigint),
    access.set_password(text, text), access.disable(text) TO canbao_app;
GRANT EXECUTE ON FUNCTION access.who_signs_in(text), access.open_session(text, bigint, bytea, integer)
    TO canbao_signin;
