"""Sentences that the figures support: the verdict, what centring would bring, and every caveat."""

from __future__ import annotations

from openkam.core.blocks import Finding, Note, Tone
from openkam.core.i18n import gettext as _, ngettext, sentences
from openkam.core.numbers import format_number
from openkam.tools.design.capability import words
from openkam.tools.design.capability.inputs import ESTIMATORS, METHODS, SHAPES, TESTS, CapabilityResult

UNSTABLE_RATIO = 1.25
"""Sigma overall above this many sigma within says that the level moved between subgroups."""
CHANCE_BEYOND = 0.0027
"""The share of points beyond three standard errors that chance alone puts there."""
FEW = 30
POOR_FIT = 2.492
"""A² above this has p < 0.05 even where no parameter was fitted (D'Agostino and Stephens, table 4.2)."""


def verdict(result: CapabilityResult) -> str:
    """The headline index against the wanted one, with its interval, and what is expected beyond the limits."""
    index = result.headline
    sentence = {
        "met": _(
            "{ctq} is capable: {index} {value} ({confidence} interval {low} to {high}) stays above the wanted "
            "{wanted}; {ppm} per million are expected beyond the limits"
        ),
        "met_unsure": _(
            "{ctq} reaches the wanted {wanted} with {index} {value}, but the {confidence} interval {low} to {high} "
            "does not rule out less; {ppm} per million are expected beyond the limits"
        ),
        "missed_unsure": _(
            "{ctq} falls short of the wanted {wanted} with {index} {value}, though the {confidence} interval {low} to "
            "{high} does not rule it out; {ppm} per million are expected beyond the limits"
        ),
        "missed": _(
            "{ctq} is not capable: {index} {value} ({confidence} interval {low} to {high}) stays below the wanted "
            "{wanted}; {ppm} per million are expected beyond the limits"
        ),
        "met_no_interval": _(
            "{ctq} reaches the wanted {wanted} with {index} {value}; {ppm} per million are expected beyond the limits"
        ),
        "missed_no_interval": _(
            "{ctq} falls short of the wanted {wanted} with {index} {value}; {ppm} per million are expected beyond the "
            "limits"
        ),
    }[result.verdict]
    return sentence.format(
        ctq=result.ctq.name,
        index=words.headline_name(result),
        value=format_number(index.value, 2),
        low=format_number(index.low, 2),
        high=format_number(index.high, 2),
        confidence=words.confidence(result),
        wanted=format_number(result.wanted_cpk, 2),
        ppm=words.ppm(result.expected_overall.total_ppm),
    )


def verdict_tone(result: CapabilityResult) -> Tone:
    """Good only where the interval says so too."""
    if result.verdict == "met":
        return "pos"
    return "neg" if result.verdict in {"missed", "missed_no_interval"} else "neutral"


def centring(result: CapabilityResult) -> Finding | None:
    """What moving the mean to the middle would bring, where that is worth a tenth of an index."""
    found, lower, upper = result.within, result.ctq.lower, result.ctq.upper
    if not found or not found.two_sided or lower is None or upper is None or result.transformed:
        return None
    if found.two_sided.value - found.k.value < 0.1:
        return None
    off = result.mean - (lower + upper) / 2
    sentence = (
        _("The mean lies {distance} above the middle of the limits: centred, Cpk would rise from {cpk} to {cp}")
        if off > 0
        else _("The mean lies {distance} below the middle of the limits: centred, Cpk would rise from {cpk} to {cp}")
    )
    text = sentence.format(
        distance=words.measured(result, abs(off)),
        cpk=format_number(found.k.value, 2),
        cp=format_number(found.two_sided.value, 2),
    )
    return Finding(id="capability-centring", text=text)


def notes(result: CapabilityResult) -> list[Note]:
    """Method, estimators, intervals, and what to be careful of."""
    return [
        Note(id="capability-method", kind="method", text=_method(result)),
        Note(id="capability-sigma", kind="method", text=_sigmas(result)),
        *_intervals(result),
        *_stability(result),
        *_normality_warnings(result),
        *_data_warnings(result),
        *_specification(result),
    ]


def _method(result: CapabilityResult) -> str:
    gate = result.normality
    if not result.chosen:
        return _("Method: {method}, as asked for.").format(method=METHODS[result.method])
    if gate.p is None:
        return _("Method: {method}; there are too few values to test for normality.").format(
            method=METHODS[result.method]
        )
    sentence = (
        _("Method: {method}; {test} does not reject normality (p {p} at {alpha}).")
        if gate.normal
        else _("Method: {method}; {test} rejects normality (p {p} at {alpha}).")
    )
    return sentence.format(
        method=METHODS[result.method], test=TESTS[gate.test], p=_p(gate.p), alpha=format_number(gate.alpha, 2)
    )


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {format_number(value, 4)}"


