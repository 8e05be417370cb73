from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The portfolio and the figures of accounts."""

    name = "openkam.web.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Put the portfolio, the account's figures and the settings of the books into the shell."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.imports import sample
        from openkam.web.portfolio import home, preparing
        from openkam.web.portfolio.pages.account import facts
        from openkam.web.shell import registry

        registry.navigation.append(
            registry.Entry("portfolio", _("Portfolio"), "portfolio", "portfolio", "choose", order=10)
        )
        registry.account_tabs.extend(
            [
                registry.Tab("overview", _("Overview"), "account", order=10),
                registry.Tab("figures", _("Figures"), "account-figures", order=20),
            ]
        )
        registry.account_facts.append(facts)
        registry.settings_tabs.append(
            registry.Tab("books", _("Books"), "settings-books", order=20, visible=registry.administrators)
        )
        registry.after_load.append(preparing.start)
        registry.worker_start.append(preparing.warm)
        registry.home_cards.append((10, home.card))
        registry.search_providers.append(home.find_pages)
        sample.parts.append(sample.SamplePart(home.load_sample, home.remove_sample))
