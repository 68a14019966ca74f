-- What must hold of a database whoever changed it, beside its structure. Each query gives what does not hold.

-- name: unguarded
-- Tables whose row security is not whole, with what they lack. Of partitions each by itself: they inherit none of it.
SELECT c.oid::regclass::text, lack
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (VALUES
    (NOT c.relrowsecurity, 'ENABLE ROW LEVEL SECURITY'),
    (NOT c.relforcerowsecurity, 'FORCE ROW LEVEL SECURITY'),
    (NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid), 'POLICY'),
    (c.relowner::regrole::text <> 'canbao_owner', 'OWNER canbao_owner')
) AS looked_at (is_lacking, lack)
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND is_lacking
ORDER BY 1, 2;

-- name: strong_roles
-- The roles that the server lacks (null), that row security does not bind, or that may make more of themselves.
SELECT wanted.role, what
FROM unnest(ARRAY['canbao_app', 'canbao_signin', 'canbao_owner']) AS wanted (role)
LEFT JOIN pg_roles r ON r.rolname = wanted.role
CROSS JOIN LATERAL (
    VALUES
        (r.oid IS NULL, NULL),
        (r.rolsuper, 'SUPERUSER'),
        (r.rolbypassrls, 'BYPASSRLS'),
        (r.rolcreaterole AND r.rolname <> 'canbao_owner', 'CREATEROLE'),
        (r.rolcreatedb AND r.rolname <> 'canbao_owner', 'CREATEDB'),
        (r.rolreplication, 'REPLICATION')
    UNION ALL
    SELECT pg_has_role(r.oid, other.oid, 'MEMBER'), 'IN ROLE ' || other.rolname
    FROM pg_roles other
    WHERE other.oid <> r.oid AND r.rolname <> 'canbao_owner' AND NOT r.rolsuper
) AS looked_at (is_so, what)
WHERE is_so
ORDER BY 1, 2;

-- name: wide_rights
-- Rights that nobody but the owner needs: of the application to change tables, of everybody to anything.
SELECT role, right_name || ' ON ' || what
FROM (
    SELECT r.rolname AS role, privilege AS right_name, 'TABLE ' || c.oid::regclass AS what
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN pg_roles r
    CROSS JOIN unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND r.rolname IN ('canbao_app', 'canbao_signin') AND has_table_privilege(r.oid, c.oid, privilege)
    UNION ALL
    SELECT r.rolname, 'CREATE', 'SCHEMA ' || n.nspname
    FROM pg_namespace n CROSS JOIN pg_roles r
    WHERE n.nspname !~ '^pg_' AND r.rolname IN ('canbao_app', 'canbao_signin') AND has_schema_privilege(r.oid, n.oid, 'CREATE')
    UNION ALL
    SELECT r.rolname, privilege, 'DATABASE ' || current_database()
    FROM pg_roles r CROSS JOIN unnest(ARRAY['CREATE', 'TEMPORARY']) AS privilege
    WHERE r.rolname IN ('canbao_app', 'canbao_signin') AND has_database_privilege(r.oid, current_database(), privilege)
    UNION ALL
    SELECT r.rolname, privilege, format('COLUMN %s.%I', a.attrelid::regclass, a.attname)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN pg_roles r
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS privilege
    WHERE a.attname IN ('password_hash', 'token_digest') AND NOT a.attisdropped AND n.nspname !~ '^pg_'
      AND c.relkind IN ('r', 'p', 'v', 'm') AND r.rolname IN ('canbao_app', 'canbao_signin')
      AND has_column_privilege(r.oid, c.oid, a.attnum, privilege)
    UNION ALL
    SELECT 'PUBLIC', privilege_type, what
    FROM (
        SELECT 'SCHEMA ' || nspname AS what, coalesce(nspacl, acldefault('n', nspowner)) AS acl FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION ALL
        SELECT 'FUNCTION ' || p.oid::regprocedure, coalesce(p.proacl, acldefault('f', p.proowner))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
        UNION ALL
        SELECT 'TABLE ' || c.oid::regclass, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
        UNION ALL
        SELECT format('COLUMN %s.%I', a.attrelid::regclass, a.attname), a.attacl
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
        UNION ALL
        SELECT 'DATABASE ' || datname, coalesce(datacl, acldefault('d', datdba)) FROM pg_database
        WHERE datname = current_database()
    ) AS guarded, aclexplode(acl)
    WHERE grantee = 0
) AS wide
ORDER BY 1, 2;

-- name: not_validated
-- Constraints that were not checked against the rows that are there.
SELECT format('%s %I', k.conrelid::regclass, k.conname)
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE NOT k.convalidated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1;

-- name: pathless_definers
-- Functions that run with their owner's rights and look for names where whoever calls them says.
SELECT p.oid::regprocedure::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting ~ '^search_path=' AND setting !~ '\$user')
ORDER BY 1;

-- name: checks
-- The checks that the schemas bring along: functions ``broken_...`` that give a row for each record that is not as it was.
SELECT p.oid::regproc::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname ~ '^broken_' AND p.pronargs = 0 AND p.proretset AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1;

-- name: which_database
-- What tells a database from others: when its server was begun, and its number there.
SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database();
