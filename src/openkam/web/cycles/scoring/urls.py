from __future__ import annotations

from django.urls import path

from openkam.web.cycles.scoring import one_account, one_cell, pages, sheet_pages, spread

urlpatterns = [
    path("", pages.first, name="cycle-scoring"),
    path("done/", pages.done, name="cycle-score-done"),
    path("<slug:kind>/", pages.show, name="cycle-score-grid"),
    path("<slug:kind>/save/", pages.keep, name="cycle-score-save"),
    path("<slug:kind>/accept/", pages.take_proposals, name="cycle-score-accept"),
    path("<slug:kind>/account/<int:candidate>/", one_account.show, name="cycle-score-account"),
    path("<slug:kind>/cell/<int:candidate>/<int:criterion>/", one_cell.show, name="cycle-score-cell"),
    path("<slug:kind>/spread/", spread.show, name="cycle-score-spread"),
    path("<slug:kind>/template/", sheet_pages.template, name="cycle-score-template"),
    path("<slug:kind>/upload/", sheet_pages.upload, name="cycle-score-upload"),
    path("<slug:kind>/upload/<slug:token>/", sheet_pages.preview, name="cycle-score-preview"),
]
