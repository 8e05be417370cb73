from django.urls import path

from openkam.web.plans.objectives import pages, steps

urlpatterns = [
    path("accounts/<int:pk>/plan/objectives/", pages.objectives, name="account-objectives"),
    path("accounts/<int:pk>/plan/objectives/add/", pages.add, name="objective-add"),
    path("objectives/restore/<int:history_id>/", steps.restore, name="objective-restore"),
    path("objectives/<int:pk>/", pages.objective, name="objective"),
    path("objectives/<int:pk>/reading/", pages.reading, name="objective-reading"),
    path("objectives/<int:pk>/history/", pages.history, name="objective-history"),
    path("objectives/<int:pk>/move/", steps.move, name="objective-move"),
    path("objectives/<int:pk>/close/", steps.close, name="objective-close"),
    path("objectives/<int:pk>/delete/", steps.delete, name="objective-delete"),
]
