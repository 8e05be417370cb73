from __future__ import annotations

from django.urls import path

from openkam.web.cycles.files import pages

urlpatterns = [
    path("", pages.show, name="cycle-files"),
    path("deck.pptx", pages.deck, name="cycle-deck"),
    path("workbook.xlsx", pages.workbook, name="cycle-workbook"),
    path("<int:job_id>/", pages.kept, name="cycle-file-kept"),
]
