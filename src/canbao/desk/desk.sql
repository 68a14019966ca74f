-- name: newest_revision
-- The newest revision.
SELECT coalesce(max(r.revision), 0) FROM registry.revision r;

-- name: keep
-- Keep the first determination of a person and year.
SELECT registry.keep_determination(%(person)s, %(year)s::smallint, %(paid_on)s, %(place)s, %(answer)s, %(receipt)s, %(known)s);

-- name: standing
-- The determinations that stand, of a person or of the people of a place, from one on.
SELECT d.determination_id, d.person_id, d.year, d.paid_on, d.place, d.answer, d.receipt, d.known, d.made_in, d.replaces,
       d.proposal_id
FROM registry.determination d
WHERE NOT EXISTS (SELECT FROM registry.determination later WHERE later.replaces = d.determination_id)
  AND (%(person)s::bigint IS NULL OR d.person_id = %(person)s)
  AND d.place >= %(place_from)s AND d.place < %(place_until)s AND d.determination_id > %(after)s
ORDER BY d.determination_id
LIMIT %(most)s;

-- name: all_of
-- Every determination of a person, the newest first.
SELECT d.determination_id, d.person_id, d.year, d.paid_on, d.place, d.answer, d.receipt, d.known, d.made_in, d.replaces,
       d.proposal_id
FROM registry.determination d WHERE d.person_id = %(person)s ORDER BY d.determination_id DESC;

-- name: effect_redetermination
-- Let an approved redetermination take effect.
SELECT registry.effect_redetermination(%(proposal)s);

-- name: effect_correction
-- Let an approved correction take effect.
SELECT registry.effect_correction(%(proposal)s);

-- name: next_attachment
-- The number that the next attachment will have.
SELECT registry.next_attachment(%(person)s);

-- name: attach
-- Keep a paper that was handed in.
SELECT registry.attach(%(number)s, %(person)s, %(name)s, %(media_type)s, %(size)s, %(digest)s, %(sealed)s);

-- name: attachments
-- The papers of a person.
SELECT a.attachment_id, a.name, a.media_type, a.size, a.digest, a.handed_in_at
FROM registry.attachment a WHERE a.person_id = %(person)s ORDER BY a.attachment_id;

-- name: attachment
-- One paper, sealed.
SELECT a.person_id, a.name, a.digest, a.sealed FROM registry.attachment a WHERE a.attachment_id = %(number)s;

-- name: number_outgoing
-- Give numbers to the changes for others that are complete.
SELECT registry.number_outgoing();

-- name: outgoing
-- What changed for an audience behind a number.
SELECT o.number, o.person_id, o.place, o.what, o.content, o.revision
FROM registry.outgoing_change o
WHERE o.audience = %(audience)s AND o.number > %(after)s
ORDER BY o.number
LIMIT %(most)s;

-- name: standing_now
-- What is said of a person now, apart from who it is, as a correction names it.
SELECT 'reported_enrolment' AS kind, e.scheme, NULL AS code, e.valid_from, e.valid_until, e.file_id, e.row_number
FROM registry.reported_enrolment e WHERE e.person_id = %(person)s AND e.ended_in IS NULL
UNION ALL
SELECT f.kind, NULL, f.code, f.valid_from, f.valid_until, f.file_id, f.row_number
FROM registry.fact f WHERE f.person_id = %(person)s AND f.ended_in IS NULL
ORDER BY valid_from NULLS FIRST, kind, file_id, row_number;

-- name: double_cover
-- The pairs of reported enrolments of people of a place that cover the same days, in a span of days.
SELECT a.person_id, p.registered_place, p.residence_place,
       a.scheme, a.place, a.valid_from, a.valid_until, a.year, a.paid_on, a.file_id, a.row_number,
       b.scheme, b.place, b.valid_from, b.valid_until, b.year, b.paid_on, b.file_id, b.row_number
