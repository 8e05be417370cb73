from django.urls import path
from django.views.generic import RedirectView

from openkam.web.shell import job_pages, pages, people_pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("search", pages.search, name="search"),
    path("language/", pages.language, name="language"),
    path("theme/", pages.theme, name="theme"),
    path("healthz", pages.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg"), name="favicon"),
    path("sample/load/", pages.load_sample, name="sample-load"),
    path("sample/remove/", pages.remove_sample, name="sample-remove"),
    path("jobs/running/", job_pages.running, name="jobs-running"),
    path("jobs/<int:pk>/", job_pages.job, name="job"),
    path("jobs/<int:pk>/cancel/", job_pages.cancel, name="job-cancel"),
    path("jobs/<int:pk>/again/", job_pages.again, name="job-again"),
    path("settings/", people_pages.settings_home, name="settings"),
    path("settings/me/", people_pages.settings_me, name="settings-me"),
    path("settings/users/", people_pages.settings_users, name="settings-users"),
    path("settings/users/<int:pk>/", people_pages.settings_user, name="settings-user"),
    path("settings/users/<int:pk>/link/", people_pages.sign_in_link, name="settings-user-link"),
    path(
        "settings/users/<int:pk>/second-factor/remove/", people_pages.remove_second_factor, name="settings-user-factor"
    ),
    path("first/<str:token>/", people_pages.first_sign_in, name="first-sign-in"),
]
