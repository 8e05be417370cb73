"""The log of an account: who spoke with whom, what comes next, and calendars and mail that fill it."""
