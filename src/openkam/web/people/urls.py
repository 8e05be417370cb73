from django.urls import include, path

urlpatterns = [
    path("", include("openkam.web.people.contacts.urls")),
    path("", include("openkam.web.people.relationship.urls")),
]
