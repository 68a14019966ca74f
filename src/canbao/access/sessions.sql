-- name: begin
-- Count an attempt; the seconds that it must wait, 0 to go on.
SELECT access.begin_sign_in(%s);

-- name: who
-- What the one who signs in may act as.
SELECT actor_id, display_name, password_hash, is_password_of_another, assignment_id, role, zh, en, place, department
FROM access.who_signs_in(%s);

-- name: refuse
-- Write down an attempt that was refused.
SELECT access.refuse_sign_in(%s, %s);

-- name: forget
-- The password was right: forget the attempts before.
SELECT access.forget_attempts(%s);

-- name: rehash
-- Keep the same password under newer parameters.
SELECT access.rehash(%s, %s, %s);

-- name: open
-- Open a session for a role of an actor; its number.
SELECT access.open_session(%s, %s, %s, %s);

-- name: own_password
-- Keep another password of one's own; the old one was checked.
SELECT access.set_own_password(%s, %s);

-- name: close
-- End the present session; whether there was one.
SELECT access.close_session();

-- name: present
-- Who the connection acts for.
SELECT p.actor_id, a.login, a.display_name AS name, p.role, r.zh, r.en, p.place_from AS place, p.department, s.expires_at,
       a.password_set_by IS DISTINCT FROM a.actor_id AS is_password_of_another,
       ARRAY(SELECT h.right_name FROM access.role_right h WHERE h.role = p.role ORDER BY h.right_name) AS rights
FROM access.present() p
JOIN access.actor a USING (actor_id)
JOIN access.role r ON r.role = p.role
JOIN access.session s ON s.session_id = p.session_id;
