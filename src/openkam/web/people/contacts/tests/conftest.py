"""People for the tests of this part, as for those of the whole app."""

from openkam.web.people.tests.conftest import add_contact, add_member, talked

__all__ = ["add_contact", "add_member", "talked"]
