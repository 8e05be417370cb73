from django.urls import path

from openkam.web.plans.health import pages

urlpatterns = [
    path("settings/health/", pages.settings_health, name="settings-health"),
    path("settings/health/usual/", pages.settings_health_usual, name="settings-health-usual"),
]
