from django.urls import path

from openkam.web.plans.whitespace import pages

urlpatterns = [path("accounts/<int:pk>/plan/whitespace/", pages.whitespace, name="account-whitespace")]
