-- The tables of a database, whichever they are.

-- name: tables
-- Every table with its schema; of one in partitions the whole.
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C";

-- name: hidden
-- The tables of which row security may hide rows from the present role: it is bound by it, and no policy shows it all, or
-- one takes some away again.
SELECT c.oid::regclass::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_roles me ON me.rolname = current_user
WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT (me.rolsuper OR me.rolbypassrls OR pg_has_role(c.relowner, 'USAGE') AND NOT c.relforcerowsecurity)
  AND (
      NOT EXISTS (SELECT FROM pg_policy p, unnest(p.polroles) r
                  WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                    AND pg_get_expr(p.polqual, p.polrelid) = 'true'
                    AND CASE r WHEN 0 THEN true ELSE pg_has_role(r, 'USAGE') END)
      OR EXISTS (SELECT FROM pg_policy p, unnest(p.polroles) r
                 WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('*', 'r')
                   AND CASE r WHEN 0 THEN true ELSE pg_has_role(r, 'USAGE') END)
  )
ORDER BY 1;

-- name: contents
-- Schemas and what lies in ``public``: nothing in a database just made. What an extension brought does not count.
SELECT nspname FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
UNION ALL
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'I')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1;
