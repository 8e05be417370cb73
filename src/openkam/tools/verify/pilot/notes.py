"""How the pilot was judged, and what should make the reader careful."""

from __future__ import annotations

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number
from openkam.tools.verify.pilot.result import Analysis, PilotResult


def plan_notes(result: PilotResult) -> list[Note]:
    """The rules of the gate, the convention of the sizes, and hypotheses that nothing tests."""
    texts = []
    if result.gate is not None:
        texts.append(
            _(
                "Gate: stop if a must is missed or worse; hold if a must is unclear or not measured, or a wish became "
                "worse; go with conditions if a must is better without proof of its size, or a wish is not met; go if "
                "all is met."
            )
        )
        texts.append(
            _(
                "A criterion is met when the whole interval of the improvement reaches the smallest effect, and missed "
                "when none of it does."
            )
        )
    if len(result.analyses) > 1:
        texts.append(
            _("Each criterion is judged on its own; with several of them the chance of one false finding is larger.")
        )
    if result.sizes:
        texts.append(
            _(
                "Sizes: noncentral t for means, normal for proportions; of a two-sided test only the tail on the side "
                "of the effect counts."
            )
        )
    notes = [Note(id=f"pilot-method-{at}", kind="method", text=text) for at, text in enumerate(texts, start=1)]
    if result.untested:
        text = ngettext(
            "{count} hypothesis has no criterion that tests it: {ids}.",
            "{count} hypotheses have no criterion that tests them: {ids}.",
            len(result.untested),
        ).format(count=format_number(len(result.untested)), ids=listed(result.untested))
        notes.append(Note(id="pilot-untested", kind="warning", text=text))
    return notes


def analysis_notes(result: PilotResult, analysis: Analysis, key: str) -> list[Note]:
    """The method of one comparison, and its weak places."""
    notes = [Note(id=f"{key}-method", kind="method", text=_method(analysis))]
    cautions = [*_data_cautions(analysis), *_size_cautions(result, analysis)]
    notes += [Note(id=f"{key}-careful-{at}", kind="warning", text=text) for at, text in enumerate(cautions, start=1)]
    if analysis.before.missing or analysis.after.missing:
        text = _("{name}: missing values are left out ({before} before, {after} in the pilot).").format(
            name=analysis.name,
            before=format_number(analysis.before.missing),
            after=format_number(analysis.after.missing),
        )
        notes.append(Note(id=f"{key}-missing", kind="unknown", text=text))
    if analysis.left_out:
        text = ngettext(
            "{name}: the picture leaves out {count} value that lies farther from the change.",
            "{name}: the picture leaves out {count} values that lie farther from the change.",
            analysis.left_out,
        ).format(name=analysis.name, count=format_number(analysis.left_out))
        notes.append(Note(id=f"{key}-left-out", kind="method", text=text))
    return notes


def _method(analysis: Analysis) -> str:
    if analysis.design == "proportions":
        text = (
            _("{name}: Wald's interval of the difference; p by chi-square without continuity correction.")
            if analysis.interval == "wald"
            else _("{name}: Newcombe's interval of the difference; p by chi-square without continuity correction.")
        )
        return text.format(name=analysis.name)
    return {
        "welch": _("{name}: Welch's t test, variances not taken as equal."),
        "pooled": _("{name}: Student's t test, variances taken as equal."),
        "paired": _("{name}: t test of the differences within pairs."),
        "series": _("{name}: Welch's t test; values that hang together in time count for fewer."),
    }[analysis.design].format(name=analysis.name)


def _data_cautions(analysis: Analysis) -> list[str]:
    texts = []
    if analysis.few:
        texts.append(_("{name}: an expected count is below 5; read Fisher's exact p instead of chi-square."))
    if analysis.interval == "none":
        texts.append(_("{name}: nothing varies, so the interval has no width; check the measurement."))
    if analysis.design == "series":
        texts.append(
            _("{name}: before and after in time; whatever else changed at the same time is in the difference.")
        )
    if analysis.autocorrelation is not None and analysis.autocorrelation > 0:
        texts.append(_("{name}: neighbours in time resemble each other (r = {r}); the interval is wider for it."))
    if analysis.distance:
        texts.append(_("{name}: what is compared is the distance from the target."))
    r = format_number(analysis.autocorrelation, 2)
    return [text.format(name=analysis.name, r=r) for text in texts]


def _size_cautions(result: PilotResult, analysis: Analysis) -> list[str]:
    size = next((one for one in result.sizes if one.criterion == analysis.criterion), None)
    smaller = min(analysis.before.n, analysis.after.n)
    if size is None or size.needed is None or smaller >= size.needed:
        return []
    text = _("{name}: the smaller group has {n} measurements; {needed} are needed to see the smallest effect.")
    return [text.format(name=analysis.name, n=format_number(smaller), needed=format_number(size.needed))]
