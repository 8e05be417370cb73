-- Which lines do these accounts have between $first_day and $last_day, as they were written, the latest first?
-- stored_in and place (from 0) say where a line lies, from which its source line follows where `line` is NULL.
SELECT
    stored_in, place, line, account, date, document, product, salesperson, quantity, price, revenue, direct_cost,
    currency
FROM stored
WHERE list_contains($accounts, account) AND date BETWEEN $first_day AND $last_day
ORDER BY date DESC, document, stored_in, place
LIMIT $row_limit OFFSET $row_offset
