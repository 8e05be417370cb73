from django.urls import path

from openkam.web.plans.todo import downloads, pages, several, steps

urlpatterns = [
    path("accounts/<int:pk>/plan/actions/", pages.actions, name="account-actions"),
    path("accounts/<int:pk>/plan/actions/add/", pages.add, name="action-add"),
    path("accounts/<int:pk>/plan/actions/workbook.xlsx", downloads.workbook, name="actions-workbook"),
    path("accounts/<int:pk>/plan/actions/actions.csv", downloads.table, name="actions-csv"),
    path("actions/", pages.mine, name="my-actions"),
    path("actions/mine.xlsx", downloads.my_workbook, name="my-actions-workbook"),
    path("actions/mine.csv", downloads.my_table, name="my-actions-csv"),
    path("actions/several/", several.change, name="actions-several"),
    path("actions/restore/<int:history_id>/", pages.restore, name="action-restore"),
    path("actions/<int:pk>/", pages.action, name="action"),
    path("actions/<int:pk>/step/", steps.step, name="action-step"),
    path("actions/<int:pk>/history/", pages.history, name="action-history"),
    path("actions/<int:pk>/delete/", pages.delete, name="action-delete"),
]
