-- Sealing anew under another data key: what is still under another, and what takes its place.

SET ROLE canbao_owner;

-- Sealed values of a table that are not under a data key, from a row on: what a rotation has still to do. Only what is
-- sealed is given, to whoever rotates keys.
CREATE FUNCTION registry.sealed_otherwise(which text, key_id integer, after_row bigint, most integer)
RETURNS TABLE (row_id bigint, sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
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

-- Put values sealed anew in the place of those they were made from; a value that was changed meanwhile stays. Returns
-- how many were put.
CREATE FUNCTION registry.put_resealed(which text, row_ids bigint[], olds bytea[], news bytea[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
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

-- How many sealed values there are under each data key.
CREATE FUNCTION registry.sealed_by_key() RETURNS TABLE (which text, key_id integer, values_sealed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry AS $$
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
REVOKE ALL ON FUNCTION registry.sealed_otherwise(text, integer, bigint, integer),
    registry.put_resealed(text, bigint[], bytea[], bytea[]), registry.sealed_by_key() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.sealed_otherwise(text, integer, bigint, integer),
    registry.put_resealed(text, bigint[], bytea[], bytea[]), registry.sealed_by_key() TO canbao_app;
