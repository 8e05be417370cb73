-- How many documents are there? The same number at two accounts is two documents.
SELECT count(*) AS documents
FROM (SELECT account, document FROM stored WHERE document IS NOT NULL GROUP BY account, document) AS seen
