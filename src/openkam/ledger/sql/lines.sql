-- Which lines are there, with their amounts in the base currency, where there is only one currency?
SELECT
    account, account_name, parent, date, document, product, salesperson, territory, segment, currency, quantity,
    price, due_on, paid_on, revenue, direct_cost
FROM stored
