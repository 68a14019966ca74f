-- name: by_number
-- The people who hold a certificate with a token (%(token)s), then those who held one: each of the two parts is what one
-- index holds. (Of one token, not of several: so that the server keeps the plan.)
SELECT found.person_id, bool_or(found.is_held) AS is_held
FROM (
    SELECT c.person_id, true AS is_held FROM registry.certificate c
    WHERE c.token = %(token)s AND c.ended_in IS NULL AND c.valid_until IS NULL
    UNION ALL
    SELECT c.person_id, false FROM registry.certificate c
    WHERE c.token = %(token)s AND (c.ended_in IS NOT NULL OR c.valid_until IS NOT NULL)
) AS found
GROUP BY found.person_id
ORDER BY 2 DESC, 1
LIMIT 20;

-- name: by_name_and_birth
-- The people with a token of name and birth (%(token)s) whose registered or residence place lies in a place; of the whole
-- country (0) also those without one.
SELECT DISTINCT n.person_id
FROM registry.person_name n JOIN registry.person p USING (person_id)
WHERE n.name_birth_token = %(token)s AND n.ended_in IS NULL
  AND (%(place)s = 0
       OR p.registered_place >= %(place)s AND p.registered_place < access.place_end(%(place)s)
       OR p.residence_place >= %(place)s AND p.residence_place < access.place_end(%(place)s))
ORDER BY 1
LIMIT 20;

-- name: known_on
-- The last revision known at the end of a day.
SELECT registry.known_on(%(day)s);

-- name: summaries
-- People as a list shows them: the name and the certificate that they have now, birth and places.
SELECT p.person_id, p.born, p.died, p.registered_place, p.residence_place, n.name_id, n.sealed AS sealed_name,
       c.certificate_id, c.kind, c.sealed AS sealed_number
FROM registry.person p
LEFT JOIN LATERAL (
    SELECT n.name_id, n.sealed FROM registry.person_name n
    WHERE n.person_id = p.person_id AND n.ended_in IS NULL
    ORDER BY (n.valid_until IS NULL) DESC, n.trust, n.recorded_in DESC, n.name_id DESC LIMIT 1
) AS n ON true
LEFT JOIN LATERAL (
    SELECT c.certificate_id, c.kind, c.sealed FROM registry.certificate c
    WHERE c.person_id = p.person_id AND c.ended_in IS NULL
    ORDER BY (c.valid_until IS NULL) DESC, c.recorded_in DESC, c.certificate_id DESC LIMIT 1
) AS c ON true
WHERE p.person_id = ANY (%(people)s);

-- name: place_names
-- What places are called.
SELECT p.place, p.name FROM registry.place p WHERE p.place = ANY (%(places)s);

-- name: person
-- The person as known now.
SELECT p.person_id, p.merged_into, coalesce(p.registered_place, p.residence_place) AS place
FROM registry.person p WHERE p.person_id = %(person)s;

-- name: believed
-- Who the person was on a day, as known in a revision.
SELECT b.* FROM registry.believed(%(person)s, %(day)s, %(known)s) b;

-- name: certificates
-- The certificates of the person known in a revision, those held on the day first.
SELECT c.certificate_id, c.kind, c.token, c.sealed, c.valid_from, c.valid_until, c.file_id, c.row_number, c.recorded_in,
       registry.holds_on(c.valid_from, c.valid_until, %(day)s) AS is_held
FROM registry.certificate c
WHERE c.person_id = %(person)s AND registry.was_known(c.recorded_in, c.ended_in, %(known)s)
ORDER BY is_held DESC, c.recorded_in, c.certificate_id;

-- name: names
-- The names of the person known in a revision: those held on the day first, those believed most, the newest.
SELECT n.name_id, n.name_token, n.sealed, n.valid_from, n.valid_until, n.file_id, n.row_number, n.recorded_in,
       registry.holds_on(n.valid_from, n.valid_until, %(day)s) AS is_held
FROM registry.person_name n
WHERE n.person_id = %(person)s AND registry.was_known(n.recorded_in, n.ended_in, %(known)s)
ORDER BY is_held DESC, n.trust, n.recorded_in DESC, n.name_id;

-- name: records
-- What each source says of who the person is, as known in a revision.
SELECT r.feed, r.born, r.sex, r.died, r.registered_place, r.residence_place, r.registration, r.relation, r.valid_from,
       r.valid_until, r.file_id, r.row_number, r.recorded_in, r.ended_in
