from __future__ import annotations

from django.urls import path

from openkam.web.cycles.strength import more_pages, pages

urlpatterns = [
    path("", pages.show, name="cycle-strength"),
    path("<int:candidate>/", pages.account, name="cycle-strength-account"),
    path("<int:candidate>/history/", more_pages.history, name="cycle-strength-history"),
    path("<int:candidate>/<int:factor>/<int:rival>/", more_pages.cell, name="cycle-strength-cell"),
    path("<int:candidate>/remove/factor/<int:row>/", more_pages.remove, {"kind": "factor"}, "cycle-strength-remove"),
    path("<int:candidate>/remove/rival/<int:row>/", more_pages.remove, {"kind": "rival"}, "cycle-strength-drop"),
    path("<int:candidate>/copy/", more_pages.copy, name="cycle-strength-copy"),
    path("<int:candidate>/spread/", more_pages.spread, name="cycle-strength-spread"),
    path("<int:candidate>/ask/", more_pages.ask, name="cycle-strength-ask"),
    path("<int:candidate>/ask/<int:link>/revoke/", more_pages.revoke, name="cycle-strength-revoke"),
]
