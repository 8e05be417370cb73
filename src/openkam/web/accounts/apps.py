from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Customers and who of us works on them."""

    name = "openkam.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the accounts into the navigation, the search and the tabs."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.accounts import queries
        from openkam.web.shell import registry

        registry.navigation.append(
            registry.Entry(
                "accounts", _("All accounts"), "accounts", "people", "accounts", order=50, badge=queries.count_badge
            )
        )
        registry.search_providers.insert(0, queries.find_accounts)
        registry.account_tabs.extend(
            [
                registry.Tab("family", _("Family"), "account-family", order=60),
                registry.Tab("team", _("Team"), "account-team", order=70),
                registry.Tab("history", _("History"), "account-history", order=80),
            ]
        )
