-- Which lines are there, with their amounts in the base currency, where there are several currencies?
-- A line without a rate for its day has no amount (NULL). Amounts are rounded half away from zero to four places.
-- $base: the base currency. daily_rates: one row per foreign currency and day that has a rate.
SELECT
    s.account, s.account_name, s.parent, s.date, s.document, s.product, s.salesperson, s.territory, s.segment,
    s.currency, s.quantity, s.price, s.due_on, s.paid_on,
    CASE
        WHEN s.currency = $base THEN s.revenue
        ELSE CAST(round(s.revenue * r.rate, 4) AS DECIMAL(18, 4))
    END AS revenue,
    CASE
        WHEN s.currency = $base THEN s.direct_cost
        ELSE CAST(round(s.direct_cost * r.rate, 4) AS DECIMAL(18, 4))
    END AS direct_cost
FROM stored AS s
LEFT JOIN daily_rates AS r ON r.currency = s.currency AND r.day = s.date
