-- group_people: the rows to be packed of the persons of one group, by person and coverage year.
SELECT * EXCLUDE (own_reasons, reasons)
FROM people_judged
WHERE person >= {low} AND person < {high} AND len(reasons) = 0
ORDER BY person, "year";
