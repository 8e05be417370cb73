"""Every page of the planning cycles; each step of the round has its own list."""

from __future__ import annotations

from django.urls import include, path

from openkam.web.cycles import pages
from openkam.web.cycles.strength import survey_pages

urlpatterns = [
    path("selection/", pages.selection, name="selection"),
    path("matrix/", pages.matrix, name="matrix"),
    path("cycles/", include("openkam.web.cycles.setup.urls")),
    path("settings/criteria/", include("openkam.web.cycles.setup.settings_urls")),
    path("cycles/<int:pk>/scores/", include("openkam.web.cycles.scoring.urls")),
    path("s/<str:token>/", survey_pages.survey, name="survey"),
    path("cycles/<int:pk>/strength/", include("openkam.web.cycles.strength.urls")),
    path("cycles/<int:pk>/selection/", include("openkam.web.cycles.selection.urls")),
    path("cycles/<int:pk>/matrix/", include("openkam.web.cycles.matrix.urls")),
    path("cycles/<int:pk>/effort/", include("openkam.web.cycles.effort.urls")),
    path("cycles/<int:pk>/files/", include("openkam.web.cycles.files.urls")),
]
