-- Enrolling: an office puts a person into a scheme at a pooling place for a year. What it decides stays beside what
-- feeds report, until a correction or a resolution, approved by another, ends it.

SET ROLE canbao_owner;

-- How near one place lies to another, told without naming either.
CREATE FUNCTION registry.nearness(place bigint, other bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE
        WHEN place = 0 OR other = 0 THEN 'unknown'
        WHEN place / 1000000 = other / 1000000 THEN 'same_county'
        WHEN place / 100000000 = other / 100000000 THEN 'same_city'
        WHEN place / 10000000000 = other / 10000000000 THEN 'same_province'
        ELSE 'another_province'
    END;

-- Refuse to enrol. ``lacking`` says in one word why, ``told`` what a message fills in.
CREATE FUNCTION registry.refuse_enrolling(lacking text, told jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'canbao: enrol ' || lacking, DETAIL = 'enrol_' || lacking,
        HINT = told::text;
END
$$;

-- Refuse where a person has cover on a day of a span already: which scheme, how near, for which days.
CREATE FUNCTION registry.refuse_covered(whose bigint, at_place bigint, since date, until date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    stands registry.cover_spell;
BEGIN
    SELECT * INTO stands FROM registry.cover_spell s
    WHERE s.person_id = whose AND s.from_day < until AND s.until_day > since ORDER BY s.from_day LIMIT 1;
    IF FOUND THEN
        PERFORM registry.refuse_enrolling('covered', jsonb_build_object(
            'scheme', stands.scheme, 'nearness', registry.nearness(stands.place, at_place), 'from', stands.from_day,
            'until', nullif(stands.until_day, 'infinity')));
    END IF;
END
$$;

-- Refuse what no enrolment may be: of nobody who lives, at no pooling place, for no days of its year. Cover of a year may
-- begin when the collection for it does, on 1 September before (a new student, xz11/3d), and ends with the year.
CREATE FUNCTION registry.refuse_impossible(whose bigint, at_place bigint, of_year smallint, since date, until date) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    who registry.person;
BEGIN
    -- Of two who enrol the same person, one waits here.
    SELECT * INTO who FROM registry.person p WHERE p.person_id = whose FOR NO KEY UPDATE;
    IF who.merged_into IS NOT NULL THEN
        PERFORM registry.refuse_enrolling('merged', jsonb_build_object('into', who.merged_into));
    ELSIF who.died <= since OR who.born >= until THEN
        PERFORM registry.refuse_enrolling('not_living');
    ELSIF NOT EXISTS (SELECT FROM registry.place p WHERE p.place = at_place AND p.level IN ('province', 'city', 'county')
                      AND (p.valid_until IS NULL OR p.valid_until > since)) THEN
        PERFORM registry.refuse_enrolling('place');
    ELSIF since >= until OR since < make_date(of_year - 1, 9, 1) OR until > make_date(of_year + 1, 1, 1) THEN
        PERFORM registry.refuse_enrolling('days', jsonb_build_object('year', of_year));
    END IF;
END
$$;

-- Refuse cover beside other cover unless the law allows it: a new student, at home and at the place of study, until the
-- coverage year begins (xz11/3d).
CREATE FUNCTION registry.refuse_beside(
    whose bigint, of_scheme smallint, at_place bigint, since date, year_begins date, until date
) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, registry, pg_temp AS $$
BEGIN
    IF of_scheme <> 390 OR since >= year_begins OR NOT EXISTS (
        SELECT FROM registry.cover_spell s
        WHERE s.person_id = whose AND s.from_day < least(until, year_begins) AND s.until_day > since) THEN
        PERFORM registry.refuse_enrolling('nothing_beside');
    ELSIF NOT EXISTS (
        SELECT FROM registry.fact f
        WHERE f.person_id = whose AND f.ended_in IS NULL AND f.kind IN ('student', 'student_registered')
          AND f.place >= at_place AND f.place < access.place_end(at_place)
          AND coalesce(f.valid_from, '-infinity') < year_begins AND coalesce(f.valid_until, 'infinity') > since) THEN
        PERFORM registry.refuse_enrolling('basis');
    END IF;
END
$$;

-- Put a spell of cover between those that there are. The constraints of cover_spell are asked at once, so that whoever
-- came first by whatever way is told in words.
CREATE FUNCTION registry.put_enrolled(
    whose bigint, of_scheme smallint, at_place bigint, since date, until date, rev bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    before date;
BEGIN
    SELECT max(s.until_day) INTO before FROM registry.cover_spell s WHERE s.person_id = whose AND s.until_day <= since;
    UPDATE registry.cover_spell s SET prev_until = put_enrolled.until
    WHERE s.person_id = whose AND s.from_day >= put_enrolled.until AND s.prev_until IS NOT DISTINCT FROM before;
    INSERT INTO registry.cover_spell (person_id, scheme, place, from_day, until_day, prev_until, basis, recorded_in)
    VALUES (whose, of_scheme, at_place, since, put_enrolled.until, before, 'enrolled', rev);
    SET CONSTRAINTS registry.cover_spell_one_after, registry.cover_spell_before IMMEDIATE;
    SET CONSTRAINTS registry.cover_spell_one_after, registry.cover_spell_before DEFERRED;
EXCEPTION
    WHEN unique_violation OR foreign_key_violation OR check_violation THEN
        PERFORM registry.refuse_covered(whose, at_place, since, put_enrolled.until);
        PERFORM registry.refuse_enrolling('changed');
END
$$;

-- Enrol a person. ``beside``: the reason for which the law allows cover beside other cover, or null. What comes before
-- the coverage year then stands beside; the year itself is a spell like any other. Returns the revision.
CREATE FUNCTION registry.enrol(
    whose bigint, of_scheme smallint, at_place bigint, of_year smallint, since date, until date, paid date,
    in_window boolean, beside text, because text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    year_begins constant date := make_date(of_year, 1, 1);
    spell_from constant date := CASE WHEN beside IS NULL THEN since ELSE greatest(since, year_begins) END;
    content constant jsonb := jsonb_build_object('scheme', of_scheme, 'place', at_place, 'year', of_year, 'from', since,
                                                 'until', enrol.until, 'beside', beside);
    rev bigint;
BEGIN
    PERFORM access.require('registry.write', at_place);
    PERFORM registry.require_for('registry.write', whose);
    PERFORM registry.refuse_impossible(whose, at_place, of_year, since, enrol.until);
    IF beside IS NOT NULL THEN
        PERFORM registry.refuse_beside(whose, of_scheme, at_place, since, year_begins, enrol.until);
    END IF;
    PERFORM registry.refuse_covered(whose, at_place, spell_from, enrol.until);
    rev := registry.begin_revision('cover.enrol', NULL, NULL, because);
    IF beside IS NOT NULL THEN
        INSERT INTO registry.cover_overlap (person_id, scheme, place, from_day, until_day, basis, clause, recorded_in)
        VALUES (whose, of_scheme, at_place, since, least(enrol.until, year_begins), beside, 'xz11/3d', rev);
    END IF;
    IF spell_from < enrol.until THEN
        PERFORM registry.put_enrolled(whose, of_scheme, at_place, spell_from, enrol.until, rev);
    END IF;
    INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, paid_on, paid_in_window, valid_from, valid_until,
                                             recorded_in)
    VALUES (whose, of_scheme, at_place, of_year, paid, in_window, since, enrol.until, rev);
    INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
    VALUES ('national_database', whose, at_place, 'enrolled', content, rev);
    PERFORM access.audit('cover.enrol', at_place::text, whose, because, 'done', content || jsonb_build_object('revision', rev));
    RETURN rev;
END
$$;

-- When what an office enrolled ends (by a correction, a resolution, a merge), the spell that it made ends with it, and
-- cover is adopted again without it.
CREATE FUNCTION registry.release_enrolled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    gone registry.cover_spell;
BEGIN
    DELETE FROM registry.cover_spell s
    WHERE s.person_id = OLD.person_id AND s.basis = 'enrolled' AND s.scheme = OLD.scheme AND s.place = OLD.place
      AND s.from_day >= OLD.valid_from AND s.until_day = OLD.valid_until
    RETURNING * INTO gone;
    IF FOUND THEN
        INSERT INTO registry.cover_spell_was (person_id, scheme, place, from_day, until_day, basis, recorded_in, ended_in)
        VALUES (gone.person_id, gone.scheme, gone.place, gone.from_day, gone.until_day, gone.basis, gone.recorded_in,
                NEW.ended_in);
        UPDATE registry.cover_spell s SET prev_until = gone.prev_until
        WHERE s.person_id = gone.person_id AND s.prev_until = gone.until_day;
    END IF;
    UPDATE registry.cover_overlap o SET ended_in = NEW.ended_in
    WHERE o.person_id = OLD.person_id AND o.ended_in IS NULL AND o.scheme = OLD.scheme AND o.place = OLD.place
      AND o.from_day = OLD.valid_from;
    RETURN NULL;
END
$$;
CREATE TRIGGER release_enrolled AFTER UPDATE OF ended_in ON registry.reported_enrolment
    FOR EACH ROW WHEN (OLD.ended_in IS NULL AND NEW.ended_in IS NOT NULL AND OLD.feed IS NULL)
    EXECUTE FUNCTION registry.release_enrolled();

REVOKE ALL ON FUNCTION registry.nearness(bigint, bigint), registry.refuse_enrolling(text, jsonb),
    registry.refuse_covered(bigint, bigint, date, date), registry.refuse_impossible(bigint, bigint, smallint, date, date),
    registry.refuse_beside(bigint, smallint, bigint, date, date, date),
    registry.put_enrolled(bigint, smallint, bigint, date, date, bigint),
    registry.enrol(bigint, smallint, bigint, smallint, date, date, date, boolean, text, text),
    registry.release_enrolled() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.enrol(bigint, smallint, bigint, smallint, date, date, date, boolean, text, text)
    TO canbao_app;
