-- What did each account do in each month up to $as_of? A document counts in the month of its first line.
-- Money and quantity are integers in ten-thousandths, so that every engine hands over exact numbers.
WITH facts AS (
    SELECT
        account,
        year(date) * 12 + month(date) - 1 AS month,
        sum(revenue) AS revenue,
        sum(direct_cost) AS direct_cost,
        count(*) AS lines,
        count(direct_cost) AS lines_with_cost,
        count(CASE WHEN revenue < direct_cost THEN 1 END) AS loss_lines,
        count(CASE WHEN revenue < 0 THEN 1 END) AS credit_lines,
        sum(quantity) AS quantity
    FROM lines
    WHERE date <= $as_of AND revenue IS NOT NULL
    GROUP BY account, year(date) * 12 + month(date) - 1
),
first_days AS (
    SELECT account, document, min(date) AS first_day
    FROM lines
    WHERE date <= $as_of AND revenue IS NOT NULL AND document IS NOT NULL
    GROUP BY account, document
),
orders AS (
    SELECT account, year(first_day) * 12 + month(first_day) - 1 AS month, count(*) AS orders
    FROM first_days
    GROUP BY account, year(first_day) * 12 + month(first_day) - 1
)
SELECT
    f.account,
    CAST(f.month AS INTEGER) AS month,
    CAST(CAST(f.revenue AS DECIMAL(28, 4)) * CAST(10000 AS DECIMAL(5, 0)) AS BIGINT) AS revenue,
    CAST(CAST(coalesce(f.direct_cost, 0) AS DECIMAL(28, 4)) * CAST(10000 AS DECIMAL(5, 0)) AS BIGINT) AS direct_cost,
    CAST(f.lines AS INTEGER) AS lines,
    CAST(f.lines - f.lines_with_cost AS INTEGER) AS lines_without_cost,
    CAST(f.loss_lines AS INTEGER) AS loss_lines,
    CAST(f.credit_lines AS INTEGER) AS credit_lines,
    CAST(coalesce(o.orders, 0) AS INTEGER) AS orders,
    CAST(CAST(coalesce(f.quantity, 0) AS DECIMAL(28, 4)) * CAST(10000 AS DECIMAL(5, 0)) AS BIGINT) AS quantity
FROM facts AS f
LEFT JOIN orders AS o ON o.account = f.account AND o.month = f.month
ORDER BY f.account, f.month
