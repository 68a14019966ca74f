-- Sessions ended by a security administrator: of one actor, or of everybody of the own scope.

SET ROLE canbao_owner;

-- End the sessions of an actor, or, without one, of every actor who belongs to a place of the present session; never the
-- present session itself. A token is random and has no key, so to make old ones worthless is to end them. Returns how many.
CREATE FUNCTION access.end_sessions(who text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp AS $$
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
REVOKE ALL ON FUNCTION access.end_sessions(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.end_sessions(text) TO canbao_app;
