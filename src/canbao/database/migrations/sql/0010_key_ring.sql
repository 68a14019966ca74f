-- Which key ring the names and numbers of this database are sealed under, so that no other is used by mistake.

SET ROLE canbao_owner;

CREATE TABLE registry.key_ring (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    ring_id text NOT NULL CHECK (ring_id ~ '^[0-9a-f]{32}$')
);
ALTER TABLE registry.key_ring ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry.key_ring FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON registry.key_ring TO canbao_owner USING (true) WITH CHECK (true);
-- The number of a ring is no secret; its keys are not here.
CREATE POLICY everybody ON registry.key_ring FOR SELECT TO canbao_app USING (true);
GRANT SELECT ON registry.key_ring TO canbao_app;
