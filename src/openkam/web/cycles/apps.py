from django.apps import AppConfig


class CyclesConfig(AppConfig):
    """The yearly round: criteria, candidates, scores, the matrix and the decisions."""

    name = "openkam.web.cycles"
    label = "cycles"

    def ready(self) -> None:
        """Put selection and matrix into the shell, and the illustrative cycles into the sample company."""
        from django.utils.translation import gettext_lazy as _

        from openkam.web.cycles import sample, standing
        from openkam.web.cycles.setup import home
        from openkam.web.cycles.setup.sets import sees_library
        from openkam.web.imports import sample as company
        from openkam.web.portfolio import preparing
        from openkam.web.shell import registry

        steps = frozenset(
            {"cycle-setup", "cycle-scoring", "cycle-strength", "cycle-selection", "cycle-effort"}
            | {"cycle-candidates", "cycle-criteria", "cycle-freeze", "cycle-compare", "set-pairs", "set-apply"}
            | {"criterion-remove", "cycle-strength-account", "cycle-strength-history", "cycle-strength-cell"}
            | {"cycle-strength-remove", "cycle-strength-drop", "cycle-strength-ask", "cycle-files"}
        )
        registry.navigation.extend(
            [
                registry.Entry(
                    "cycles", _("Planning cycles"), "cycles", "history", "choose", order=15, is_page_alone=True
                ),
                registry.Entry("selection", _("Selection"), "selection", "selection", "choose", order=20, covers=steps),
                registry.Entry(
                    "matrix", _("Matrix"), "matrix", "matrix", "choose", order=30, covers=frozenset({"cycle-matrix"})
                ),
            ]
        )
        registry.settings_tabs.append(
            registry.Tab("criteria", _("Criteria sets"), "settings-criteria", order=30, visible=sees_library)
        )
        registry.account_marks.append(standing.marks)
        registry.home_cards.append((5, home.card))
        registry.side_foot.append(home.foot_line)
        company.parts.append(company.SamplePart(sample.load, sample.remove))
        preparing.followers.append(sample.finish)
