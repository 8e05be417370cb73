from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people of an account, who talks to whom, and the relationship that follows from it."""

    name = "openkam.web.people"
    label = "people"

    def ready(self) -> None:
        """Put people and relationship into the account, the search and the sample company."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.imports import sample as sample_company
        from openkam.web.people import sample
        from openkam.web.people.incoming.queries import may_import
        from openkam.web.people.log import home
        from openkam.web.people.queries.people import find_contacts
        from openkam.web.people.relationship.facts import facts
        from openkam.web.shell import registry

        registry.account_tabs.append(registry.Tab("people", _("People"), "account-people", order=30))
        registry.account_tabs.append(registry.Tab("relationship", _("Relationship"), "account-relationship", order=40))
        registry.account_facts.append(facts)
        registry.search_providers.append(find_contacts)
        registry.home_cards.append((8, home.card))
        registry.navigation.append(
            registry.Entry(
                "contacts-import",
                _("Import contacts"),
                "contacts-import",
                "people",
                "workspace",
                21,
                visible=may_import,
            )
        )
        sample_company.parts.append(sample_company.SamplePart(sample.load, sample.remove))
