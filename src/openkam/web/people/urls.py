from django.urls import include, path

urlpatterns = [
    path("", include("openkam.web.people.chart.urls")),
    path("", include("openkam.web.people.contacts.urls")),
    path("", include("openkam.web.people.incoming.urls")),
    path("", include("openkam.web.people.log.urls")),
    path("", include("openkam.web.people.ours.urls")),
    path("", include("openkam.web.people.relationship.urls")),
]
