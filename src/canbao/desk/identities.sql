-- name: next_rows
-- Numbers of rows of certificates and names that are still to be written.
SELECT r.which, r.number FROM registry.next_rows(%(certificates)s, %(names)s) r;

-- name: certificates
-- The certificates of a person that are known now, or that a revision recorded.
SELECT c.certificate_id, c.sealed, c.valid_until IS NULL AS is_held FROM registry.certificate c
WHERE c.person_id = %(person)s AND c.ended_in IS NULL
  AND (%(recorded_in)s::bigint IS NULL OR c.recorded_in = %(recorded_in)s)
ORDER BY c.certificate_id;

-- name: names
-- The names of a person that are known now, or that a revision recorded.
SELECT n.name_id, n.sealed FROM registry.person_name n
WHERE n.person_id = %(person)s AND n.ended_in IS NULL
  AND (%(recorded_in)s::bigint IS NULL OR n.recorded_in = %(recorded_in)s)
ORDER BY n.name_id;

-- name: effect_number
-- Let an approved change of number take effect.
SELECT registry.effect_number(%(proposal)s);

-- name: effect_merge
-- Let an approved merge take effect, with what the two contradict one another in written down.
SELECT registry.effect_merge_told(%(proposal)s, %(certificates)s, %(names)s, %(single_kinds)s);

-- name: effect_split
-- Let an approved split take effect.
SELECT registry.effect_split(%(proposal)s, %(certificates)s, %(names)s);

-- name: doubts
-- The people of whom it is in doubt whether they are one, open doubts only, the oldest first.
SELECT d.doubt_id, d.person_id, d.other_person_id, d.why, d.evidence, d.file_id, d.row_number
FROM registry.link_doubt d
WHERE d.state = 'open' AND d.doubt_id > %(after)s
ORDER BY d.doubt_id
LIMIT %(most)s;
