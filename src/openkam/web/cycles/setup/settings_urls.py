"""The settings tab of criteria sets."""

from __future__ import annotations

from django.urls import path

from openkam.web.cycles.setup import criteria_pages, library_pages

urlpatterns = [
    path("", library_pages.index, name="settings-criteria"),
    path("<int:set_pk>/", criteria_pages.of_library, name="library-set"),
    path("<int:set_pk>/rename/", library_pages.rename, name="library-rename"),
    path("<int:set_pk>/delete/", library_pages.delete, name="library-delete"),
]
