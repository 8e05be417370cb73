"""Relationship: where it stands, where it should be by when, and who does what next."""
