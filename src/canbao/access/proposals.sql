-- name: propose
-- Propose an act at a place; the number of the proposal.
SELECT access.propose(%s, %s, %s, %s, %s::jsonb);

-- name: decide
-- Approve or refuse a proposal of another.
SELECT access.decide(%s, %s, %s);

-- name: withdraw
-- Take back a proposal of one's own.
SELECT access.withdraw(%s);

-- name: effected
-- An approved proposal takes effect; the proposal as it was approved.
SELECT p.proposal_id, p.kind, p.place, p.about, p.person_id, p.content, p.state, p.made_by, m.login AS made_by_login,
       p.made_at, p.decided_by, d.login AS decided_by_login, p.decided_at, p.why_decided, p.effected_at
FROM access.effected(%s, %s) p
LEFT JOIN access.actor m ON m.actor_id = p.made_by
LEFT JOIN access.actor d ON d.actor_id = p.decided_by;

-- name: listed
-- Proposals that the present actor sees, the oldest first.
SELECT p.proposal_id, p.kind, p.place, p.about, p.person_id, p.content, p.state, p.made_by, m.login AS made_by_login,
       p.made_at, p.decided_by, d.login AS decided_by_login, p.decided_at, p.why_decided, p.effected_at
FROM access.proposal p
LEFT JOIN access.actor m ON m.actor_id = p.made_by
LEFT JOIN access.actor d ON d.actor_id = p.decided_by
WHERE (%(proposal)s::bigint IS NULL OR p.proposal_id = %(proposal)s)
  AND (%(state)s::text IS NULL OR p.state = %(state)s)
  AND (%(kind)s::text IS NULL OR p.kind = %(kind)s)
ORDER BY p.proposal_id LIMIT %(most)s;
