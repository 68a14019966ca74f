-- repeated_people: the persons who stand twice for one coverage year; which of the two rows is right cannot be told.
CREATE TABLE repeated_people AS
SELECT person_id, "year"
FROM people_source
WHERE person_id IS NOT NULL AND "year" IS NOT NULL
GROUP BY person_id, "year"
HAVING count(*) > 1;
