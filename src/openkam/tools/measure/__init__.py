"""Measure: what the customer needs, in numbers."""
