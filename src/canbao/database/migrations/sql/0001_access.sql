-- Who may do what where. Actors of the office, sessions, and the functions that row security asks.

SET ROLE canbao_owner;
-- Whatever is made from now on may be run by those alone who are named.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
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
CREATE TABLE access.right_name (
    right_name text PRIMARY KEY CHECK (right_name ~ '^[a-z_]+(\.[a-z_]+)*$'),
    zh text NOT NULL,
    en text NOT NULL
);
CREATE TABLE access.role_right (
    role text NOT NULL REFERENCES access.role,
    right_name text NOT NULL REFERENCES access.right_name,
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
INSERT INTO access.right_name (right_name, zh, en) VALUES
    ('access.manage', '管理人员与权限', 'manage actors and their roles'),
    ('audit.read', '查看审计', 'read the audit trail'),
    ('audit.seal', '封存审计', 'seal the audit trail'),
    ('decide', '复核', 'decide on proposals'),
    ('export', '导出', 'export'),
    ('feeds.import', '导入部门数据', 'import feeds'),
    ('feeds.read', '查看部门数据', 'read feeds'),
    ('keys.rotate', '更换密钥', 'change keys'),
    ('match.run', '运行月度比对', 'run the monthly match'),
    ('places.load', '维护行政区划', 'load places'),
    ('propose', '提出变更', 'make proposals'),
    ('registry.read', '查看参保数据', 'read the registry'),
    ('registry.write', '办理业务', 'write to the registry');
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

-- Who works with the registry. ``place``: whose administrators manage the actor. The password is an Argon2 hash that only
-- signing in may read; who set it is known, so that an actor sees when it was another.
CREATE TABLE access.actor (
    actor_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login ~ '^[a-z][a-z0-9_.-]{1,62}$'),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
    place bigint NOT NULL DEFAULT 0 CHECK (place >= 0 AND place < 1000000000000),
    password_hash text NOT NULL,
    password_set_at timestamptz NOT NULL DEFAULT now(),
    password_set_by bigint REFERENCES access.actor,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by bigint REFERENCES access.actor,
    disabled_at timestamptz,
    disabled_by bigint REFERENCES access.actor CHECK (disabled_by IS DISTINCT FROM actor_id)
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
CREATE INDEX session_assignment ON access.session (assignment_id);

-- Attempts to sign in since the last good one, whether or not there is an actor of that login: both look the same.
CREATE TABLE access.sign_in_attempt (
    login text PRIMARY KEY CHECK (login ~ '^[a-z][a-z0-9_.-]{1,62}$'),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    last_at timestamptz NOT NULL DEFAULT now(),
    wait_until timestamptz NOT NULL DEFAULT '-infinity',
    is_wait_audited boolean NOT NULL DEFAULT false
);

-- The first of the places that no longer lie below a place; the zeros at its end tell its level.
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

-- Whom the present statement acts for; no row without a live session. The token comes in a setting of the connection:
-- whoever could write another into it would have to know it. A transaction that is held open outlives no session.
CREATE VIEW access.live_session WITH (security_invoker = true) AS
    SELECT s.session_id, a.actor_id, a.role, a.place, a.department
    FROM access.session s
    JOIN access.assignment a USING (assignment_id)
    JOIN access.actor who USING (actor_id)
    WHERE s.token_digest = sha256(convert_to(coalesce(current_setting('canbao.session', true), ''), 'UTF8'))
      AND s.closed_at IS NULL AND s.expires_at > statement_timestamp() AND a.ended_at IS NULL
      AND who.disabled_at IS NULL;

-- The same for the application. In plpgsql, as all that policies ask, which keeps the plan.
CREATE FUNCTION access.present() RETURNS TABLE (
    session_id bigint, actor_id bigint, role text, place_from bigint, place_until bigint, department text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED ROWS 1 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.session_id, l.actor_id, l.role, l.place, access.place_end(l.place), l.department FROM access.live_session l;
END
$$;

-- From where on and until where the present actor has a right: null without it. Every policy asks this, and each of the
-- two is one look at one row.
CREATE FUNCTION access.right_from(wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT l.place FROM access.live_session l JOIN access.role_right r USING (role) WHERE r.right_name = wanted);
END
$$;
CREATE FUNCTION access.right_until(wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT access.place_end(l.place) FROM access.live_session l JOIN access.role_right r USING (role)
            WHERE r.right_name = wanted);
END
$$;

CREATE FUNCTION access.place_from() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT p.place_from FROM access.present() p);
END
$$;
CREATE FUNCTION access.place_until() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT p.place_until FROM access.present() p);
END
$$;
CREATE FUNCTION access.actor_id() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT p.actor_id FROM access.present() p);
END
$$;
CREATE FUNCTION access.department() RETURNS text LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT p.department FROM access.present() p);
END
$$;

