-- What a restore runs at its end, before it says COMMIT.

-- name: check_rows
-- Stop unless every table has as many rows as the manifest says, which stands in the setting ``canbao.rows``.
SET row_security = on;
DO $canbao$
DECLARE
    wanted record;
    found bigint;
BEGIN
    FOR wanted IN SELECT key AS name, value::bigint AS rows
                  FROM pg_catalog.jsonb_each_text(pg_catalog.current_setting('canbao.rows')::jsonb) LOOP
        IF pg_catalog.to_regclass(wanted.name) IS NULL THEN
            RAISE EXCEPTION 'canbao: % is in the manifest and not in the backup', wanted.name;
        END IF;
        EXECUTE 'SELECT count(*) FROM ' || wanted.name::regclass INTO found;
        IF found <> wanted.rows THEN
            RAISE EXCEPTION 'canbao: %: % rows in the manifest, % restored', wanted.name, wanted.rows, found;
        END IF;
    END LOOP;
END
$canbao$;