FROM registry.person_record r
WHERE r.person_id = %(person)s AND registry.was_known(r.recorded_in, r.ended_in, %(known)s)
ORDER BY r.valid_from NULLS FIRST, r.recorded_in, r.feed, r.row_number;

-- name: facts
-- The other facts of the person, as known in a revision.
SELECT f.kind, f.code, f.place, f.amount, f.detail, f.feed, f.valid_from, f.valid_until, f.file_id, f.row_number,
       f.recorded_in, f.ended_in
FROM registry.fact f
WHERE f.person_id = %(person)s AND registry.was_known(f.recorded_in, f.ended_in, %(known)s)
ORDER BY f.valid_from NULLS FIRST, f.kind, f.code, f.recorded_in, f.row_number;

-- name: enrolments
-- Cover of the person as sources report it, as known in a revision.
SELECT e.scheme, e.place, e.year, e.paid_on, e.paid_in_window, e.reimbursed, e.bonus_used, e.detail, e.feed, e.valid_from,
       e.valid_until, e.file_id, e.row_number, e.recorded_in, e.ended_in
FROM registry.reported_enrolment e
WHERE e.person_id = %(person)s AND registry.was_known(e.recorded_in, e.ended_in, %(known)s)
ORDER BY e.valid_from, e.scheme, e.recorded_in, e.row_number;

-- name: cover
-- Cover of the person as decided, as known in a revision; of what is adopted, the row that reported it then.
SELECT c.scheme, c.place, c.from_day, nullif(c.until_day, 'infinity') AS until_day, c.basis, coalesce(e.feed, c.feed) AS feed,
       coalesce(e.file_id, c.file_id) AS file_id, coalesce(e.row_number, c.row_number) AS row_number, c.recorded_in
FROM registry.cover_known(%(person)s, %(known)s) c
LEFT JOIN LATERAL (
    SELECT e.feed, e.file_id, e.row_number FROM registry.reported_enrolment e
    WHERE c.basis = 'reported' AND e.person_id = %(person)s AND e.scheme = c.scheme AND e.valid_from = c.from_day
      AND coalesce(e.valid_until, 'infinity') = c.until_day AND registry.was_known(e.recorded_in, e.ended_in, %(known)s)
    ORDER BY e.recorded_in, e.file_id, e.row_number LIMIT 1
) AS e ON true
ORDER BY c.from_day;

-- name: overlaps
-- Lawful cover beside a spell, as known in a revision, with its basis and clause.
SELECT o.scheme, o.place, o.from_day, o.until_day, o.basis, o.clause, o.recorded_in
FROM registry.cover_overlap o
WHERE o.person_id = %(person)s AND registry.was_known(o.recorded_in, o.ended_in, %(known)s)
ORDER BY o.from_day, o.overlap_id;

-- name: household
-- The others of the person's household on a day, as known in a revision, as far as the reader may see them.
SELECT m.person_id, b.born, b.died, n.name_id, n.sealed
FROM (
    SELECT p.person_id FROM registry.person p WHERE p.household_id = %(household)s AND p.merged_into IS NULL
    UNION
    SELECT r.person_id FROM registry.person_record r
    WHERE %(known)s::bigint IS NOT NULL AND r.household_id = %(household)s
) AS m
CROSS JOIN LATERAL registry.believed(m.person_id, %(day)s, %(known)s) b
LEFT JOIN LATERAL (
    SELECT n.name_id, n.sealed FROM registry.person_name n
    WHERE n.person_id = m.person_id AND registry.was_known(n.recorded_in, n.ended_in, %(known)s)
    ORDER BY registry.holds_on(n.valid_from, n.valid_until, %(day)s) DESC, n.trust, n.recorded_in DESC, n.name_id DESC
    LIMIT 1
) AS n ON true
WHERE m.person_id <> %(person)s AND b.household_id = %(household)s
ORDER BY b.born NULLS LAST, m.person_id
LIMIT 50;

-- name: files
-- Where facts came from: the files with the given numbers.
SELECT f.file_id, f.feed, f.month, f.version, f.name FROM registry.feed_file f WHERE f.file_id = ANY (%(files)s);

-- name: revisions
-- When the revisions were made.
SELECT r.revision, r.at, r.act FROM registry.revision r WHERE r.revision = ANY (%(revisions)s);