-- Whether the present actor has a right at all (row security says where).
CREATE FUNCTION access.may(wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM access.present() p JOIN access.role_right r USING (role) WHERE r.right_name = wanted
    );
END
$$;

-- Whether the present actor's scope holds a place and all that lies below it.
CREATE FUNCTION access.holds(place bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, access, pg_temp PARALLEL RESTRICTED AS $$
BEGIN
    RETURN coalesce(
        (SELECT $1 >= p.place_from AND access.place_end($1) <= p.place_until FROM access.present() p), false);
END
$$;

-- Refuse an act. ``lacking`` says in one word what is missing, ``told`` what a message fills in.
CREATE FUNCTION access.deny(lacking text, told jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, access, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'canbao: ' || lacking, DETAIL = lacking, HINT = told::text;
END
$$;

-- The roles that have a right, as a message names them.
CREATE FUNCTION access.roles_with(wanted text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(jsonb_build_array(r.zh, r.en) ORDER BY r.role), '[]')
    FROM access.role r JOIN access.role_right h USING (role) WHERE h.right_name = wanted;
END;

-- Stop unless the present actor has a right at a place; ``demanded`` null: anywhere in the actor's scope.
CREATE FUNCTION access.require(wanted text, demanded bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, access, pg_temp AS $$
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

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['role', 'right_name', 'role_right', 'actor', 'assignment', 'session', 'sign_in_attempt'] LOOP
        EXECUTE format('ALTER TABLE access.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE access.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON access.%I TO canbao_owner USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;
-- What roles there are is no secret.
CREATE POLICY everybody ON access.role FOR SELECT TO canbao_app USING (true);
CREATE POLICY everybody ON access.right_name FOR SELECT TO canbao_app USING (true);
CREATE POLICY everybody ON access.role_right FOR SELECT TO canbao_app USING (true);
-- Actors, their roles and sessions: one's own, and those of the scope to whoever manages or audits.
CREATE POLICY own_or_managed ON access.assignment FOR SELECT TO canbao_app
    USING (actor_id = (SELECT access.actor_id())
        OR ((SELECT access.may('access.manage') OR access.may('audit.read'))
            AND place >= (SELECT access.place_from()) AND place < (SELECT access.place_until())));
CREATE POLICY own_or_managed ON access.actor FOR SELECT TO canbao_app
    USING (actor_id = (SELECT access.actor_id())
        OR ((SELECT access.may('access.manage') OR access.may('audit.read'))
            AND (place >= (SELECT access.place_from()) AND place < (SELECT access.place_until())
                OR EXISTS (SELECT FROM access.assignment a WHERE a.actor_id = actor.actor_id))));
CREATE POLICY own_or_managed ON access.session FOR SELECT TO canbao_app
    USING (EXISTS (SELECT FROM access.assignment a WHERE a.assignment_id = session.assignment_id));
CREATE POLICY managed ON access.sign_in_attempt FOR SELECT TO canbao_app
    USING ((SELECT access.may('access.manage'))
        AND EXISTS (SELECT FROM access.actor a WHERE a.login = sign_in_attempt.login));
GRANT SELECT ON access.role, access.right_name, access.role_right, access.assignment, access.sign_in_attempt
    TO canbao_app;
GRANT SELECT (actor_id, login, display_name, place, password_set_at, password_set_by, created_at, created_by,
              disabled_at, disabled_by) ON access.actor TO canbao_app;
GRANT SELECT (session_id, assignment_id, opened_at, expires_at, closed_at) ON access.session TO canbao_app;
GRANT EXECUTE ON FUNCTION access.place_end(bigint), access.present(), access.place_from(), access.place_until(),
    access.right_from(text), access.right_until(text),
    access.actor_id(), access.department(), access.may(text), access.holds(bigint), access.deny(text, jsonb),
    access.roles_with(text), access.require(text, bigint) TO canbao_app;
