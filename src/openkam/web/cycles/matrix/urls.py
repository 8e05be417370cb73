from __future__ import annotations

from django.urls import path

from openkam.web.cycles.matrix import pages

urlpatterns = [
    path("", pages.show, name="cycle-matrix"),
    path("points/", pages.points, name="cycle-matrix-points"),
    path("try/", pages.try_weights, name="cycle-matrix-try"),
    path("keep/", pages.keep, name="cycle-matrix-keep"),
    path("sure/", pages.how_sure, name="cycle-matrix-sure"),
    path("account/<int:candidate>/", pages.account, name="cycle-matrix-account"),
    path("sum/<slug:what>/", pages.working, name="cycle-matrix-sum"),
]
