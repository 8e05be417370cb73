from django.apps import AppConfig


class CyclesConfig(AppConfig):
    """The yearly round: criteria, candidates, scores, the matrix and the decisions."""

    name = "openkam.web.cycles"
    label = "cycles"

    def ready(self) -> None:
        """Put selection and matrix into the shell, and the illustrative cycles into the sample company."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.cycles import sample
        from openkam.web.imports import sample as company
        from openkam.web.portfolio import preparing
        from openkam.web.shell import registry

        steps = frozenset(
            {"cycles", "cycle-setup", "cycle-scoring", "cycle-strength", "cycle-selection", "cycle-effort"}
        )
        registry.navigation.extend(
            [
                registry.Entry("selection", _("Selection"), "selection", "selection", "choose", order=20, covers=steps),
                registry.Entry(
                    "matrix", _("Matrix"), "matrix", "matrix", "choose", order=30, covers=frozenset({"cycle-matrix"})
                ),
            ]
        )
        company.parts.append(company.SamplePart(sample.load, sample.remove))
        preparing.followers.append(sample.finish)
