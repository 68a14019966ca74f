-- The roles of the server and what they may do with this database: not of the schema, so no backup holds them.

-- Roles are of the whole server: another database of the same server may make them at this very moment.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['canbao_owner NOLOGIN', 'canbao_app LOGIN', 'canbao_signin LOGIN'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(wanted, ' ', 1));
        BEGIN
            EXECUTE 'CREATE ROLE ' || wanted || ' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS';
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    IF NOT pg_has_role(session_user, 'canbao_owner', 'USAGE') THEN
        BEGIN
            EXECUTE format('GRANT canbao_owner TO %I', session_user);
        EXCEPTION WHEN unique_violation OR internal_error THEN  -- another session grants the same
            NULL;
        END;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO canbao_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO canbao_app, canbao_signin', current_database());
END
$$;
-- In ``public`` stands the version of the schema alone: the owner writes it, the application reads it.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO canbao_owner;
GRANT USAGE ON SCHEMA public TO canbao_app;