def _sigmas(result: CapabilityResult) -> str:
    smallest, largest = result.sizes
    if largest == 1:
        sentence = _("Sigma within {within}: {estimator}, {n} single values.")
    elif smallest == largest:
        sentence = _("Sigma within {within}: {estimator}, {n} values in {subgroups} subgroups of {largest}.")
    else:
        sentence = _(
            "Sigma within {within}: {estimator}, {n} values in {subgroups} subgroups of {smallest} to {largest}; each "
            "subgroup counts by how well its size knows sigma."
        )
    within = sentence.format(
        within=words.measured(result, result.sigma_within),
        estimator=ESTIMATORS[result.estimator],
        n=format_number(result.n),
        subgroups=format_number(result.subgroups),
        smallest=smallest,
        largest=largest,
    )
    overall = _("Sigma overall {overall}: all values about their mean, divisor n − 1.").format(
        overall=words.measured(result, result.sigma_overall)
    )
    return sentences(within, overall)


def _intervals(result: CapabilityResult) -> list[Note]:
    if result.within is None:
        text = _("The percentiles know no sigma within, so there is no Cp or Cpk and no interval.")
    else:
        text = _(
            "Intervals at {confidence}: chi-square for Cp and Pp, noncentral t for one side, Bissell for Cpk and Ppk, "
            "Boyles for Cpm; {freedom} degrees of freedom within, {overall} overall."
        ).format(
            confidence=words.confidence(result),
            freedom=format_number(result.freedom_within, 0 if result.freedom_within.is_integer() else 1),
            overall=format_number(result.n - 1),
        )
    return [Note(id="capability-intervals", kind="method", text=text)]


def _stability(result: CapabilityResult) -> list[Note]:
    found = result.stability
    if found.beyond <= CHANCE_BEYOND * found.points and found.sigma_ratio <= UNSTABLE_RATIO:
        text = _(
            "No more means lie beyond three standard errors than chance puts there, but indices hold only for a stable "
            "process: look at the control chart first."
        )
        return [Note(id="capability-stability", kind="method", text=text)]
    text = _(
        "The process does not look stable: {beyond} of {points} means (or single values) lie beyond three standard "
        "errors and sigma overall is {ratio} times sigma within. Cp and Cpk say what it could do; what the customer "
        "gets is Pp and Ppk."
    ).format(
        beyond=format_number(found.beyond),
        points=format_number(found.points),
        ratio=format_number(found.sigma_ratio, 2),
    )
    return [Note(id="capability-stability", kind="warning", text=text)]


def _normality_warnings(result: CapabilityResult) -> list[Note]:
    texts = []
    if result.method == "normal" and not result.normality.normal:
        texts.append(
            _("The values are not normal, and the normal method judges the tails wrongly: prefer another one.")
        )
    if result.transformed:
        if not result.transformed.normality.normal:
            texts.append(_("The values are not normal after the transformation either: prefer the percentiles."))
        if result.ctq.target is not None and result.transformed.target is None:
            texts.append(_("The target is not above 0 and has no place on the transformed scale: there is no Cpm."))
    if result.fitted and result.n < 1000:
        text = _(
            "The far percentiles come from the fitted distribution ({distribution}), not from values seen there: take "
            "them as a guide."
        )
        texts.append(text.format(distribution=SHAPES[result.fitted.shape]))
    if result.fitted and (result.fitted.anderson_darling or 0.0) > POOR_FIT:
        text = _(
            "Even this distribution ({distribution}) fits badly, Anderson–Darling {misfit}: look for two processes in "
            "one histogram before trusting an index."
        )
        misfit = format_number(result.fitted.anderson_darling, 2)
        texts.append(text.format(distribution=SHAPES[result.fitted.shape], misfit=misfit))
    return [Note(id=f"capability-shape-{at}", kind="warning", text=text) for at, text in enumerate(texts)]


def _data_warnings(result: CapabilityResult) -> list[Note]:
    out = []
    if result.n < FEW:
        text = ngettext(
            "There is only {count} value: the interval says how little that tells.",
            "There are only {count} values: the interval says how little that tells.",
            result.n,
        ).format(count=result.n)
        out.append(Note(id="capability-few", kind="warning", text=text))
    if result.missing:
        text = ngettext(
            "{count} value is missing and left out.", "{count} values are missing and left out.", result.missing
        ).format(count=format_number(result.missing))
        out.append(Note(id="capability-missing", kind="unknown", text=text))
    if result.estimator == "moving_range":
        text = _("Moving ranges need the values in the order of time; shuffled values give a wrong sigma within.")
        out.append(Note(id="capability-order", kind="warning", text=text))
    return out


def _specification(result: CapabilityResult) -> list[Note]:
    ctq = result.ctq
    if ctq.lower is None or ctq.upper is None:
        text = _("There is one limit only: Cp, Pp and Cpm need both.")
        return [Note(id="capability-one-limit", kind="method", text=text)]
    if ctq.target is not None and abs(ctq.target - (ctq.lower + ctq.upper) / 2) > 1e-9 * (ctq.upper - ctq.lower):
        text = _(
            "The target is not the middle of the limits: Cpm then says more of the target than of the nearer limit."
        )
        return [Note(id="capability-target", kind="method", text=text)]
    return []
