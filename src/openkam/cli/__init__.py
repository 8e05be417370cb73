"""The command line: `openkam serve | demo | import | analyze | tool | deck | backup | restore | doctor`.

Each command is imported only when it runs, so that help and completion answer at once.
"""

from __future__ import annotations

import click

from openkam import __version__
from openkam.cli.lazy import LazyGroup

_COMMANDS = {
    "analyze": ("openkam.cli.analyze:analyze", "Say from invoice files who earns and who costs."),
    "tool": ("openkam.cli.tool:tool", "Run one tool of the roadmap on JSON inputs."),
    "serve": ("openkam.cli.application:serve", "Start the web application."),
    "demo": ("openkam.cli.application:demo", "Start the web application with the AdventureWorks sample."),
    "import": ("openkam.cli.application:import_", "Load invoice files into the application's books."),
    "deck": ("openkam.cli.application:deck", "Build the portfolio deck or workbook from the application's books."),
    "backup": ("openkam.cli.application:backup", "Copy database, books and files into one archive, also while in use."),
    "restore": ("openkam.cli.application:restore", "Put a backup into an empty data directory."),
    "doctor": ("openkam.cli.application:doctor", "Check that everything that the application needs is there."),
}


@click.group(
    cls=LazyGroup,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: openkam analyze invoices.csv --fiscal-year-start 7",
)
@click.version_option(__version__, prog_name="openkam")
def main() -> None:
    """OpenKAM tells from your invoices which customers are key accounts and which only look like it.

    Exit codes: 0 done, 1 something failed, 2 what was given cannot be used.
    """
