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
