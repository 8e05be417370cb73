"""What the script of the organisation chart says, in the reader's language; names go in where the braces are."""

from __future__ import annotations

from django.utils.translation import gettext as _


def texts() -> dict[str, str]:
    """Whole sentences by key."""
    return {
        "tree": _("Who reports to whom"),
        "main": _("Main contact"),
        "vacant": _("person unknown"),
        "influences": _("influence {letters}"),
        "support": _("support {support}"),
        "hand": _("Drag to draw a line to somebody"),
        "influence": _("{source} influences {target}"),
        "conflict": _("{source} is in conflict with {target}"),
        "moved": _("{name} reports to {superior} now."),
        "free": _("{name} reports to nobody now."),
        "before": _("{name} stands before {other} now."),
        "back": _("{name} stays where they were."),
        "ring": _(
            "{superior} reports to {name}, directly or over others, so it cannot be the other way round. "
            "Change {superior} first."
        ),
        "itself": _("Nobody reports to themselves."),
        "failed": _("This could not be saved, so it stands as before. Try again when there is a connection."),
        "fold": _("Fold what is below"),
        "unfold": _("Show what is below"),
        "folded": _("What is below {name} is folded."),
        "unfolded": _("What is below {name} is shown."),
        "nothing": _("No contact fits."),
        "moving": _("To whom does {name} report?"),
        "lining": _("Lines of {name}"),
        "erase": _("Delete"),
    }
