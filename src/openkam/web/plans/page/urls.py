from django.urls import path

from openkam.web.plans.page import pages

urlpatterns = [
    path("accounts/<int:pk>/plan/", pages.plan, name="account-plan"),
    path("accounts/<int:pk>/plan/text/<str:name>/", pages.text, name="plan-text"),
]
