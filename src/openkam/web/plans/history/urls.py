from django.urls import path

from openkam.web.plans.history import pages

urlpatterns = [path("accounts/<int:pk>/plan/history/", pages.history, name="plan-history")]
