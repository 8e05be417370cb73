-- What do the books hold: first and last day, lines, lines without a known cost, lines after $as_of?
SELECT
    min(date) AS first_day,
    max(date) AS last_day,
    count(*) AS lines,
    count(DISTINCT account) AS accounts,
    sum(CASE WHEN direct_cost IS NULL THEN 1 ELSE 0 END) AS lines_without_cost,
    sum(CASE WHEN date > $as_of THEN 1 ELSE 0 END) AS lines_after_as_of
FROM stored
