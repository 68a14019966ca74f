-- listed_people: the rows of people that are not packed, as they stand, with the reasons.
SELECT {columns}, reasons
FROM people_judged
WHERE len(reasons) > 0
ORDER BY person, {columns}
{limit};
