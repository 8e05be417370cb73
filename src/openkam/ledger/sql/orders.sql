-- What did these accounts order between $first_day and $last_day, by document, the latest first?
SELECT
    coalesce(document, '') AS key,
    min(date) AS first_day,
    sum(revenue) AS revenue,
    sum(direct_cost) AS direct_cost,
    count(*) AS lines,
    sum(quantity) AS quantity
FROM lines
WHERE list_contains($accounts, account) AND date BETWEEN $first_day AND $last_day AND revenue IS NOT NULL
GROUP BY coalesce(document, '')
ORDER BY first_day DESC, key
