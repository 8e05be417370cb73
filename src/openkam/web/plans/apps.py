from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The plan of an account: what we want there, and who does what by when."""

    name = "openkam.web.plans"
    label = "plans"

    def ready(self) -> None:
        """Put the plan into the account."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.shell import registry

        registry.account_tabs.append(registry.Tab("plan", _("Plan"), "account-plan", order=60))
