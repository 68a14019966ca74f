-- name: effect_different
-- Let it take effect that two people are two.
SELECT registry.effect_different(%(proposal)s);

-- name: merged_in
-- The person whose file a person's went into, and the revision of it.
SELECT p.merged_into, p.recorded_in FROM registry.person p
WHERE p.person_id = %(person)s AND p.merged_into IS NOT NULL;
