-- How many lines of each currency up to $as_of have no rate, and are therefore in no sum?
SELECT coalesce(currency, '') AS currency, count(*) AS lines
FROM lines
WHERE revenue IS NULL AND date <= $as_of
GROUP BY coalesce(currency, '')
ORDER BY 1
