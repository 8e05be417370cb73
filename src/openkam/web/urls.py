"""Every address of the application."""

from django.urls import include, path

urlpatterns = [
    path("", include("openkam.web.shell.urls")),
    path("", include("openkam.web.accounts.urls")),
    path("", include("openkam.web.imports.urls")),
    path("", include("openkam.web.portfolio.urls")),
    path("", include("openkam.web.people.urls")),
    path("", include("openkam.web.toolbox.urls")),
    path("", include("openkam.web.cycles.urls")),
    path("", include("openkam.web.risks.urls")),
    path("", include("openkam.web.plans.urls")),
    path("user/", include("openkam.web.shell.sign_in_urls")),
]

handler400 = "openkam.web.shell.errors.not_understood"
handler403 = "openkam.web.shell.errors.refused"
handler404 = "openkam.web.shell.errors.not_found"
handler500 = "openkam.web.shell.errors.broken"
