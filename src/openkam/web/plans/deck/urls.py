from django.urls import path

from openkam.web.plans.deck import pages

urlpatterns = [
    path("accounts/<int:pk>/plan/deck/", pages.preview, name="plan-deck"),
    path("accounts/<int:pk>/plan/deck/plan.pptx", pages.deck, name="plan-slides"),
    path("accounts/<int:pk>/plan/deck/plan.xlsx", pages.workbook, name="plan-workbook"),
]
