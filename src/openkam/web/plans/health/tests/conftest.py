"""People, books and talks of account A, as the tests of the relationship make them."""

from openkam.web.people.relationship.tests.conftest import buys, staff
from openkam.web.portfolio.tests.conftest import small

__all__ = ["buys", "small", "staff"]
