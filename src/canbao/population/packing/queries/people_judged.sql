-- people_judged: the rows of people with every reason against packing them, their own and those of their cover.
CREATE VIEW people_judged AS
SELECT
  people.*,
  own_reasons
    || CASE WHEN rejected_from < "year" THEN ['rejected_cover'] ELSE [] END
    || CASE WHEN contradicting_from < "year" THEN ['contradicting_cover'] ELSE [] END AS reasons
FROM people
LEFT JOIN faults ON faults.person = people.person;
