-- name: people
-- The people of a place without a valid number and those who share a block with one, in the order of their numbers.
SELECT c.person_id, c.is_without, c.born, c.sex, c.registered_place, c.residence_place, c.household_id, c.name_id, c.sealed,
       c.lists
FROM registry.people_to_compare(%(place)s, %(lists)s) c;

-- name: record
-- Keep what a comparison found as doubts; what became of it by number.
SELECT registry.record_doubts(%(place)s, %(model)s, %(found)s);

-- name: queue
-- The open doubts about two people, neither merged, both seen by the present actor, one of them of a place; the surest
-- first.
SELECT d.doubt_id, d.person_id, d.other_person_id, d.why, d.state, d.weight::float8 AS weight, d.model, d.evidence, d.reopens,
       d.reason, d.proposal_id, d.recorded_in, d.closed_in
FROM registry.link_doubt d
JOIN registry.person a ON a.person_id = d.person_id AND a.merged_into IS NULL
JOIN registry.person b ON b.person_id = d.other_person_id AND b.merged_into IS NULL
WHERE d.state = 'open'
  AND (a.registered_place >= %(place)s AND a.registered_place < access.place_end(%(place)s)
       OR a.residence_place >= %(place)s AND a.residence_place < access.place_end(%(place)s)
       OR b.registered_place >= %(place)s AND b.registered_place < access.place_end(%(place)s)
       OR b.residence_place >= %(place)s AND b.residence_place < access.place_end(%(place)s)
       OR %(place)s = 0)
ORDER BY d.weight DESC NULLS LAST, d.doubt_id
LIMIT %(most)s;

-- name: one
-- A doubt about two people, both seen by the present actor.
SELECT d.doubt_id, d.person_id, d.other_person_id, d.why, d.state, d.weight::float8 AS weight, d.model, d.evidence, d.reopens,
       d.reason, d.proposal_id, d.recorded_in, d.closed_in
FROM registry.link_doubt d
WHERE d.doubt_id = %(doubt)s
  AND EXISTS (SELECT FROM registry.person p WHERE p.person_id = d.person_id)
  AND EXISTS (SELECT FROM registry.person p WHERE p.person_id = d.other_person_id);

-- name: compared
-- The digest of what is known now of two people.
SELECT registry.compared_of(%(one)s, %(other)s);

-- name: conflicts_between
-- What two files contradict one another in now.
SELECT c.what, c.kept, c.merged, c.kept_file, c.kept_row, c.merged_file, c.merged_row
FROM registry.conflicts_between(%(keep)s, %(merge)s, %(single_kinds)s) c;

-- name: conflicts_written
-- What two files contradicted one another in when they were merged, in a revision.
SELECT m.what, m.kept, m.merged, m.kept_file, m.kept_row, m.merged_file, m.merged_row
FROM registry.merge_conflict m
WHERE m.person_id = %(keep)s AND m.merged_person_id = %(merge)s AND m.revision = %(revision)s
ORDER BY m.conflict_id;

-- name: sealed_names
-- Names by the numbers of their rows.
SELECT n.name_id, n.sealed FROM registry.person_name n WHERE n.name_id = ANY (%(rows)s);

-- name: sealed_numbers
-- Certificates by the numbers of their rows.
SELECT c.certificate_id, c.kind, c.sealed FROM registry.certificate c WHERE c.certificate_id = ANY (%(rows)s);
