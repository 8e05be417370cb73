-- How does each account pay? One invoice is one document with a positive amount and a due date on or before $as_of.
-- It is late by the days from its due date to its last payment; unpaid or paid after $as_of, to $as_of. Early is 0.
WITH invoices AS (
    SELECT
        account,
        document,
        sum(revenue) AS amount,
        min(due_on) AS due_on,
        CASE
            WHEN sum(CASE WHEN paid_on IS NULL OR paid_on > $as_of THEN 1 ELSE 0 END) > 0 THEN $as_of
            ELSE max(paid_on)
        END AS settled_on
    FROM lines
    WHERE date <= $as_of AND revenue IS NOT NULL AND document IS NOT NULL AND due_on IS NOT NULL
    GROUP BY account, document
),
delays AS (
    SELECT account, amount, greatest(date_diff('day', due_on, settled_on), 0) AS days_late
    FROM invoices
    WHERE amount > 0 AND due_on <= $as_of
)
SELECT
    account,
    count(*) AS invoices,
    sum(amount) AS amount,
    sum(CAST(amount AS DECIMAL(28, 4)) * CAST(days_late AS DECIMAL(6, 0))) AS amount_days,
    sum(CASE WHEN days_late > 0 THEN amount ELSE 0 END) AS late_amount,
    max(days_late) AS worst_days_late
FROM delays
GROUP BY account
ORDER BY account
