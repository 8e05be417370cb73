"""How many measurements each criterion needs."""

from __future__ import annotations

import numpy as np

from openkam.tools.verify.pilot import maths, power
from openkam.tools.verify.pilot.parts import Criterion, Measured
from openkam.tools.verify.pilot.result import SigmaFrom, Sizing, Unsized
from openkam.tools.verify.pilot.values import differences, known


def size(criterion: Criterion, measured: Measured | None, alpha: float, wanted: float, sides: int) -> Sizing:
    """The size for the smallest effect of `criterion`; where it cannot be told, why."""
    if criterion.design == "proportions":
        return _shares(criterion, measured, alpha, wanted, sides)
    sigma, source = _sigma(criterion, measured)
    effect = criterion.smallest_effect
    pairs = criterion.design == "paired"
    exact, reached, reason = None, None, _reason(effect, sigma)
    if not reason and sigma:
        exact = power.size_t(effect / sigma, wanted, alpha, sides, pairs=pairs)
        reason = "" if exact is not None else "too_large"
        if criterion.planned_per_group is not None:
            find = power.power_pairs if pairs else power.power_two_samples
            reached = find(criterion.planned_per_group, effect / sigma, alpha, sides)
    return _sizing(criterion, sigma, None, source, exact, reached, reason)


def _reason(effect: float, sigma: float | None) -> Unsized:
    if effect == 0:
        return "no_effect"
    return "" if sigma else "no_spread"


def _sigma(criterion: Criterion, measured: Measured | None) -> tuple[float | None, SigmaFrom]:
    """The standard deviation to plan with: typed, else of the data."""
    if criterion.sigma is not None:
        return criterion.sigma, "typed"
    if measured is None:
        return None, "unknown"
    if measured.before_summary is not None:
        return measured.before_summary.sd or None, "before"
    if criterion.design == "paired":
        return maths.moments(differences(criterion, measured)).sd or None, "differences"
    return maths.moments(known(criterion, measured.before)).sd or None, "before"


def _shares(criterion: Criterion, measured: Measured | None, alpha: float, wanted: float, sides: int) -> Sizing:
    share, source = criterion.baseline_share, "typed"
    if share is None and measured is not None and measured.before_tally is not None:
        share, source = measured.before_tally.count / measured.before_tally.n, "share"
    effect = criterion.smallest_effect
    exact, reached = None, None
    reason: Unsized = "no_effect" if effect == 0 else "no_spread" if share is None else ""
    if not reason and share is not None:
        aim = share + effect if criterion.ctq.direction == "higher" else share - effect
        if not -1e-12 <= aim <= 1 + 1e-12:
            reason = "beyond_share"
        else:
            aim = float(np.clip(aim, 0, 1))
            exact = power.size_shares(share, aim, wanted, alpha, sides)
            reason = "" if exact is not None else "too_large"
            if criterion.planned_per_group is not None:
                reached = power.power_shares(criterion.planned_per_group, share, aim, alpha, sides)
    found: SigmaFrom = "unknown" if share is None else "typed" if source == "typed" else "share"
    return _sizing(criterion, None, share, found, exact, reached, reason)


def _sizing(
    criterion: Criterion,
    sigma: float | None,
    share: float | None,
    source: SigmaFrom,
    exact: float | None,
    reached: float | None,
    reason: Unsized,
) -> Sizing:
    return Sizing(
        criterion=criterion.ctq.id,
        name=criterion.ctq.name,
        design=criterion.design,
        smallest_effect=criterion.smallest_effect,
        sigma=sigma,
        share_before=share,
        sigma_from=source,
        exact=exact,
        needed=None if exact is None else power.whole(exact),
        planned=criterion.planned_per_group,
        power_at_planned=reached,
        unsized=reason,
    )
