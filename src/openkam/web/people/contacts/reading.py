"""What the contact map tool says of an account, without the pictures that the page draws itself."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Report, Table
from openkam.tools.relationship.contact_map.report import (
    contacts_table,
    coverage_table,
    findings as tool_findings,
    leavers_table,
    notes,
    working,
)
from openkam.tools.relationship.contact_map.result import ContactMapResult

FIRST = 10
"""Rows of a table on the page; workbook and list have all."""


def findings(result: ContactMapResult) -> list[Finding]:
    """The findings of the tool; none while nobody is on record."""
    return list(tool_findings(result)) if result.contacts else []


def reading(result: ContactMapResult) -> Report:
    """Coverage, priorities, who may not leave, the sum of the first priority, and remarks."""
    if not result.contacts:
        return ()
    blocks: list[Block] = [
        coverage_table(result),
        _first(_only(contacts_table(result), ("name", "influence", "now", "needed", "criticality", "priority"))),
        _first(leavers_table(result)),
        *working(result),
        *notes(result),
    ]
    return tuple(blocks)


def _first(table: Table) -> Table:
    return table.model_copy(update={"rows": table.rows[:FIRST], "links": table.links[:FIRST]})


def _only(table: Table, keys: tuple[str, ...]) -> Table:
    """The table with these columns alone."""
    at = [place for place, column in enumerate(table.columns) if column.key in keys]
    return table.model_copy(
        update={
            "columns": tuple(table.columns[place] for place in at),
            "rows": tuple(tuple(row[place] for place in at) for row in table.rows),
        }
    )
