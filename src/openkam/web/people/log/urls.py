from django.urls import path

from openkam.web.people.log import import_pages, line_pages, pages

urlpatterns = [
    path("accounts/<int:pk>/people/log/", pages.log, name="account-log"),
    path("accounts/<int:pk>/people/log/names/", pages.names, name="account-log-names"),
    path("interactions/<int:pk>/edit/", line_pages.edit, name="interaction-edit"),
    path("interactions/<int:pk>/later/", line_pages.later, name="interaction-later"),
    path("interactions/<int:pk>/delete/", line_pages.delete, name="interaction-delete"),
    path("interactions/<int:pk>/history/", line_pages.history, name="interaction-history"),
    path("interactions/restore/<int:history_id>/", line_pages.restore, name="interaction-restore"),
    path("accounts/<int:pk>/people/log/import/", import_pages.imports, name="account-log-import"),
    path("accounts/<int:pk>/people/log/import/upload/", import_pages.upload, name="account-log-upload"),
    path("log-imports/<int:pk>/", import_pages.one, name="log-import"),
    path("log-imports/<int:pk>/who/", import_pages.choose, name="log-import-who"),
    path("log-imports/<int:pk>/load/", import_pages.load, name="log-import-load"),
    path("log-imports/<int:pk>/undo/", import_pages.undo, name="log-import-undo"),
    path("log-imports/<int:pk>/discard/", import_pages.discard, name="log-import-discard"),
]
