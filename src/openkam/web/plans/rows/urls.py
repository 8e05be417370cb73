from django.urls import path

from openkam.web.plans.rows import pages

urlpatterns = [
    path("accounts/<int:pk>/plan/rows/<str:what>/add/", pages.add, name="plan-row-add"),
    path("accounts/<int:pk>/plan/rows/<str:what>/restore/<int:history_id>/", pages.restore, name="plan-row-restore"),
    path("plan/rows/<str:what>/<int:pk>/", pages.edit, name="plan-row"),
    path("plan/rows/<str:what>/<int:pk>/move/", pages.move, name="plan-row-move"),
    path("plan/rows/<str:what>/<int:pk>/delete/", pages.delete, name="plan-row-delete"),
]
