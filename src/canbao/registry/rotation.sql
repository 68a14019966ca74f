-- name: sealed_otherwise
-- Sealed values of a table that are not under a data key, from a row on.
SELECT s.row_id, s.sealed FROM registry.sealed_otherwise(%(table)s, %(key)s, %(after)s, %(most)s) s;

-- name: put_resealed
-- Put values sealed anew in the place of those they were made from.
SELECT registry.put_resealed(%(table)s, %(rows)s, %(olds)s, %(news)s);

-- name: sealed_by_key
-- How many sealed values there are under each data key.
SELECT s.which, s.key_id, s.values_sealed FROM registry.sealed_by_key() s;
