"""The plans of the sample company: illustrative ones of three resellers, and a review that was held a quarter ago."""

from openkam.web.plans.sample.loading import finish, load, remove

__all__ = ["finish", "load", "remove"]
