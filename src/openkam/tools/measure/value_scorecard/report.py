"""The scorecard as sentences, the value map, the head-to-head and the sums behind them."""

from __future__ import annotations

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Tone, Value, Working
from openkam.core.i18n import gettext as _, sentences
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.measure.value_scorecard.inputs import Line, Profile, ScorecardResult
from openkam.tools.measure.value_scorecard.pictures import gaps, value_map
from openkam.tools.measure.value_scorecard.wording import our_name, place_sentence, reference_name, tone

FULL_PCT = 100.0
ROUNDING_PCT = 1e-6


def report(result: ScorecardResult) -> Report:
    """Findings, value map, what each need adds or costs, the profiles, the sums and remarks."""
    blocks: list[Block] = [
        Finding(id="scorecard-finding", text=place_sentence(result), tone=tone(result)),
        *_need_finding(result),
    ]
    if result.us.distance is not None:
        blocks.append(value_map(result))
    if result.quality.index is not None:
        blocks.append(gaps(result))
    blocks += [profile_table(result, result.quality, price=False), head_to_head(result)]
    if result.price:
        blocks.append(profile_table(result, result.price, price=True))
    return (*blocks, *_workings(result), *_notes(result))


def _need_finding(result: ScorecardResult) -> tuple[Finding, ...]:
    known = [(line.points, line) for line in result.quality.lines if line.points is not None]
    if not known:
        return ()
    lowest, worst = min(known, key=lambda pair: pair[0])
    highest, best = max(known, key=lambda pair: pair[0])
    parts = []
    if highest > 0:
        text = _("{need} wins most: it adds {points} points of quality.")
        parts.append(text.format(need=best.name, points=format_number(highest, 1)))
    if lowest < 0:
        text = _("{need} loses most: it costs {points} points of quality.")
        parts.append(text.format(need=worst.name, points=format_number(-lowest, 1)))
    else:
        parts.append(_("On no need do we stand below the reference."))
    shade: Tone = "neg" if lowest < 0 else "pos"
    return (Finding(id="scorecard-needs", text=sentences(*parts), tone=shade),)


def profile_table(result: ScorecardResult, profile: Profile, *, price: bool) -> Table:
    """Weight, scores, ratio and weight × ratio of every line; the index is the last line."""
    title = _("Market-perceived price profile") if price else _("Market-perceived quality profile")
    columns = (
        Column(key="name", label=_("Part of the price") if price else _("Need")),
        Column(key="weight", label=_("Weight"), kind="percent", unit="%", decimals=1),
        Column(key="ours", label=our_name(result), kind="number", decimals=2),
        *(
            Column(key=f"rival-{at}", label=rival.name, kind="number", decimals=2)
            for at, rival in enumerate(result.rivals)
        ),
        Column(key="reference", label=reference_name(result), kind="number", decimals=2),
        Column(key="ratio", label=_("Ratio ours ÷ reference"), kind="ratio", decimals=3),
        Column(key="contribution", label=_("Weight × ratio"), kind="number", decimals=2),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (line.name, line.weight_pct, line.ours, *line.theirs, line.reference, line.ratio, line.contribution)
        for line in profile.lines
    )
    total: tuple[Value, ...] = (
        _("Weighted"),
        sum(line.weight_pct for line in profile.lines),
        profile.ours_weighted,
        *profile.theirs_weighted,
        profile.reference_weighted,
        None,
        profile.index,
    )
    id = "scorecard-price" if price else "scorecard-quality"
    return Table(
        id=id, title=title, subtitle=result.price_unit if price else "", columns=columns, rows=rows, total=total
    )


