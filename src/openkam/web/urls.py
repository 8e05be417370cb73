"""Every address of the application."""

from django.urls import include, path

urlpatterns = [
    path("", include("openkam.web.shell.urls")),
    path("", include("openkam.web.accounts.urls")),
    path("", include("openkam.web.imports.urls")),
    path("", include("openkam.web.portfolio.urls")),
    path("user/", include("allauth.urls")),
]