FROM registry.person p
JOIN registry.reported_enrolment a USING (person_id)
JOIN registry.reported_enrolment b ON b.person_id = a.person_id
    AND (a.valid_from, coalesce(a.file_id, 0), coalesce(a.row_number, 0), a.recorded_in)
        < (b.valid_from, coalesce(b.file_id, 0), coalesce(b.row_number, 0), b.recorded_in)
    AND a.valid_from < coalesce(b.valid_until, 'infinity') AND b.valid_from < coalesce(a.valid_until, 'infinity')
WHERE a.ended_in IS NULL AND b.ended_in IS NULL
  AND (%(person)s::bigint IS NULL OR p.person_id = %(person)s)
  AND (p.registered_place >= %(place_from)s AND p.registered_place < %(place_until)s
       OR p.residence_place >= %(place_from)s AND p.residence_place < %(place_until)s)
  AND greatest(a.valid_from, b.valid_from) < %(until)s
  AND least(coalesce(a.valid_until, 'infinity'), coalesce(b.valid_until, 'infinity')) > %(since)s
ORDER BY a.person_id, a.valid_from, b.valid_from, a.file_id, a.row_number, b.file_id, b.row_number
LIMIT %(most)s;

-- name: resolved_duplicates
-- The resolutions of double cover of people of a place that were not undone, the newest first, and what the newest match
-- that knew of each says: its month, and whether the person is covered twice all the same; null before such a match.
SELECT o.person_id, o.revision, (v.at AT TIME ZONE 'Asia/Shanghai')::date, m.month, m.is_double
FROM registry.outgoing_change o
JOIN registry.revision v USING (revision)
JOIN registry.person p ON p.person_id = o.person_id
LEFT JOIN LATERAL (
    SELECT r.month, EXISTS (SELECT FROM registry.match_item i
                            WHERE i.run_id = r.run_id AND i.list = 'double_cover' AND i.person_id = o.person_id) AS is_double
    FROM registry.match_run r JOIN registry.match_person w USING (run_id)
    WHERE w.person_id = o.person_id AND r.known >= o.revision AND o.revision <> ALL (r.unseen)
    ORDER BY r.month DESC, r.known DESC LIMIT 1
) AS m ON true
WHERE o.what = 'duplicate_resolved'
  AND (p.registered_place >= %(place_from)s AND p.registered_place < %(place_until)s
       OR p.residence_place >= %(place_from)s AND p.residence_place < %(place_until)s)
  AND NOT EXISTS (SELECT FROM registry.outgoing_change u
                  WHERE u.person_id = o.person_id AND u.what = 'undone'
                    AND (u.content ->> 'revision')::bigint = o.revision)
ORDER BY o.revision DESC
LIMIT %(most)s;

-- name: ties
-- What ties a person to places, on a day: schools and work, and the aid held on two days of payment.
SELECT f.kind, f.code, f.place, f.valid_from, f.valid_until
FROM registry.fact f
WHERE f.person_id = %(person)s AND f.ended_in IS NULL AND f.kind IN ('student', 'student_registered', 'employed', 'aid')
ORDER BY f.valid_from NULLS FIRST, f.kind;

-- name: effect_resolution
-- Let an approved resolution of double cover take effect.
SELECT registry.effect_resolution(%(proposal)s);

-- name: effect_undo
-- Let an approved undo take effect.
SELECT registry.effect_undo(%(proposal)s);

-- name: ask_inquiry
-- Ask another place about cover there.
SELECT registry.ask_inquiry(%(person)s, %(from_place)s, %(to_place)s, %(scheme)s::smallint, %(since)s, %(until)s, %(words)s, %(due)s);

-- name: answer_inquiry
-- Answer an inquiry.
SELECT registry.answer_inquiry(%(inquiry)s, %(answer)s, %(since)s, %(until)s, %(words)s);

