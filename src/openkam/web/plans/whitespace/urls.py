from django.urls import path

from openkam.web.plans.whitespace import pages, paste_pages

urlpatterns = [
    path("accounts/<int:pk>/plan/whitespace/", pages.whitespace, name="account-whitespace"),
    path("accounts/<int:pk>/plan/whitespace/workbook.xlsx", pages.workbook, name="whitespace-workbook"),
    path("accounts/<int:pk>/plan/whitespace/cells.csv", pages.table, name="whitespace-csv"),
    path("accounts/<int:pk>/plan/whitespace/paste/", paste_pages.paste, name="whitespace-paste"),
    path("accounts/<int:pk>/plan/whitespace/paste/<slug:token>/undo/", paste_pages.undo, name="whitespace-paste-undo"),
]
