"""Analyze: which offering and process could meet the needs."""
