from django.urls import path

from openkam.web.accounts import pages

urlpatterns = [
    path("accounts/", pages.accounts, name="accounts"),
    path("accounts/families/", pages.families, name="account-families"),
    path("accounts/<int:pk>/edit/", pages.edit, name="account-edit"),
    path("accounts/<int:pk>/parents/", pages.parents, name="account-parents"),
    path("accounts/<int:pk>/family/", pages.family, name="account-family"),
    path("accounts/<int:pk>/team/", pages.team, name="account-team"),
    path("accounts/<int:pk>/team/add/", pages.team_add, name="account-team-add"),
    path("accounts/<int:pk>/team/<int:user_pk>/remove/", pages.team_remove, name="account-team-remove"),
    path("accounts/<int:pk>/history/", pages.history, name="account-history"),
    path("accounts/<int:pk>/history/<int:history_id>/undo/", pages.undo, name="account-undo"),
]