def head_to_head(result: ScorecardResult) -> Table:
    """Weight × (ours ÷ that rival) of every need; the last line is our quality against each rival alone."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="weight", label=_("Weight"), kind="percent", unit="%", decimals=1),
        *(
            Column(key=f"rival-{at}", label=_("Against {rival}").format(rival=rival.name), kind="number", decimals=2)
            for at, rival in enumerate(result.rivals)
        ),
    )
    return Table(
        id="scorecard-head-to-head",
        title=_("Head to head: weight × ratio against each rival"),
        subtitle=_("A need adds its weight at parity, more where we are better."),
        columns=columns,
        rows=tuple((line.name, line.weight_pct, *_products(line)) for line in result.quality.lines),
        total=(
            _("Quality, 100 = parity"),
            sum(line.weight_pct for line in result.quality.lines),
            *result.quality.against,
        ),
    )


def _products(line: Line) -> tuple[Value, ...]:
    return tuple(None if ratio is None else line.weight_pct * ratio for ratio in line.ratios)


def _workings(result: ScorecardResult) -> tuple[Working, ...]:
    out = [_index_working(_("Market-perceived quality"), "scorecard-quality-sum", result.quality)]
    if result.price and result.price.index is not None:
        satisfied = result.price_measure == "satisfaction"
        title = _("Satisfaction with the price") if satisfied else _("Relative price")
        out.append(_index_working(title, "scorecard-price-sum", result.price))
        if satisfied:
            out.append(_turned_over(result))
    if result.us.distance is not None:
        out.append(_distance_working(result))
    return tuple(working for working in out if working is not None)


def _index_working(title: str, id: str, profile: Profile) -> Working | None:
    if profile.index is None:
        return None
    share = profile.covered_pct / FULL_PCT
    terms = tuple(
        Term(
            label=line.name,
            value=line.contribution / share,
            kind="number",
            detail=_("{weight} × {ours} ÷ {reference}").format(
                weight=format_number(line.weight_pct / share, 2),
                ours=format_number(line.ours, 2),
                reference=format_number(line.reference, 2),
            ),
        )
        for line in profile.lines
        if line.contribution is not None and share > 0
    )
    return Working(id=id, title=title, result=profile.index, kind="number", terms=terms, source=_("Gale 1994"))


def _turned_over(result: ScorecardResult) -> Working:
    index = result.price.index if result.price else None
    return Working(
        id="scorecard-relative-price",
        title=_("Relative price"),
        result=result.relative_price,
        kind="number",
        terms=(
            Term(
                label=_("Satisfaction with the price, turned over"),
                value=result.relative_price,
                kind="number",
                detail=_("100 × 100 ÷ {index}").format(index=format_number(index, 2)),
            ),
        ),
        source=_("Yang and El-Haik 2005, table 5.4"),
    )


def _distance_working(result: ScorecardResult) -> Working:
    us = result.us
    quality, price = (us.quality or 0) - 100, (us.price or 0) - 100
    size = (result.quality_weight_pct**2 + result.price_weight_pct**2) ** 0.5
    terms = (
        Term(
            label=_("Quality beyond parity"),
            value=result.quality_weight_pct * quality / size,
            kind="number",
            detail=_("{weight} × {points} ÷ {size}").format(
                weight=format_number(result.quality_weight_pct, 1),
                points=format_number(quality, 2),
                size=format_number(size, 2),
            ),
        ),
        Term(
            label=_("Price beyond parity, taken off"),
            value=-result.price_weight_pct * price / size,
            kind="number",
            detail=_("{weight} × {points} ÷ {size}").format(
                weight=format_number(-result.price_weight_pct, 1),
                points=format_number(price, 2),
                size=format_number(size, 2),
            ),
        ),
    )
    return Working(
        id="scorecard-distance",
        title=_("Distance to the fair-value line"),
        result=us.distance,
        kind="number",
        terms=terms,
        source=_("Gale 1994; perpendicular distance, √(quality weight² + price weight²) as divisor"),
    )


def _notes(result: ScorecardResult) -> tuple[Note, ...]:
    reference = _("The reference of every ratio is: {reference}.").format(reference=reference_name(result))
    out = [Note(id="scorecard-reference", kind="method", text=reference)]
    for id, profile, text in (
        (
            "quality",
            result.quality,
            _("The weights of the needs sum to {total}, not to 100; they are used in proportion."),
        ),
        ("price", result.price, _("The weights of the price sum to {total}, not to 100; they are used in proportion.")),
    ):
        if profile and abs(profile.typed_total - FULL_PCT) > ROUNDING_PCT:
            total = format_number(profile.typed_total, 2)
            out.append(Note(id=f"scorecard-weights-{id}", kind="warning", text=text.format(total=total)))
        if profile and profile.covered_pct < FULL_PCT - ROUNDING_PCT:
            out.append(Note(id=f"scorecard-covered-{id}", kind="unknown", text=_coverage(profile)))
    if not result.price:
        text = _("No price profile is given, so nothing is said about value for money.")
        out.append(Note(id="scorecard-no-price", kind="unknown", text=text))
    elif result.slope is None:
        text = _("Price weighs nothing here, so the fair-value line stands upright at quality 100.")
        out.append(Note(id="scorecard-line", kind="method", text=text))
    else:
        text = _("The fair-value line runs through (100, 100) with slope {slope}: weight of quality ÷ weight of price.")
        out.append(Note(id="scorecard-line", kind="method", text=text.format(slope=format_number(result.slope, 2))))
    return tuple(out)


def _coverage(profile: Profile) -> str:
    missing = listed(line.name for line in profile.lines if line.ratio is None)
    text = _("The index covers {share} of the weight. Without a score on one side: {names}.")
    return text.format(share=format_percent(profile.covered_pct), names=missing)
