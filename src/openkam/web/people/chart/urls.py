from django.urls import path

from openkam.web.people.chart import pages

urlpatterns = [
    path("accounts/<int:pk>/people/chart/", pages.chart, name="account-chart"),
    path("accounts/<int:pk>/people/chart/move/", pages.move, name="account-chart-move"),
    path("accounts/<int:pk>/people/chart/lines/", pages.draw, name="account-chart-line"),
    path("accounts/<int:pk>/people/chart/lines/<int:line>/erase/", pages.erase, name="account-chart-erase"),
    path("accounts/<int:pk>/people/chart/organisation.pptx", pages.deck, name="account-chart-deck"),
]
