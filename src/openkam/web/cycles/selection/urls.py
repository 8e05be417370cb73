from __future__ import annotations

from django.urls import path

from openkam.web.cycles.selection import decision_pages, pages, sum_pages

urlpatterns = [
    path("", pages.show, name="cycle-selection"),
    path("draw/", pages.draw, name="cycle-draw"),
    path("draws/", pages.draws, name="cycle-draws"),
    path("draws/stop/", pages.stop, name="cycle-draws-stop"),
    path("sum/<slug:what>/", sum_pages.of_cycle, name="cycle-selection-sum-of"),
    path("sum/<int:candidate>/<slug:what>/", sum_pages.of_account, name="cycle-selection-sum"),
    path("decide/", decision_pages.several, name="cycle-decide-several"),
    path("decide/<int:candidate>/", decision_pages.one, name="cycle-decide"),
    path("approve/", decision_pages.approve, name="cycle-approve"),
    path("close/", decision_pages.close, name="cycle-close"),
]
