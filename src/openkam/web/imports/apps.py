from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "openkam.web.imports"
    label = "imports"
