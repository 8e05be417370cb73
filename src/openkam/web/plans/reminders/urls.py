from django.urls import path

from openkam.web.plans.reminders import pages

urlpatterns = [
    path("settings/reminders/", pages.mine, name="settings-reminders"),
    path("settings/reminders/calendar/", pages.make, name="calendar-make"),
    path("settings/reminders/calendar/revoke/", pages.revoke, name="calendar-revoke"),
    path("settings/reminders/digest/", pages.digest, name="digest-want"),
    path("s/calendar/<str:token>.ics", pages.calendar, name="calendar"),
    path("s/digest/<str:token>/", pages.stop, name="digest-stop"),
]
