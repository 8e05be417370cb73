-- What do the lines say of each account, and from when to when and on how many lines did they say so?
-- Of these lines, how many have a known cost, and how many lie after $as_of? All that the books hold follows from it.
SELECT
    account, account_name, parent, salesperson, territory, segment, currency,
    min(date) AS first_day,
    max(date) AS last_day,
    count(*) AS lines,
    count(direct_cost) AS lines_with_cost,
    count(CASE WHEN date > $as_of THEN 1 END) AS lines_after_as_of
FROM stored
GROUP BY account, account_name, parent, salesperson, territory, segment, currency
