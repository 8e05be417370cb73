"""The addresses of the imports."""

from django.urls import path

from openkam.web.imports import pages

urlpatterns = [
    path("import/", pages.imports, name="imports"),
    path("import/upload/", pages.upload, name="import-upload"),
    path("import/<int:pk>/", pages.import_run, name="import-run"),
    path("import/<int:pk>/load/", pages.load, name="import-load"),
    path("import/<int:pk>/cancel/", pages.cancel, name="import-cancel"),
    path("import/<int:pk>/undo/", pages.undo, name="import-undo"),
    path("import/<int:pk>/discard/", pages.discard, name="import-discard"),
    path("import/<int:pk>/rejects.csv", pages.rejects, name="import-rejects"),
    path("import/<int:pk>/files/<int:file_pk>/", pages.import_file, name="import-file"),
    path("import/<int:pk>/files/<int:file_pk>/remove/", pages.remove_file, name="import-file-remove"),
    path("import/<int:pk>/files/<int:file_pk>/download/", pages.download, name="import-file-download"),
]
