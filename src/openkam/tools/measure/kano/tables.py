"""The readings as tables: counts and coefficients, tests, mean scores, segments and roles."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.core.numbers import small_chance
from openkam.tools.measure.kano.inputs import KanoReading, KanoResult
from openkam.tools.measure.kano.maths import CATEGORIES
from openkam.tools.measure.kano.words import category_name, verdict


def all_tables(result: KanoResult) -> list[Table]:
    """Every table that has something to say."""
    tables = [needs_table(result), tests_table(result)]
    if any(row.overall.continuous for row in result.needs):
        tables.append(continuous_table(result))
    if any(row.groups for row in result.needs):
        tables.append(groups_table(result))
    return tables


def needs_table(result: KanoResult) -> Table:
    """Per need its verdict, counts, strengths, Better, Worse and stated importance."""
    columns = (
        Column(key="need", label=_("Need")),
        *_reading_columns(),
        Column(key="total", label=_("Total strength"), kind="percent", unit="%", decimals=1),
        Column(key="lead", label=_("Category strength"), kind="percent", unit="%", decimals=1),
        Column(key="importance", label=_("Self-stated importance"), kind="number", decimals=1),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            *_reading_cells(row.overall),
            row.overall.total_strength_pct,
            row.overall.category_strength_pct,
            row.overall.importance,
        )
        for row in result.needs
    )
    return Table(
        id="kano-needs",
        title=_("Needs and their categories"),
        columns=columns,
        rows=rows,
        links=tuple(row.id for row in result.needs),
    )


def tests_table(result: KanoResult) -> Table:
    """Whether the most frequent category leads by more than chance, and whether the four are chosen alike."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="n", label="n", kind="integer"),
        Column(key="lead", label=_("Lead in answers"), kind="integer"),
        Column(key="critical", label=_("Lead needed (Fong)"), kind="number", decimals=1),
        Column(key="fong", label=_("Fong test")),
        Column(key="chi2", label=_("Chi-square, 3 degrees of freedom"), kind="number", decimals=2),
        Column(key="p", label="p", kind="number", decimals=4),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (row.name, row.overall.n, *_test_cells(row.overall)) for row in result.needs
    )
    return Table(
        id="kano-tests", title=_("How sure"), columns=columns, rows=rows, links=tuple(row.id for row in result.needs)
    )


def _test_cells(reading: KanoReading) -> tuple[Value, ...]:
    fong, chi = reading.fong, reading.chi_square
    first: tuple[Value, ...] = (None, None, _("no answers"))
    if fong:
        first = (fong.difference, fong.critical, _("significant") if fong.significant else _("not significant"))
    return (*first, chi.statistic if chi else None, small_chance(chi.p) if chi else None)


def continuous_table(result: KanoResult) -> Table:
    """DuMouchel's mean scores, from the answers that were given one by one."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="n", label="n", kind="integer"),
        Column(key="functional", label=_("Mean score if it is there"), kind="number", decimals=2),
        Column(key="functional_sd", label=_("Standard deviation, there"), kind="number", decimals=2),
        Column(key="dysfunctional", label=_("Mean score if it is missing"), kind="number", decimals=2),
        Column(key="dysfunctional_sd", label=_("Standard deviation, missing"), kind="number", decimals=2),
        Column(key="quarter", label=_("Quarter, cut at 2")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            mean.n,
            mean.functional,
            mean.functional_sd,
            mean.dysfunctional,
            mean.dysfunctional_sd,
            category_name(mean.category),
        )
        for row in result.needs
        if (mean := row.overall.continuous)
    )
    return Table(
        id="kano-continuous",
        title=_("Mean scores (DuMouchel)"),
        subtitle=_("4, 2, 0, −1, −2 if it is there; −2, −1, 0, 2, 4 if it is missing"),
        columns=columns,
        rows=rows,
        links=tuple(row.id for row in result.needs if row.overall.continuous),
    )


def groups_table(result: KanoResult) -> Table:
    """The reading of every segment and buying role."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="kind", label=_("Grouped by")),
        Column(key="group", label=_("Group")),
        *_reading_columns(),
    )
    kinds = {"segment": _("Segment"), "role": _("Buying role")}
    found = [(row, group) for row in result.needs for group in row.groups]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (row.name, kinds[group.kind], group.group, *_reading_cells(group.reading)) for row, group in found
    )
    return Table(
        id="kano-groups-table",
        title=_("By segment and buying role"),
        columns=columns,
        rows=rows,
        links=tuple(row.id for row, _group in found),
    )


def _reading_columns() -> tuple[Column, ...]:
    return (
        Column(key="category", label=_("Category")),
        Column(key="n", label="n", kind="integer"),
        *(Column(key=category, label=category, kind="integer") for category in CATEGORIES),
        Column(key="better", label=_("Better"), kind="ratio", decimals=3),
        Column(key="worse", label=_("Worse"), kind="ratio", decimals=3),
    )


def _reading_cells(reading: KanoReading) -> tuple[Value, ...]:
    counts = reading.counts.model_dump()
    return (
        verdict(reading),
        reading.n,
        *(counts[category] for category in CATEGORIES),
        reading.better,
        reading.worse,
    )
