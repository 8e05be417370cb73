-- Which currencies do the lines state, and on how many lines? NULL where a line states none.
SELECT currency, count(*) AS lines
FROM stored
GROUP BY currency
