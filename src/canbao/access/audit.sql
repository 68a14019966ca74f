-- name: present_session
-- The session that a connection acts for, as it was told: to write down elsewhere what this transaction takes back.
SELECT coalesce(current_setting('canbao.session', true), '');

-- name: write
-- Write down an act of the present actor.
SELECT access.audit(%(act)s, %(about)s, %(person_id)s, %(why)s, %(outcome)s, %(detail)s::jsonb, %(place)s);

-- name: seal
-- Close what no transaction can still add to into a segment; its number.
SELECT access.seal_audit();

-- name: segments
-- Some segments in order: what each says of itself as the bytes that its digest covers, and its digest.
SELECT segment, events, previous, digest,
       convert_to(jsonb_build_array(segment, extract(epoch FROM sealed_at), sealed_by, events)::text, 'UTF8') AS said
FROM access.audit_segment WHERE segment >= %(from_segment)s AND segment < %(until_segment)s ORDER BY segment LIMIT %(most)s;

-- name: sealed_events
-- The events of some segments in order: the digest that the database gives, and, of those that the present actor sees,
-- the bytes that it must be the digest of. An event that is seen and has no digest is listed too.
SELECT coalesce(d.segment, e.segment) AS segment, d.digest, e.said
FROM access.event_digests(%(from_segment)s, %(until_segment)s) d
FULL JOIN (
    SELECT e.segment, e.event_id, convert_to(jsonb_build_array(
               e.event_id, extract(epoch FROM e.at), e.written_in::text, e.written_by, e.actor_id, e.session_id, e.role,
               e.place, e.act, e.about, e.about_place, e.person_id, e.why, e.outcome, e.detail
           )::text, 'UTF8') AS said
    FROM access.audit_event e
    WHERE e.segment >= %(from_segment)s AND e.segment < %(until_segment)s
) AS e USING (segment, event_id)
ORDER BY segment, event_id;

-- name: extent
-- How many events no segment holds yet, and the last segment that there is anything of.
SELECT unsealed, last_segment FROM access.audit_extent();

-- name: anchor
-- The last segment.
SELECT segment, sealed_at, digest FROM access.audit_segment ORDER BY segment DESC LIMIT 1;

-- name: listed
-- Events that the present actor sees, the newest first.
SELECT e.event_id, e.at, e.actor_id, a.login, e.role, e.place, e.act, e.about, e.about_place, e.person_id, e.why,
       e.outcome, e.detail, e.segment
FROM access.audit_event e LEFT JOIN access.actor a USING (actor_id)
WHERE (%(since)s::timestamptz IS NULL OR e.at >= %(since)s)
  AND (%(act)s::text IS NULL OR e.act = %(act)s OR e.act LIKE %(act_below)s)
  AND (%(actor)s::text IS NULL OR a.login = %(actor)s)
  AND (%(person_id)s::bigint IS NULL OR e.person_id = %(person_id)s)
  AND (NOT %(denied)s OR e.outcome <> 'done')
ORDER BY e.event_id DESC LIMIT %(most)s;