-- name: history
-- Everything ever recorded of the person, in the order in which it became known: what was said, with the revisions in
-- which it became known and ended being known. sealed: the number or name of row_id.
SELECT 'record' AS what, r.feed, r.file_id, r.row_number, r.valid_from, r.valid_until, r.recorded_in, r.ended_in,
       jsonb_strip_nulls(jsonb_build_object('born', r.born, 'sex', r.sex, 'died', r.died, 'registered_place',
           r.registered_place, 'residence_place', r.residence_place, 'registration', r.registration, 'relation',
           r.relation)) AS said,
       NULL::bigint AS row_id, NULL::bytea AS sealed
FROM registry.person_record r WHERE r.person_id = %(person)s
UNION ALL
SELECT f.kind, f.feed, f.file_id, f.row_number, f.valid_from, f.valid_until, f.recorded_in, f.ended_in,
       jsonb_strip_nulls(jsonb_build_object('code', f.code, 'place', f.place, 'amount', f.amount, 'detail', f.detail)),
       NULL, NULL
FROM registry.fact f WHERE f.person_id = %(person)s
UNION ALL
SELECT 'reported_enrolment', e.feed, e.file_id, e.row_number, e.valid_from, e.valid_until, e.recorded_in, e.ended_in,
       jsonb_strip_nulls(jsonb_build_object('scheme', e.scheme, 'place', e.place, 'year', e.year, 'paid_on', e.paid_on,
           'paid_in_window', e.paid_in_window, 'reimbursed', e.reimbursed, 'bonus_used', e.bonus_used)),
       NULL, NULL
FROM registry.reported_enrolment e WHERE e.person_id = %(person)s
UNION ALL
SELECT 'certificate', NULL, c.file_id, c.row_number, c.valid_from, c.valid_until, c.recorded_in, c.ended_in,
       jsonb_build_object('kind', c.kind), c.certificate_id, c.sealed
FROM registry.certificate c WHERE c.person_id = %(person)s
UNION ALL
SELECT 'name', NULL, n.file_id, n.row_number, n.valid_from, n.valid_until, n.recorded_in, n.ended_in, '{}', n.name_id,
       n.sealed
FROM registry.person_name n WHERE n.person_id = %(person)s
UNION ALL
SELECT 'cover_spell', s.feed, s.file_id, s.row_number, s.from_day, nullif(s.until_day, 'infinity'), s.recorded_in, NULL,
       jsonb_build_object('scheme', s.scheme, 'place', s.place, 'basis', s.basis), NULL, NULL
FROM registry.cover_spell s WHERE s.person_id = %(person)s
UNION ALL
SELECT 'cover_spell', s.feed, s.file_id, s.row_number, s.from_day, nullif(s.until_day, 'infinity'), s.recorded_in,
       s.ended_in, jsonb_build_object('scheme', s.scheme, 'place', s.place, 'basis', s.basis), NULL, NULL
FROM registry.cover_spell_was s WHERE s.person_id = %(person)s
UNION ALL
SELECT 'cover_overlap', NULL, NULL, NULL, o.from_day, o.until_day, o.recorded_in, o.ended_in,
       jsonb_build_object('scheme', o.scheme, 'place', o.place, 'basis', o.basis), NULL, NULL
FROM registry.cover_overlap o WHERE o.person_id = %(person)s
ORDER BY recorded_in, what, valid_from NULLS FIRST, file_id, row_number;

-- name: history_start
-- From which coverage year on the cover of a place's people is in the registry; null where nobody said.
SELECT registry.history_starts(%(place)s::bigint, %(known)s::bigint);

-- name: case_facts
-- What the cases of people are made of, for a coverage year, as known in a revision.
SELECT f.person_id, f.born, f.years, f.words, f.unsettled, f.event_kinds, f.event_days, f.aid_categories, f.aid_from,
       f.aid_until, f.earlier_wait_until
FROM registry.case_facts(%(people)s::bigint[], %(year)s::smallint, %(known)s::bigint, %(events)s::text[],
                         %(guarantees)s::text[]) f;

-- name: enrolling
-- Who enrols in a place for a coverage year, with the day of payment, as known in a revision.
SELECT e.person_id, e.place, e.paid_on, e.history_starts
FROM registry.enrolling(%(place)s::bigint, %(year)s::smallint, %(day)s::date, %(paid)s::date, %(known)s::bigint) e;

-- name: say_history_start
-- Say from which coverage year on the cover of a place's people is in the registry.
SELECT registry.say_history_start(%(place)s, %(year)s::smallint, %(why)s);
