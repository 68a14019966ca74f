-- name: first
-- Add the first actor of a new registry.
SELECT access.add_first_actor(%s, %s, %s);

-- name: add
-- Add an actor who belongs to a place.
SELECT access.add_actor(%s, %s, %s, %s);

-- name: assign
-- Give an actor a role at a place; the number of the assignment, null when it was there.
SELECT access.assign(%s, %s, %s, %s);

-- name: end
-- End a role of an actor at a place; how many ended.
SELECT access.end_assignment(%s, %s, %s);

-- name: password
-- Another password for an actor whom one manages.
SELECT access.set_password(%s, %s);

-- name: name_of
-- The name of an actor whom one sees.
SELECT display_name FROM access.actor WHERE login = %s;

-- name: disable
-- Disable an actor; whether it was not yet.
SELECT access.disable(%s);

-- name: roles
-- The roles, and what each may do.
SELECT r.role, r.zh, r.en, r.power,
       coalesce(jsonb_agg(jsonb_build_object('right', n.right_name, 'zh', n.zh, 'en', n.en) ORDER BY n.right_name)
                FILTER (WHERE n.right_name IS NOT NULL), '[]') AS rights
FROM access.role r
LEFT JOIN access.role_right h USING (role)
LEFT JOIN access.right_name n USING (right_name)
GROUP BY r.role, r.zh, r.en, r.power
ORDER BY NOT r.power, r.role;

-- name: role_names
-- The names of the roles.
SELECT role FROM access.role;

-- name: listed
-- The actors whom the present actor sees, with what each may act as.
SELECT a.actor_id, a.login, a.display_name AS name, a.place, a.created_at, a.disabled_at,
       a.password_set_by IS DISTINCT FROM a.actor_id AS is_password_of_another,
       (SELECT t.wait_until FROM access.sign_in_attempt t WHERE t.login = a.login AND t.wait_until > now()) AS wait_until,
       coalesce((SELECT jsonb_agg(jsonb_build_object('role', s.role, 'zh', r.zh, 'en', r.en, 'place', s.place,
                                                     'department', s.department) ORDER BY s.assignment_id)
                 FROM access.assignment s JOIN access.role r USING (role)
                 WHERE s.actor_id = a.actor_id AND s.ended_at IS NULL), '[]') AS roles
FROM access.actor a
WHERE %(all)s OR a.disabled_at IS NULL
ORDER BY a.login;

-- name: end_sessions
-- End the sessions of an actor, or of everybody of the own scope; how many.
SELECT access.end_sessions(%s);
