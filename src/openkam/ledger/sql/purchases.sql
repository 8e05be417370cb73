-- What did every account buy between $first_day and $last_day, by product? Lines without one count under an empty code.
-- Money is an integer in ten-thousandths, so that every engine hands over exact numbers.
WITH bought AS (
    SELECT account, coalesce(product, '') AS product_code, sum(revenue) AS amount
    FROM lines
    WHERE date BETWEEN $first_day AND $last_day AND revenue IS NOT NULL
    GROUP BY account, coalesce(product, '')
)
SELECT
    account,
    product_code,
    CAST(CAST(amount AS DECIMAL(28, 4)) * CAST(10000 AS DECIMAL(5, 0)) AS BIGINT) AS revenue
FROM bought
ORDER BY account, product_code
