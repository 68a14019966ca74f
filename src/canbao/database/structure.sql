-- What a database is made of, as names and descriptions, from its catalogs alone. Nothing in it depends on the version
-- of the server or on the order in which things were made. Partitions are not told: they are as the table they belong to.

-- name: schemas
-- The schemas: to whom they belong.
SELECT 'schema ' || n.nspname AS name, 'owner ' || n.nspowner::regrole AS told
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public');

-- name: tables
-- Tables, views and sequences: kind, owner, row security. Of a query its words without the tables before columns, which
-- versions write differently, and the columns that it reads.
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END
           || c.oid::regclass AS name,
       concat_ws(
           ', ',
           'owner ' || c.relowner::regrole,
           CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
           CASE WHEN c.relrowsecurity THEN 'row security' END,
           CASE WHEN c.relforcerowsecurity THEN 'forced' END,
           'partitioned by ' || CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
           CASE WHEN c.relkind IN ('v', 'm') THEN array_to_string(c.reloptions, ', ') END,
           'query ' || CASE WHEN c.relkind IN ('v', 'm') THEN encode(sha256(convert_to(concat(
               regexp_replace(pg_get_viewdef(c.oid), '\m[a-z_][a-z0-9_]*\.(?=[a-z_"])', '', 'g'),
               (SELECT string_agg(format('%s.%s', d.refobjid::regclass, a.attname), ' '
                                  ORDER BY d.refobjid::regclass::text COLLATE "C", a.attname)
                FROM pg_rewrite r
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.deptype = 'n'
                                AND d.refclassid = 'pg_class'::regclass
                JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE r.ev_class = c.oid AND d.refobjid <> c.oid)), 'UTF8')), 'hex') END
       ) AS told
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i');

-- name: columns
-- Columns in their order: type, default, whether null is allowed.
SELECT format('column %s.%I', a.attrelid::regclass, a.attname) AS name,
       concat_ws(
           ' ',
           '#' || row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum),
           format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
           CASE WHEN a.attnotnull THEN 'NOT NULL' END,
           CASE a.attidentity WHEN 'a' THEN 'IDENTITY ALWAYS' WHEN 'd' THEN 'IDENTITY BY DEFAULT' END,
           CASE a.attgenerated WHEN '' THEN 'DEFAULT ' ELSE 'GENERATED ' END || pg_get_expr(e.adbin, e.adrelid)
       ) AS told
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped;

-- name: constraints
-- Constraints but those that a column tells (not null); not valid where they are not.
SELECT format('constraint %s %I', coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text), k.conname)
           AS name,
       pg_get_constraintdef(k.oid) AS told
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
LEFT JOIN pg_class c ON c.oid = k.conrelid
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND k.contype <> 'n' AND NOT coalesce(c.relispartition, false);

-- name: indexes
-- Indexes.
SELECT 'index ' || i.indexrelid::regclass AS name,
       pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END AS told
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND NOT c.relispartition;

-- name: policies
-- Policies of row security: for what, for whom, which rows.
SELECT format('policy %s %I', p.polrelid::regclass, p.polname) AS name,
       concat_ws(
           ' ',
           CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL'
           END,
           'TO ' || (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', ' ORDER BY r::regrole::text COLLATE "C")
                     FROM unnest(p.polroles) r),
           'USING ' || pg_get_expr(p.polqual, p.polrelid),
           'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid)
       ) AS told
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE NOT c.relispartition;

-- name: triggers
-- Triggers.
SELECT format('trigger %s %I', t.tgrelid::regclass, t.tgname) AS name,
       pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' ENABLED ' || t.tgenabled::text END AS told
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND NOT c.relispartition;

-- name: functions
-- Functions: what they give, how they run, and the digest of what they do.
SELECT 'function ' || p.oid::regprocedure AS name,
       concat_ws(
           ', ',
           'owner ' || p.proowner::regrole,
           'takes ' || pg_get_function_arguments(p.oid),
           'gives ' || pg_get_function_result(p.oid),
           l.lanname,
           CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
           CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'parallel unsafe' END,
           CASE WHEN p.proisstrict THEN 'strict' END,
           CASE WHEN p.proleakproof THEN 'leakproof' END,
           CASE WHEN p.prosecdef THEN 'security definer' END,
           array_to_string(p.proconfig, ', '),
           'body ' || encode(sha256(convert_to(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), 'UTF8')), 'hex')
       ) AS told
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public');

-- name: types
-- Types of one's own: what they are made of (composite ones tell their columns).
SELECT 'type ' || t.oid::regtype AS name,
       concat_ws(
           ', ',
           'owner ' || t.typowner::regrole,
           CASE t.typtype
               WHEN 'e' THEN 'enum ' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                         FROM pg_enum e WHERE e.enumtypid = t.oid)
               WHEN 'd' THEN 'domain ' || format_type(t.typbasetype, t.typtypmod)
               WHEN 'r' THEN 'range ' || (SELECT r.rngsubtype::regtype::text FROM pg_range r WHERE r.rngtypid = t.oid)
               ELSE 'composite'
           END,
           CASE WHEN t.typnotnull THEN 'NOT NULL' END,
           'DEFAULT ' || t.typdefault
       ) AS told
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
  AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c');

-- name: others
-- Rules, extended statistics and default rights.
SELECT format('rule %s %I', r.ev_class::regclass, r.rulename) AS name, pg_get_ruledef(r.oid) AS told
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND r.rulename <> '_RETURN'
UNION ALL
SELECT format('statistics %I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid)
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
UNION ALL
SELECT format('default rights %s %s %s', d.defaclrole::regrole, coalesce(n.nspname, '*'), d.defaclobjtype), d.defaclacl::text
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace;

-- name: rights
-- Who but the owner may do what with schemas, tables, columns and functions.
SELECT format('right %s %s', what, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END) AS name,
       string_agg(privilege_type || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', '
                  ORDER BY privilege_type COLLATE "C") AS told
FROM (
    SELECT 'schema ' || n.nspname AS what, n.nspowner AS owner, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl
    FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION ALL
    SELECT 'table ' || c.oid::regclass, c.relowner, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND NOT c.relispartition
    UNION ALL
    SELECT format('column %s.%I', a.attrelid::regclass, a.attname), c.relowner, a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public') AND NOT c.relispartition AND NOT a.attisdropped
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
) AS guarded, aclexplode(acl)
WHERE grantee <> owner
GROUP BY what, grantee;
