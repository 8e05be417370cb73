-- How many lines do these accounts have between $first_day and $last_day?
SELECT count(*) AS lines
FROM stored
WHERE list_contains($accounts, account) AND date BETWEEN $first_day AND $last_day
