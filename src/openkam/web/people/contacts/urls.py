from django.urls import path

from openkam.web.people.contacts import adding_pages, contact_pages, merging_pages, pages, pair_pages

urlpatterns = [
    path("accounts/<int:pk>/people/", pages.people, name="account-people"),
    path("accounts/<int:pk>/people/list/", pages.contacts, name="account-contacts"),
    path("accounts/<int:pk>/people/deck.pptx", pages.deck, name="contacts-deck"),
    path("accounts/<int:pk>/people/workbook.xlsx", pages.workbook, name="contacts-workbook"),
    path("accounts/<int:pk>/people/add/", adding_pages.add, name="contact-add"),
    path("accounts/<int:pk>/people/same/", adding_pages.same, name="contact-same"),
    path("people/pair/<int:member>/<int:contact>/", pair_pages.pair, name="people-pair"),
    path("contacts/<int:pk>/", contact_pages.contact, name="contact"),
    path("contacts/<int:pk>/edit/<str:group>/", contact_pages.edit, name="contact-edit"),
    path("contacts/<int:pk>/leave/", contact_pages.leave, name="contact-leave"),
    path("contacts/<int:pk>/back/", contact_pages.come_back, name="contact-back"),
    path("contacts/<int:pk>/delete/", contact_pages.delete, name="contact-delete"),
    path("contacts/<int:pk>/merge/", merging_pages.merge, name="contact-merge"),
    path("contacts/<int:pk>/history/", contact_pages.history, name="contact-history"),
    path("contacts/restore/<int:history_id>/", contact_pages.restore, name="contact-restore"),
]
