"""Define: which customers are our key accounts, and which only look like it."""
