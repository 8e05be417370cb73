"""Design: the process in detail, and whether it can hold the limits."""
