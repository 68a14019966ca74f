-- Signing in, and the management of actors and their roles. Every act writes itself down.

SET ROLE canbao_owner;

-- Whether the next attempt to sign in may be made. It is counted before the password is looked at, so that many at once
-- are many; five are free, then each must wait longer, up to a quarter of an hour. What comes too early does not count.
-- Returns the seconds to wait, 0 to go on.
CREATE FUNCTION access.begin_sign_in(who text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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

-- What the one who signs in may act as: nothing for an actor that is not there, is disabled or has no role.
CREATE FUNCTION access.who_signs_in(who text) RETURNS TABLE (
    actor_id bigint, display_name text, password_hash text, is_password_of_another boolean, assignment_id bigint,
    role text, zh text, en text, place bigint, department text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    SELECT a.actor_id, a.display_name, a.password_hash, a.password_set_by IS DISTINCT FROM a.actor_id, s.assignment_id,
           s.role, r.zh, r.en, s.place, s.department
    FROM access.actor a
    LEFT JOIN access.assignment s ON s.actor_id = a.actor_id AND s.ended_at IS NULL
    LEFT JOIN access.role r ON r.role = s.role
    WHERE a.login = who AND a.disabled_at IS NULL
    ORDER BY s.assignment_id;
END;

-- Write down a refused attempt. A login that is nobody's is not told: it may be a password in the wrong field.
CREATE FUNCTION access.refuse_sign_in(who text, reason text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    INSERT INTO access.audit_event (act, about, about_place, why, outcome)
    SELECT 'access.sign_in', coalesce(a.login, ''), a.place, reason, 'denied'
    FROM (SELECT) AS always LEFT JOIN access.actor a ON a.login = who;
END;

-- The password was right: the attempts before are forgotten.
CREATE FUNCTION access.forget_attempts(who text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    UPDATE access.sign_in_attempt SET failures = 0, wait_until = '-infinity', is_wait_audited = false WHERE login = who;
END;

-- A session for an actor who has proved to be it. Only the role that checks passwords may open one. Returns its number,
-- null when the role has ended or the actor was disabled meanwhile.
CREATE FUNCTION access.open_session(who text, acting_as bigint, token_digest bytea, hours integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    WITH meant AS (
        SELECT a.actor_id, s.assignment_id, s.role, s.place FROM access.actor a JOIN access.assignment s USING (actor_id)
        WHERE a.login = who AND s.assignment_id = acting_as AND a.disabled_at IS NULL AND s.ended_at IS NULL
    ), opened AS (
        INSERT INTO access.session (token_digest, assignment_id, expires_at)
        SELECT open_session.token_digest, m.assignment_id, now() + make_interval(hours => least(hours, 24)) FROM meant m
        RETURNING session_id
    )
    INSERT INTO access.audit_event (actor_id, session_id, role, place, act, about, outcome)
    SELECT m.actor_id, o.session_id, m.role, m.place, 'access.sign_in', who, 'done' FROM meant m, opened o
    RETURNING session_id;
END;

-- End the present session. Returns whether there was one.
CREATE FUNCTION access.close_session() RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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

-- End the sessions of an actor. Returns how many.
CREATE FUNCTION access.close_sessions_of(whose bigint) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    WITH closed AS (
        UPDATE access.session s SET closed_at = now() FROM access.assignment a
        WHERE a.assignment_id = s.assignment_id AND a.actor_id = whose AND s.closed_at IS NULL AND s.expires_at > now()
        RETURNING 1
    )
    SELECT count(*)::integer FROM closed;
END;

-- One's own password, by the role that has checked the old one. Ends all sessions of the actor.
CREATE FUNCTION access.set_own_password(who text, password_hash text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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

-- The same password under newer parameters, unless it was changed meanwhile.
CREATE FUNCTION access.rehash(who text, old_hash text, new_hash text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
BEGIN ATOMIC
    WITH changed AS (
        UPDATE access.actor a SET password_hash = new_hash WHERE a.login = who AND a.password_hash = old_hash RETURNING 1
    )
    SELECT EXISTS (SELECT FROM changed);
END;

-- The first actor of a new registry: its security administrator, who adds the others. For the owner alone, and only
-- while there is nobody.
CREATE FUNCTION access.add_first_actor(login text, display_name text, password_hash text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, access, pg_temp AS $$
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
$$;

-- The actor of a login whom the present actor manages: who belongs to a place of the session, not oneself; with
-- ``whole``, nor one who has a role elsewhere. Held until the transaction ends. Who is not managed and who is not there
-- look the same.
CREATE FUNCTION access.managed_actor(who text, whole boolean) RETURNS access.actor
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, access, pg_temp AS $$
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

-- Add an actor without any role, who belongs to a place.
CREATE FUNCTION access.add_actor(login text, display_name text, password_hash text, place bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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
$$;

-- Give an actor a role at a place. Nobody gives a role to themselves. Returns the number of the assignment, null when
-- the actor has it already.
CREATE FUNCTION access.assign(who text, role text, place bigint, department text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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
$$;

-- End a role of an actor at a place, and with it its sessions. Returns how many ended: a partner may have several
-- departments.
CREATE FUNCTION access.end_assignment(who text, role text, place bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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
$$;

-- Another password for an actor whom the present actor manages wholly: one's own goes by the old one. Ends the sessions
-- of the actor and the wait after wrong passwords.
CREATE FUNCTION access.set_password(who text, password_hash text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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
$$;

-- Disable an actor whom the present actor manages wholly; nobody disables themselves. Returns whether it was not yet.
CREATE FUNCTION access.disable(who text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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

GRANT EXECUTE ON FUNCTION access.close_session(), access.add_actor(text, text, text, bigint),
    access.assign(text, text, bigint, text), access.end_assignment(text, text, bigint),
    access.set_password(text, text), access.disable(text) TO canbao_app;
GRANT EXECUTE ON FUNCTION access.begin_sign_in(text), access.who_signs_in(text), access.refuse_sign_in(text, text),
    access.forget_attempts(text), access.open_session(text, bigint, bytea, integer),
    access.set_own_password(text, text), access.rehash(text, text, text) TO canbao_signin;
