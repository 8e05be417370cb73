from django.urls import path

from openkam.web.people.relationship import pages, survey_pages

urlpatterns = [
    path("accounts/<int:pk>/relationship/", pages.relationship, name="account-relationship"),
    path("accounts/<int:pk>/relationship/without/", pages.without, name="account-relationship-without"),
    path("accounts/<int:pk>/relationship/table/", pages.table, name="account-relationship-table"),
    path("accounts/<int:pk>/relationship/claim/", pages.claim, name="account-relationship-claim"),
    path("accounts/<int:pk>/relationship/target/", pages.target, name="account-relationship-target"),
    path("accounts/<int:pk>/relationship/plan/", pages.plan, name="account-relationship-plan"),
    path("accounts/<int:pk>/relationship/main/", pages.name_main, name="account-relationship-main"),
    path("accounts/<int:pk>/relationship/ask/", pages.ask, name="account-relationship-ask"),
    path("accounts/<int:pk>/relationship/ask/<int:survey>/", pages.revoke, name="account-relationship-revoke"),
    path("accounts/<int:pk>/relationship/deck.pptx", pages.deck, name="account-relationship-deck"),
    path("s/stage/<str:token>/", survey_pages.survey, name="stage-survey"),
]
