from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "openkam.web.shell"
    label = "shell"
