-- What must hold between the records and is not asked of each row as it is written: looked at by canbao db verify.

SET ROLE canbao_owner;

-- Statements of people who are not there.
CREATE FUNCTION registry.broken_people() RETURNS TABLE (what text, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT s.what, s.person_id FROM (
        SELECT 'person_record' AS what, r.person_id FROM registry.person_record r
        UNION SELECT 'certificate', c.person_id FROM registry.certificate c
        UNION SELECT 'person_name', n.person_id FROM registry.person_name n
        UNION SELECT 'fact', f.person_id FROM registry.fact f
        UNION SELECT 'reported_enrolment', e.person_id FROM registry.reported_enrolment e
        UNION SELECT 'feed_row', r.person_id FROM registry.feed_row r WHERE r.person_id IS NOT NULL
        UNION SELECT 'cover_spell', s.person_id FROM registry.cover_spell s
        UNION SELECT 'cover_spell_was', s.person_id FROM registry.cover_spell_was s
        UNION SELECT 'match_person', m.person_id FROM registry.match_person m
    ) AS s
    WHERE NOT EXISTS (SELECT FROM registry.person p WHERE p.person_id = s.person_id);
END;

-- Statements of files that are not there, or were never taken in.
CREATE FUNCTION registry.broken_sources() RETURNS TABLE (what text, file_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT s.what, s.file_id FROM (
        SELECT 'person_record' AS what, r.file_id FROM registry.person_record r
        UNION SELECT 'fact', f.file_id FROM registry.fact f
        UNION SELECT 'reported_enrolment', e.file_id FROM registry.reported_enrolment e
        UNION SELECT 'unit_record', u.file_id FROM registry.unit_record u
        UNION SELECT 'feed_row', r.file_id FROM registry.feed_row r
        UNION SELECT 'unlinked_row', u.file_id FROM registry.unlinked_row u
        UNION SELECT 'certificate', c.file_id FROM registry.certificate c
        UNION SELECT 'person_name', n.file_id FROM registry.person_name n
    ) AS s
    WHERE s.file_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM registry.feed_file f WHERE f.file_id = s.file_id AND f.revision IS NOT NULL);
END;

-- Records of revisions that are not there, or that ended before they were known.
CREATE FUNCTION registry.broken_revisions() RETURNS TABLE (what text, revision bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT s.what, s.revision FROM (
        SELECT 'person_record' AS what, r.recorded_in AS revision FROM registry.person_record r
        UNION SELECT 'person_record', r.ended_in FROM registry.person_record r
        UNION SELECT 'fact', f.recorded_in FROM registry.fact f
        UNION SELECT 'fact', f.ended_in FROM registry.fact f
        UNION SELECT 'reported_enrolment', e.recorded_in FROM registry.reported_enrolment e
        UNION SELECT 'reported_enrolment', e.ended_in FROM registry.reported_enrolment e
        UNION SELECT 'certificate', c.recorded_in FROM registry.certificate c
        UNION SELECT 'person_name', n.recorded_in FROM registry.person_name n
        UNION SELECT 'person', p.recorded_in FROM registry.person p
    ) AS s
    WHERE s.revision IS NOT NULL AND NOT EXISTS (SELECT FROM registry.revision r WHERE r.revision = s.revision);
END;

-- Spells that overlap, although each names the one before it.
CREATE FUNCTION registry.broken_cover() RETURNS TABLE (person_id bigint, from_day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT s.person_id, s.from_day FROM (
        SELECT c.person_id, c.from_day, c.prev_until,
               lag(c.until_day) OVER (PARTITION BY c.person_id ORDER BY c.until_day) AS before
        FROM registry.cover_spell c
    ) AS s
    WHERE s.prev_until IS DISTINCT FROM s.before OR s.before > s.from_day;
END;

-- Revisions whose times go back.
CREATE FUNCTION registry.broken_times() RETURNS TABLE (revision bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, registry
BEGIN ATOMIC
    SELECT s.revision FROM (
        SELECT r.revision, r.at, max(r.at) OVER (ORDER BY r.revision ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM registry.revision r
    ) AS s
    WHERE s.at < s.before;
END;
REVOKE ALL ON FUNCTION registry.broken_people(), registry.broken_sources(), registry.broken_revisions(),
    registry.broken_cover(), registry.broken_times() FROM PUBLIC;
