from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The frame around every page, the people, and the jobs."""

    name = "openkam.web.shell"
    label = "shell"

    def ready(self) -> None:
        """Put the shell's own pages into the frame."""
        from openkam.web.shell import entries

        entries.register()
