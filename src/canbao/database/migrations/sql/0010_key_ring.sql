-- Which key ring the names and numbers of this database are sealed under, so that no other is used by mistake.

SET ROLE canbao_owner;

CREATE TABLE registry.key_ring (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    ring_id text NOT NULL CHECK (ring_id ~ '^[0-9a-f]{32}$')
);
ALTER TABLE registry.key_ring ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.key_ring FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.key_ring TO canbao_owner USING (true) WITH CHECK (true);
-- The number of a ring is no secret; its keys are not here.
CREATE POLICY everybody ON registry.key_ring FOR SELECT TO canbao_app USING (true);
GRANT SELECT ON registry.key_ring TO canbao_app;

-- Sealed values of a table that are not under a data key, from a row on: what a rotation has still to do. Only what is
-- sealed is given, to whoever rotates keys.
CREATE FUNCTION registry.sealed_otherwise(which text, key_id integer, after_row bigint, most integer)
RETURNS TABLE (row_id bigint, sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
BEGIN
    PERFORM access.require('keys.rotate', 0);
    IF which = 'certificate' THEN
        RETURN QUERY SELECT c.certificate_id, c.sealed FROM registry.certificate c
            WHERE c.certificate_id > after_row AND substring(c.sealed FROM 2 FOR 2) <> substring(int4send(key_id) FROM 3)
            ORDER BY c.certificate_id LIMIT most;
    ELSIF which = 'person_name' THEN
        RETURN QUERY SELECT n.name_id, n.sealed FROM registry.person_name n
            WHERE n.name_id > after_row AND substring(n.sealed FROM 2 FOR 2) <> substring(int4send(key_id) FROM 3)
            ORDER BY n.name_id LIMIT most;
    ELSE
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: table ' || which;
    END IF;
END
$$;

-- Put values sealed anew in the place of those they were made from; a value that was changed meanwhile stays. Returns
-- how many were put.
CREATE FUNCTION registry.put_resealed(which text, row_ids bigint[], olds bytea[], news bytea[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
DECLARE
    done integer;
BEGIN
    PERFORM access.require('keys.rotate', 0);
    IF which = 'certificate' THEN
        UPDATE registry.certificate c SET sealed = put.new
        FROM unnest(row_ids, olds, news) AS put (row_id, old, new)
        WHERE c.certificate_id = put.row_id AND c.sealed = put.old;
    ELSIF which = 'person_name' THEN
        UPDATE registry.person_name n SET sealed = put.new
        FROM unnest(row_ids, olds, news) AS put (row_id, old, new)
        WHERE n.name_id = put.row_id AND n.sealed = put.old;
    ELSE
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: table ' || which;
    END IF;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END
$$;
REVOKE ALL ON FUNCTION registry.sealed_otherwise(text, integer, bigint, integer),
    registry.put_resealed(text, bigint[], bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.sealed_otherwise(text, integer, bigint, integer),
    registry.put_resealed(text, bigint[], bytea[], bytea[]) TO canbao_app;
