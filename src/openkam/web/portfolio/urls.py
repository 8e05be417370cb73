from django.urls import path

from openkam.web.portfolio.pages import account, downloads, portfolio, settings

urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/figures/<str:figure_id>.json", portfolio.figure, name="portfolio-figure"),
    path("portfolio/figures/<str:figure_id>/", portfolio.figure_table, name="portfolio-figure-table"),
    path("portfolio/w/<str:period>/<str:key>/<str:figure_id>", portfolio.working, name="portfolio-working"),
    path("portfolio/account/", portfolio.account_by_code, name="portfolio-account"),
    path("portfolio/deck.pptx", downloads.deck, name="portfolio-deck"),
    path("portfolio/workbook.xlsx", downloads.workbook, name="portfolio-workbook"),
    path("portfolio/export/<int:pk>/", downloads.ready_export, name="portfolio-export"),
    path("accounts/<int:pk>/", account.overview, name="account"),
    path("accounts/<int:pk>/figures/", account.account_figures, name="account-figures"),
    path("accounts/<int:pk>/figures/months.json", account.months_chart, name="account-months-figure"),
    path("accounts/<int:pk>/figures/lines/", account.lines, name="account-lines"),
    path("accounts/<int:pk>/figures/override/", account.override, name="account-override"),
    path("accounts/<int:pk>/figures/override/<int:override_pk>/withdraw/", account.withdraw, name="account-withdraw"),
    path("accounts/<int:pk>/figures/<slug:show>/", account.account_figures, name="account-figures-part"),
    path("accounts/<int:pk>/workbook.xlsx", downloads.account_workbook, name="account-workbook"),
    path("settings/books/", settings.settings_books, name="settings-books"),
    path("settings/books/rates/", settings.rate_save, name="rate-add"),
    path("settings/books/rates/paste/", settings.rates_paste, name="rates-paste"),
    path("settings/books/rates/<int:pk>/", settings.rate_edit, name="rate-edit"),
    path("settings/books/rates/<int:pk>/save/", settings.rate_save, name="rate-save"),
    path("settings/books/rates/<int:pk>/delete/", settings.rate_delete, name="rate-delete"),
    path("settings/books/pools/add/", settings.pool, name="pool-add"),
    path("settings/books/pools/<int:pk>/", settings.pool, name="pool-edit"),
    path("settings/books/pools/<int:pk>/delete/", settings.pool_delete, name="pool-delete"),
]
