-- What do the lines say of each account, and from when to when did they say so?
SELECT
    account, account_name, parent, salesperson, territory, segment,
    min(date) AS first_day,
    max(date) AS last_day
FROM stored
GROUP BY account, account_name, parent, salesperson, territory, segment
