from django.urls import path

from openkam.web.risks import downloads, pages, several

urlpatterns = [
    path("risks/", pages.risks, name="risks"),
    path("risks/add/", pages.add, name="risk-add"),
    path("risks/accounts/", pages.accounts, name="risk-accounts"),
    path("risks/assign/", several.assign, name="risks-assign"),
    path("risks/respond/", several.respond, name="risks-respond"),
    path("risks/close/", several.close, name="risks-close"),
    path("risks/deck.pptx", downloads.deck, name="risks-deck"),
    path("risks/workbook.xlsx", downloads.workbook, name="risks-workbook"),
    path("risks/risks.json", downloads.result, name="risks-result"),
    path("risks/w/<str:what>", pages.working, name="risks-working"),
    path("risks/restore/<int:history_id>/", pages.restore, name="risk-restore"),
    path("risks/<int:pk>/", pages.risk, name="risk"),
    path("risks/<int:pk>/history/", pages.history, name="risk-history"),
    path("risks/<int:pk>/delete/", pages.delete, name="risk-delete"),
    path("accounts/<int:pk>/risks/", pages.account_risks, name="account-risks"),
]
