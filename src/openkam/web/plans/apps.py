from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The plan of an account: what we want there, and who does what by when."""

    name = "openkam.web.plans"
    label = "plans"

    def ready(self) -> None:
        """Put the plan into the account, actions into the side bar, the search, the home page and the relationship."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.imports import sample as sample_company
        from openkam.web.people.relationship import activities
        from openkam.web.plans import sample
        from openkam.web.plans.health import finding as health
        from openkam.web.plans.health.pages import may_weigh
        from openkam.web.plans.reminders.sending import send_due
        from openkam.web.plans.todo import finding
        from openkam.web.portfolio import preparing
        from openkam.web.shell import registry

        registry.account_tabs.append(registry.Tab("plan", _("Plan"), "account-plan", order=60))
        registry.account_histories.append(registry.Tab("plan", _("History of the plan"), "plan-history"))
        registry.navigation.append(
            registry.Entry(
                "actions", _("My actions"), "my-actions", "check", "accounts", order=30, badge=finding.late_badge
            )
        )
        registry.search_providers.append(finding.find_actions)
        registry.home_cards.append((7, finding.home_card))
        activities.providers.append(finding.principal)
        registry.account_facts.append(health.facts)
        registry.home_cards.append((6, health.card))
        registry.settings_tabs.append(
            registry.Tab("health", _("Plan quality"), "settings-health", order=40, visible=may_weigh)
        )
        registry.settings_tabs.append(registry.Tab("reminders", _("Calendar and mail"), "settings-reminders", order=15))
        registry.now_and_then.append(send_due)
        sample_company.parts.append(sample_company.SamplePart(sample.load, sample.remove))
        preparing.followers.append(sample.finish)
