"""The people of the sample company: its own contacts, and an illustrative cast at three of its resellers."""

from openkam.web.people.sample.loading import load, remove

__all__ = ["load", "remove"]
