from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "openkam.web.accounts"
    label = "accounts"
