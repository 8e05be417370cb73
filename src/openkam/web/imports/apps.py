from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files in, books out."""

    name = "openkam.web.imports"
    label = "imports"

    def ready(self) -> None:
        """Put the import page into the navigation, offer the sample company, tidy up after a killed worker."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.imports import holding, queries, sample
        from openkam.web.shell import registry

        registry.navigation.append(
            registry.Entry("import", _("Import"), "imports", "import", "workspace", 20, visible=queries.may_import)
        )
        registry.sample.append(registry.SampleData(sample.start_load, sample.remove_sample, queries.sample_is_loaded))
        registry.has_books.append(queries.has_books)
        registry.worker_start.append(holding.clear)
