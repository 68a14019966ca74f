-- The monthly match by itself: which places are matched each month, from which month on and by which day; what of a
-- month was missing when it was matched.

SET ROLE canbao_owner;

-- A place is matched for every month from ``first_month`` on, on ``due_day`` of the month after. A change is an end and a
-- new row.
CREATE TABLE registry.match_schedule (
    schedule_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place bigint NOT NULL REFERENCES registry.place,
    first_month date NOT NULL CHECK (extract(day FROM first_month) = 1),
    due_day smallint NOT NULL CHECK (due_day BETWEEN 1 AND 28),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by bigint NOT NULL,
    ended_at timestamptz,
    ended_by bigint,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX match_schedule_now ON registry.match_schedule (place) WHERE ended_at IS NULL;
ALTER TABLE registry.match_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.match_schedule FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.match_schedule TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY of_the_place ON registry.match_schedule FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('registry.read')) AND place < (SELECT access.right_until('registry.read')));
GRANT SELECT ON registry.match_schedule TO canbao_app;

-- The feeds of the month that were not there when a run looked; null: nobody looked.
ALTER TABLE registry.match_run ADD COLUMN missing jsonb;

-- Say from which month on a place is matched each month, and on which day of the month after; null for the month: no
-- longer. What was said before ends.
CREATE FUNCTION registry.schedule_match(of_place bigint, from_month date, on_day smallint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    who bigint := access.require('match.run', of_place);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('canbao.match'), hashtext(of_place::text));
    UPDATE registry.match_schedule s SET ended_at = clock_timestamp(), ended_by = who
    WHERE s.place = of_place AND s.ended_at IS NULL;
    IF from_month IS NOT NULL THEN
        INSERT INTO registry.match_schedule (place, first_month, due_day, recorded_by)
        VALUES (of_place, from_month, on_day, who);
    END IF;
    PERFORM access.audit('match.schedule', of_place::text, NULL, '', 'done',
                         jsonb_build_object('from', from_month, 'day', on_day));
END
$$;

-- Run the match of a place and month unless there is one: of two at once, one waits and finds it. Returns the run, null
-- where there was one.
CREATE FUNCTION registry.run_due_match(of_place bigint, of_month date, rules bytea) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    PERFORM access.require('match.run', of_place);
    PERFORM pg_advisory_xact_lock(hashtext('canbao.match'), hashtext(of_place::text));
    IF EXISTS (SELECT FROM registry.match_run r WHERE r.place = of_place AND r.month = of_month) THEN
        RETURN NULL;
    END IF;
    RETURN registry.run_match(of_place, of_month, rules);
END
$$;

-- Say which feeds of its month were not there when a run looked; once.
CREATE FUNCTION registry.say_missing(which bigint, said jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    of_place bigint := (SELECT r.place FROM registry.match_run r WHERE r.run_id = which);
BEGIN
    PERFORM access.require('match.run', coalesce(of_place, 0));
    UPDATE registry.match_run r SET missing = said WHERE r.run_id = which AND r.missing IS NULL;
END
$$;
REVOKE ALL ON FUNCTION registry.schedule_match(bigint, date, smallint), registry.run_due_match(bigint, date, bytea),
    registry.say_missing(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.schedule_match(bigint, date, smallint), registry.run_due_match(bigint, date, bytea),
    registry.say_missing(bigint, jsonb) TO canbao_app;
