from django.urls import path

from openkam.web.people.relationship import pages

urlpatterns = [path("accounts/<int:pk>/relationship/", pages.relationship, name="account-relationship")]
