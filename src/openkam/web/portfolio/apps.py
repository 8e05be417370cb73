from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "openkam.web.portfolio"
    label = "portfolio"
