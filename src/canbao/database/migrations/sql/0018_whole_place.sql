-- The facts that make a case, of one person or of many: one reading for both. And determinations for a whole place.

SET ROLE canbao_owner;

-- From which coverage year on the cover of a place's people is in the registry, as known in a revision: said of the place
-- or of one above it; null where it is not said.
CREATE FUNCTION registry.history_starts(of_place bigint, known bigint) RETURNS smallint
LANGUAGE sql STABLE PARALLEL SAFE RETURN (
    SELECT h.year FROM registry.history_start h
    WHERE h.place <= of_place AND access.place_end(h.place) > of_place
      AND registry.was_known(h.recorded_in, h.ended_in, known)
    ORDER BY h.place DESC LIMIT 1);

-- The years and the words of their cover, as ``canbao.rules.facts`` has them (1 resident, 2 paid in the window, 4
-- reimbursed, 8 another guarantee, 16 and 32 use of a bonus, 256 a month of employee cover), the events and the aid of
-- people, as known in a revision, for a coverage year: what a case is made of.
--
-- Cover is what is reported, and what people decided beside it (what is adopted is reported). Of several reports of a year
-- any claim is a claim, and the largest use of a bonus counts. A month counts when cover holds on one of its days. A
-- resident spell that was decided is of the years it lies in, but of the one it leads into where it begins within a year
-- and goes on past it, as a new student's does. ``unsettled``: years of resident cover of which nothing says whether the
-- fund paid. ``earlier_wait_until``: when the wait of a determination of an earlier year is over, if that is in the year.
CREATE FUNCTION registry.case_facts(whose bigint[], of_year smallint, known bigint, events text[], guarantees text[])
RETURNS TABLE (
    person_id bigint, born date, years smallint[], words smallint[], unsettled smallint[], event_kinds text[],
    event_days date[], aid_categories text[], aid_from date[], aid_until date[], earlier_wait_until date
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH reported AS (
        SELECT e.person_id, e.scheme, e.year, e.valid_from, e.valid_until, e.paid_in_window, e.reimbursed, e.bonus_used
        FROM registry.reported_enrolment e
        WHERE e.person_id = ANY (whose) AND registry.was_known(e.recorded_in, e.ended_in, known)
    ), decided AS (
        SELECT s.person_id, s.scheme, s.from_day AS valid_from, nullif(s.until_day, 'infinity') AS valid_until
        FROM registry.cover_spell s
        WHERE s.person_id = ANY (whose) AND s.basis <> 'reported' AND (known IS NULL OR s.recorded_in <= known)
        UNION ALL
        SELECT s.person_id, s.scheme, s.from_day, nullif(s.until_day, 'infinity')
        FROM registry.cover_spell_was s
        WHERE s.person_id = ANY (whose) AND s.basis <> 'reported' AND s.recorded_in <= known AND s.ended_in > known
    ), said AS (
        SELECT f.person_id, f.kind, f.code, f.valid_from, f.valid_until
        FROM registry.fact f
        WHERE f.person_id = ANY (whose) AND f.valid_from IS NOT NULL
          AND (f.kind = 'aid' OR f.kind = ANY (events) OR f.kind = ANY (guarantees))
          AND registry.was_known(f.recorded_in, f.ended_in, known)
    ), spans AS (
        SELECT r.person_id, 256 AS says, r.valid_from, r.valid_until FROM reported r WHERE r.scheme = 310
        UNION ALL
        SELECT d.person_id, 256, d.valid_from, d.valid_until FROM decided d WHERE d.scheme = 310
        UNION ALL
        SELECT s.person_id, 8, s.valid_from, s.valid_until FROM said s WHERE s.kind = ANY (guarantees)
    ), bounds AS (
        SELECT s.person_id, s.says, extract(year FROM s.valid_from)::integer AS first_year,
               extract(month FROM s.valid_from)::integer - 1 AS first_month,
               least(extract(year FROM s.valid_until - 1)::integer, of_year - 1) AS last_year,
               CASE WHEN extract(year FROM s.valid_until - 1)::integer < of_year
                    THEN extract(month FROM s.valid_until - 1)::integer - 1 ELSE 11 END AS last_month
        FROM spans s
    ), of_years AS (
        SELECT r.person_id, coalesce(r.year, extract(year FROM r.valid_from))::integer AS year,
               1 | CASE WHEN r.paid_in_window THEN 2 ELSE 0 END | CASE WHEN r.reimbursed THEN 4 ELSE 0 END
                 | CASE r.bonus_used WHEN 'zero_claim' THEN 16 WHEN 'any' THEN 32 ELSE 0 END AS says,
               0 AS months, r.reimbursed IS NOT NULL AS is_settled
        FROM reported r WHERE r.scheme = 390
        UNION ALL
        SELECT d.person_id, y.year, 1, 0, false
        FROM decided d CROSS JOIN LATERAL generate_series(
            extract(year FROM d.valid_from)::integer
                + CASE WHEN d.valid_from > date_trunc('year', d.valid_from)
                        AND coalesce(extract(year FROM d.valid_until - 1), of_year) > extract(year FROM d.valid_from)
                       THEN 1 ELSE 0 END,
            least(extract(year FROM d.valid_until - 1)::integer, of_year - 1)) AS y (year)
        WHERE d.scheme = 390
        UNION ALL
        SELECT b.person_id, y.year, b.says & 8,
               CASE WHEN b.says = 256
                    THEN (2 << CASE WHEN y.year = b.last_year THEN b.last_month ELSE 11 END) - 1
                         & ~((1 << CASE WHEN y.year = b.first_year THEN b.first_month ELSE 0 END) - 1)
                    ELSE 0 END,
               true
        FROM bounds b CROSS JOIN LATERAL generate_series(b.first_year, b.last_year) AS y (year)
    ), by_year AS (
        SELECT o.person_id, o.year, bit_or(o.says) AS says, bit_count(bit_or(o.months)::bit(12))::integer AS months,
               bool_or(o.says & 1 = 1) AND NOT coalesce(bool_or(o.is_settled) FILTER (WHERE o.says & 1 = 1), false)
                   AS is_unsettled
        FROM of_years o WHERE o.year < of_year
        GROUP BY o.person_id, o.year
    ), covered AS (
        SELECT y.person_id, array_agg(y.year::smallint ORDER BY y.year) AS years,
               array_agg(((CASE WHEN y.says & 32 <> 0 THEN y.says & ~16 ELSE y.says END) | y.months * 256)::smallint
                         ORDER BY y.year) AS words,
               array_agg(y.year::smallint ORDER BY y.year) FILTER (WHERE y.is_unsettled) AS unsettled
        FROM by_year y GROUP BY y.person_id
    ), told AS (
        SELECT s.person_id,
               array_agg(s.kind ORDER BY s.valid_from, s.kind) FILTER (WHERE s.kind = ANY (events)) AS event_kinds,
               array_agg(s.valid_from ORDER BY s.valid_from, s.kind) FILTER (WHERE s.kind = ANY (events)) AS event_days,
               array_agg(s.code ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE s.kind = 'aid') AS aid_categories,
               array_agg(s.valid_from ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE s.kind = 'aid') AS aid_from,
               array_agg(s.valid_until ORDER BY s.valid_from, s.code, s.valid_until) FILTER (WHERE s.kind = 'aid') AS aid_until
        FROM said s GROUP BY s.person_id
    ), waits AS (
        SELECT d.person_id, max((d.answer #>> '{waiting,ends_before}')::date) AS until
        FROM registry.determination d
        WHERE d.person_id = ANY (whose) AND d.year < of_year AND (case_facts.known IS NULL OR d.made_in <= case_facts.known)
          AND NOT EXISTS (SELECT FROM registry.determination later
                          WHERE later.replaces = d.determination_id
                            AND (case_facts.known IS NULL OR later.made_in <= case_facts.known))
        GROUP BY d.person_id
    )
    SELECT p.person_id, b.born, coalesce(c.years, '{}'), coalesce(c.words, '{}'), coalesce(c.unsettled, '{}'),
           coalesce(t.event_kinds, '{}'), coalesce(t.event_days, '{}'), coalesce(t.aid_categories, '{}'),
           coalesce(t.aid_from, '{}'), coalesce(t.aid_until, '{}'),
           CASE WHEN w.until > make_date(of_year, 1, 1) THEN w.until END
    FROM registry.person p
    CROSS JOIN LATERAL registry.believed(p.person_id, make_date(of_year, 1, 1), known) b
    LEFT JOIN covered c USING (person_id)
    LEFT JOIN told t USING (person_id)
    LEFT JOIN waits w USING (person_id)
    WHERE p.person_id = ANY (whose)
    ORDER BY p.person_id;
END;

-- Who enrols in a place for a coverage year: who is believed to live there (else to be registered there) on the day on
-- which the first payment for the year is reported; where none is, on ``paid``, else on ``day``. Who had died by then and
-- who is merged into somebody else is left out. As known in a revision.
CREATE FUNCTION registry.enrolling(of_place bigint, of_year smallint, day date, paid date, known bigint) RETURNS TABLE (
    person_id bigint, place bigint, paid_on date, history_starts smallint
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH ever AS (
        SELECT DISTINCT r.person_id FROM registry.person_record r
        WHERE r.registered_place >= of_place AND r.registered_place < access.place_end(of_place)
           OR r.residence_place >= of_place AND r.residence_place < access.place_end(of_place)
    ), paying AS (
        SELECT e.person_id, min(e.paid_on) AS paid_on FROM registry.reported_enrolment e
        WHERE e.scheme = 390 AND e.year = of_year AND e.paid_on IS NOT NULL
          AND registry.was_known(e.recorded_in, e.ended_in, known)
        GROUP BY e.person_id
    ), here AS MATERIALIZED (
        SELECT p.person_id, b.residence_place AS place, coalesce(y.paid_on, paid) AS paid_on
        FROM ever JOIN registry.person p USING (person_id) LEFT JOIN paying y USING (person_id)
        CROSS JOIN LATERAL registry.believed(p.person_id, coalesce(y.paid_on, paid, day), known) b
        WHERE p.merged_into IS NULL
          AND b.residence_place >= of_place AND b.residence_place < access.place_end(of_place)
          AND (b.died IS NULL OR b.died > coalesce(y.paid_on, paid, day))
    ), places AS MATERIALIZED (
        SELECT d.place, registry.history_starts(d.place, known) AS year FROM (SELECT DISTINCT h.place FROM here h) AS d
    )
    SELECT h.person_id, h.place, h.paid_on, s.year FROM here h JOIN places s USING (place) ORDER BY h.person_id;
END;

-- A run over the people of a place: by what was known, on whose behalf, how far it came and what it found. A run that was
-- ended half-way is not finished; the next one keeps nothing twice.
CREATE TABLE registry.determination_run (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place bigint NOT NULL,
    year smallint NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    day date NOT NULL,
    paid_on date,
    known bigint NOT NULL,
    begun_by bigint NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    people integer NOT NULL CHECK (people >= 0),
    looked_at integer NOT NULL DEFAULT 0 CHECK (looked_at <= people),
    kept integer NOT NULL DEFAULT 0,
    same integer NOT NULL DEFAULT 0,
    differing integer NOT NULL DEFAULT 0,
    unpaid integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    finished_at timestamptz,
    CHECK (looked_at = kept + same + differing + unpaid + refused),
    CHECK (finished_at IS NULL OR looked_at = people)
);
CREATE INDEX determination_run_place ON registry.determination_run (place, year);
ALTER TABLE registry.determination_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.determination_run FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.determination_run TO canbao_owner USING (true) WITH CHECK (true);
CREATE POLICY of_the_place ON registry.determination_run FOR SELECT TO canbao_app USING (
    place >= (SELECT access.right_from('registry.read')) AND place < (SELECT access.right_until('registry.read')));
GRANT SELECT ON registry.determination_run TO canbao_app;

-- Begin a run over the people of a place.
CREATE FUNCTION registry.begin_determination_run(
    of_place bigint, of_year smallint, on_day date, paid date, by_known bigint, how_many integer
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = registry, pg_temp AS $$
DECLARE
    who bigint := access.require('registry.write', of_place);
    run bigint;
BEGIN
    INSERT INTO registry.determination_run (place, year, day, paid_on, known, begun_by, people)
    VALUES (of_place, of_year, on_day, paid, by_known, who, how_many) RETURNING run_id INTO run;
    PERFORM access.audit('place.determine', of_place::text, NULL, '', 'done',
                         jsonb_build_object('run', run, 'year', of_year, 'people', how_many), of_place);
    RETURN run;
END
$$;

-- Keep the first determinations of people of a place, the chunk of a run that is counted with them: what
-- ``keep_determination`` does for one. Somebody who has one of the year by now keeps that; returns how many were kept.
CREATE FUNCTION registry.keep_determinations(
    run bigint, whose bigint[], paid date[], places bigint[], said text[], receipts text[], was_same integer,
    was_differing integer, was_unpaid integer, was_refused integer
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = registry, pg_temp AS $$
DECLARE
    of_run registry.determination_run;
    rev bigint;
    done integer := 0;
BEGIN
    SELECT * INTO of_run FROM registry.determination_run r WHERE r.run_id = run AND r.finished_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'canbao: no run that is not finished', DETAIL = 'determination_run';
    END IF;
    IF access.require('registry.write', of_run.place) <> of_run.begun_by THEN
        RAISE insufficient_privilege USING MESSAGE = 'canbao: the run of another';
    END IF;
    IF cardinality(whose) > 0 THEN
        IF EXISTS (
            SELECT FROM unnest(whose, places) AS w (person_id, place) LEFT JOIN registry.person p USING (person_id)
            WHERE p.person_id IS NULL OR p.merged_into IS NOT NULL
               OR NOT (w.place >= of_run.place AND w.place < access.place_end(of_run.place))
               OR NOT (coalesce(access.holds(p.residence_place), false)
                       OR coalesce(access.holds(p.registered_place), false))
        ) THEN
            RAISE insufficient_privilege USING MESSAGE = 'canbao: somebody who is not of the place';
        END IF;
        rev := registry.begin_revision('place.determine', NULL, NULL, '');
        WITH made AS (
            INSERT INTO registry.determination (person_id, year, paid_on, place, answer, receipt, known, made_in)
            SELECT n.person_id, of_run.year, n.paid_on, n.place, n.answer::jsonb, n.receipt::jsonb, of_run.known, rev
            FROM unnest(whose, paid, places, said, receipts) AS n (person_id, paid_on, place, answer, receipt)
            ORDER BY n.person_id
            ON CONFLICT (person_id, year) WHERE replaces IS NULL DO NOTHING
            RETURNING determination_id, person_id, place, answer
        ), told AS (
            INSERT INTO registry.outgoing_change (audience, person_id, place, what, content, revision)
            SELECT 'settlement', m.person_id, m.place, 'determined',
                   jsonb_build_object('determination', m.determination_id, 'year', of_run.year, 'benefit',
                       m.answer -> 'benefit', 'waiting', m.answer -> 'waiting', 'limit', m.answer -> 'limit'), rev
            FROM made m ORDER BY m.determination_id
            RETURNING 1
        )
        SELECT count(*) INTO done FROM told;
    END IF;
    UPDATE registry.determination_run r
    SET looked_at = r.looked_at + cardinality(whose) + was_same + was_differing + was_unpaid + was_refused,
        kept = r.kept + done, same = r.same + was_same + cardinality(whose) - done,
        differing = r.differing + was_differing, unpaid = r.unpaid + was_unpaid, refused = r.refused + was_refused
    WHERE r.run_id = run;
    RETURN done;
END
$$;

-- Finish a run that looked at everybody.
CREATE FUNCTION registry.finish_determination_run(run bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = registry, pg_temp AS $$
DECLARE
    of_run registry.determination_run;
BEGIN
    UPDATE registry.determination_run r SET finished_at = clock_timestamp()
    WHERE r.run_id = run AND r.finished_at IS NULL AND r.begun_by = access.require('registry.write', r.place)
    RETURNING * INTO of_run;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'canbao: no run that is not finished', DETAIL = 'determination_run';
    END IF;
    PERFORM access.audit('place.determine', of_run.place::text, NULL, '', 'done',
                         jsonb_build_object('run', run, 'kept', of_run.kept, 'same', of_run.same, 'differing',
                                            of_run.differing, 'unpaid', of_run.unpaid, 'refused', of_run.refused),
                         of_run.place);
END
$$;

REVOKE ALL ON FUNCTION registry.history_starts(bigint, bigint),
    registry.case_facts(bigint[], smallint, bigint, text[], text[]),
    registry.enrolling(bigint, smallint, date, date, bigint),
    registry.begin_determination_run(bigint, smallint, date, date, bigint, integer),
    registry.keep_determinations(bigint, bigint[], date[], bigint[], text[], text[], integer, integer, integer, integer),
    registry.finish_determination_run(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.history_starts(bigint, bigint),
    registry.case_facts(bigint[], smallint, bigint, text[], text[]),
    registry.enrolling(bigint, smallint, date, date, bigint),
    registry.begin_determination_run(bigint, smallint, date, date, bigint, integer),
    registry.keep_determinations(bigint, bigint[], date[], bigint[], text[], text[], integer, integer, integer, integer),
    registry.finish_determination_run(bigint) TO canbao_app;
