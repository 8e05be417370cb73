"""The shell's own lines in its frame."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openkam.web.shell import registry
from openkam.web.shell.models import User


def find_pages(user: User, text: str) -> Iterator[registry.Hit]:
    """Pages by name; every page where nothing was typed."""
    wanted = text.casefold()
    lines = [entry for _key, _heading, part in registry.entries(user) for entry in part]
    for entry in lines:
        if wanted in str(entry.label).casefold():
            yield registry.Hit(_("Pages"), str(entry.label), reverse(entry.url_name), icon=entry.icon)
    for tab in registry.tabs(registry.settings_tabs, user):
        if wanted in str(tab.label).casefold():
            yield registry.Hit(_("Pages"), str(tab.label), reverse(tab.url_name), str(_("Settings")), "settings")


def register() -> None:
    """Called once, when Django is ready."""
    registry.navigation.extend(
        [
            registry.Entry("home", _("Home"), "home", "home", order=0),
            registry.Entry("settings", _("Settings"), "settings", "settings", "workspace", order=90),
        ]
    )
    registry.settings_tabs.extend(
        [
            registry.Tab("me", _("You"), "settings-me", order=10),
            registry.Tab("users", _("People"), "settings-users", order=20, visible=registry.administrators),
        ]
    )
    registry.search_providers.append(find_pages)