-- name: inquiries
-- The inquiries that the reader's places asked or are asked, open ones first, the first due first.
SELECT i.inquiry_id, i.person_id, i.from_place, i.to_place, i.scheme, i.cover_from, i.cover_until, i.question, i.due_on,
       i.answer, i.answer_from, i.answer_until, i.note
FROM registry.inquiry i
WHERE (%(person)s::bigint IS NULL OR i.person_id = %(person)s)
ORDER BY (i.answer IS NOT NULL), i.due_on, i.inquiry_id
LIMIT %(most)s;

-- name: inquiry_subject
-- Who an inquiry is about, for the place that is asked.
SELECT s.* FROM registry.inquiry_subject(%(inquiry)s) s;

-- name: refunds
-- The premiums of a person that are to be given back.
SELECT q.refund_id, q.place, q.scheme, q.year, q.why FROM registry.refund_request q
WHERE q.person_id = %(person)s AND q.ended_in IS NULL ORDER BY q.refund_id;

-- name: enrol
-- Enrol a person at a pooling place for a coverage year.
SELECT registry.enrol(%(person)s, %(scheme)s::smallint, %(place)s, %(year)s::smallint, %(since)s, %(until)s, %(paid_on)s,
                      %(in_window)s, %(beside)s, %(why)s);

-- name: begin_run
-- Begin to determine everybody who enrols in a place.
SELECT registry.begin_determination_run(%(place)s, %(year)s::smallint, %(day)s, %(paid_on)s, %(known)s, %(people)s);

-- name: keep_many
-- Keep the first determinations of some of the people of a run, and count the others; how many were kept.
SELECT registry.keep_determinations(%(run)s, %(people)s::bigint[], %(paid_on)s::date[], %(places)s::bigint[],
                                    %(answers)s::text[], %(receipts)s::text[], %(same)s, %(differing)s, %(unpaid)s,
                                    %(refused)s);

-- name: finish_run
-- A run has looked at everybody.
SELECT registry.finish_determination_run(%(run)s);

-- name: unfinished_runs
-- The runs of a place and year that were begun and are not finished, the newest first.
SELECT r.run_id, r.begun_at, r.looked_at, r.people, r.kept
FROM registry.determination_run r
WHERE r.place = %(place)s AND r.year = %(year)s AND r.finished_at IS NULL
ORDER BY r.run_id DESC;

-- name: results
-- The digests of the answers of a year that stand, of some people.
SELECT d.person_id, d.receipt ->> 'result' AS result
FROM registry.determination d
WHERE d.person_id = ANY (%(people)s::bigint[]) AND d.year = %(year)s
  AND NOT EXISTS (SELECT FROM registry.determination later WHERE later.replaces = d.determination_id)
ORDER BY d.person_id;

-- name: standing_results
-- The determinations of the people of a place that stand, by the digest of the answer; from which year on cover is known
-- there, in a revision.
WITH those AS MATERIALIZED (
    SELECT d.determination_id, d.person_id, d.year, d.place, d.paid_on, d.receipt ->> 'result' AS result
    FROM registry.determination d
    WHERE NOT EXISTS (SELECT FROM registry.determination later WHERE later.replaces = d.determination_id)
      AND d.place >= %(place_from)s AND d.place < %(place_until)s
), places AS MATERIALIZED (
    SELECT p.place, registry.history_starts(p.place, %(known)s::bigint) AS year
    FROM (SELECT DISTINCT t.place FROM those t) AS p
)
SELECT t.determination_id, t.person_id, t.year, t.place, t.paid_on, t.result, p.year AS history_starts
FROM those t JOIN places p USING (place)
ORDER BY t.year, t.person_id;

-- name: some
-- Some determinations, by number.
SELECT d.determination_id, d.person_id, d.year, d.paid_on, d.place, d.answer, d.receipt, d.known, d.made_in, d.replaces,
       d.proposal_id
FROM registry.determination d WHERE d.determination_id = ANY (%(numbers)s::bigint[]) ORDER BY d.determination_id;
