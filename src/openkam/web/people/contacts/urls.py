from django.urls import path

from openkam.web.people.contacts import pages

urlpatterns = [
    path("accounts/<int:pk>/people/", pages.people, name="account-people"),
    path("contacts/<int:pk>/", pages.contact, name="contact"),
]
