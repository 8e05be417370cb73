"""The words that every part of OpenKAM shares. Standard library, NumPy and pydantic only."""
