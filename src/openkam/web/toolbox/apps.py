from django.apps import AppConfig


class ToolboxConfig(AppConfig):
    """The gallery of tools."""

    name = "openkam.web.toolbox"
    label = "toolbox"

    def ready(self) -> None:
        """Put the toolbox into the side bar and the search."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.shell import registry
        from openkam.web.toolbox.roadmap import find_tools

        registry.navigation.append(registry.Entry("toolbox", _("Toolbox"), "toolbox", "toolbox", "workspace", order=40))
        registry.search_providers.append(find_tools)
