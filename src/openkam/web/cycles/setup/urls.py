from __future__ import annotations

from django.urls import path

from openkam.web.cycles.setup import candidate_pages, compare_pages, criteria_pages, library_pages, pages, pair_pages

urlpatterns = [
    path("", pages.index, name="cycles"),
    path("open/", pages.open_, name="cycle-open"),
    path("<int:pk>/", pages.show, name="cycle-setup"),
    path("<int:pk>/settings/", pages.settings, name="cycle-settings"),
    path("<int:pk>/raters/", pages.raters, name="cycle-raters"),
    path("<int:pk>/move/", pages.move, name="cycle-move"),
    path("<int:pk>/freeze/", pages.freeze, name="cycle-freeze"),
    path("<int:pk>/changed/<int:job_pk>/", pages.changed, name="cycle-changed"),
    path("<int:pk>/candidates/", candidate_pages.candidates, name="cycle-candidates"),
    path("<int:pk>/candidates/add/", candidate_pages.add, name="cycle-candidates-add"),
    path("<int:pk>/candidates/remove/", candidate_pages.remove, name="cycle-candidates-remove"),
    path("<int:pk>/candidates/level/", candidate_pages.level, name="cycle-level"),
    path("<int:pk>/criteria/<slug:kind>/", criteria_pages.of_cycle, name="cycle-criteria"),
    path("<int:pk>/with/<int:other>/", compare_pages.compare_cycles, name="cycle-compare"),
    path("sets/<int:set_pk>/method/", criteria_pages.method, name="set-method"),
    path("sets/<int:set_pk>/rank/", criteria_pages.rank, name="set-rank"),
    path("sets/<int:set_pk>/spread/", criteria_pages.spread, name="set-spread"),
    path("sets/<int:set_pk>/pairs/", pair_pages.pairs, name="set-pairs"),
    path("sets/<int:set_pk>/choose/", pair_pages.choose, name="set-choose"),
    path("sets/<int:set_pk>/save/", library_pages.save_as, name="set-save"),
    path("sets/<int:set_pk>/apply/", library_pages.apply, name="set-apply"),
    path("sets/<int:set_pk>/remove/<int:criterion_pk>/", criteria_pages.remove, name="criterion-remove"),
]
