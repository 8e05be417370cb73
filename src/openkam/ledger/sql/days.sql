-- What are the first and the last day that have a line?
SELECT min(date) AS first_day, max(date) AS last_day
FROM stored
