from django.urls import path

from openkam.web.people.incoming import pages

urlpatterns = [
    path("accounts/<int:pk>/people/import/", pages.account_import, name="account-contacts-import"),
    path("accounts/<int:pk>/people/import/upload/", pages.account_upload, name="account-contacts-upload"),
    path("contacts/import/", pages.imports, name="contacts-import"),
    path("contacts/import/upload/", pages.upload, name="contacts-upload"),
    path("contacts/import/<int:pk>/", pages.one, name="contact-import"),
    path("contacts/import/<int:pk>/reading/", pages.correct, name="contact-import-reading"),
    path("contacts/import/<int:pk>/rows/", pages.decide, name="contact-import-rows"),
    path("contacts/import/<int:pk>/load/", pages.load, name="contact-import-load"),
    path("contacts/import/<int:pk>/cancel/", pages.cancel, name="contact-import-cancel"),
    path("contacts/import/<int:pk>/undo/", pages.undo, name="contact-import-undo"),
    path("contacts/import/<int:pk>/discard/", pages.discard, name="contact-import-discard"),
    path("contacts/import/<int:pk>/left-out.csv", pages.rejected, name="contact-import-rejected"),
]
