from django.apps import AppConfig


class RisksConfig(AppConfig):
    """The risks of the accounts and of the programme."""

    name = "openkam.web.risks"
    label = "risks"

    def ready(self) -> None:
        """Put the register into the side bar, the search, the account and the sample company."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.imports import sample as sample_company
        from openkam.web.risks import finding, sample
        from openkam.web.shell import registry

        registry.navigation.append(
            registry.Entry("risks", _("Risks"), "risks", "warning", "choose", order=40, badge=finding.live_badge)
        )
        registry.account_tabs.append(registry.Tab("risks", _("Risks"), "account-risks", order=70))
        registry.search_providers.append(finding.find_risks)
        sample_company.parts.append(sample_company.SamplePart(sample.load, sample.remove))
