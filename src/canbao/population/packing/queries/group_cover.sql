-- group_cover: the sound cover of the persons of one group, by person and year; several schemes of a year in turn.
SELECT person, of_year, word
FROM cover_years
WHERE person >= {low} AND person < {high} AND is_sound AND concerns AND NOT contradicts
ORDER BY person, of_year, scheme_number;
