from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people of an account, who talks to whom, and the relationship that follows from it."""

    name = "openkam.web.people"
    label = "people"

    def ready(self) -> None:
        """Put people and relationship into the account, the search and the sample company."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.people.queries.people import find_contacts
        from openkam.web.shell import registry

        registry.account_tabs.append(registry.Tab("people", _("People"), "account-people", order=30))
        registry.account_tabs.append(registry.Tab("relationship", _("Relationship"), "account-relationship", order=40))
        registry.search_providers.append(find_contacts)
