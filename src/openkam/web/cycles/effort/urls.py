from __future__ import annotations

from django.urls import path

from openkam.web.cycles.effort import pages

urlpatterns = [
    path("", pages.show, name="cycle-effort"),
    path("days/", pages.days, name="cycle-effort-days"),
    path("capacity/", pages.capacity, name="cycle-effort-capacity"),
    path("managers/", pages.managers, name="cycle-effort-managers"),
    path("accept/", pages.accept, name="cycle-effort-accept"),
    path("plan/", pages.plan, name="cycle-effort-plan"),
]
