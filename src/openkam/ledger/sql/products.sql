-- What did these accounts buy between $first_day and $last_day, by product?
SELECT
    coalesce(product, '') AS key,
    min(date) AS first_day,
    sum(revenue) AS revenue,
    sum(direct_cost) AS direct_cost,
    count(*) AS lines,
    sum(quantity) AS quantity
FROM lines
WHERE list_contains($accounts, account) AND date BETWEEN $first_day AND $last_day AND revenue IS NOT NULL
GROUP BY coalesce(product, '')
ORDER BY revenue DESC, key
