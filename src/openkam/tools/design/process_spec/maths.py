"""The checks of a specification as pure functions; nothing here knows a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openkam.core.nouns import Specification

COMPARED = ("unit", "direction", "target", "lower", "upper")
"""What must agree wherever the same CTQ is held."""


def has_limits(spec: Specification) -> bool:
    """Whether `spec` has the limits that its direction asks for: a floor, a ceiling, or both around a target."""
    floor = spec.lower is not None or spec.direction == "lower"
    ceiling = spec.upper is not None or spec.direction == "higher"
    return floor and ceiling


def target_outside(target: float | None, limits: Specification) -> bool:
    """Whether a target lies beyond the `limits` of a specification; on the limit is inside."""
    if target is None:
        return False
    below = limits.lower is not None and target < limits.lower
    above = limits.upper is not None and target > limits.upper
    return below or above


def compared(spec: Specification) -> tuple[object, ...]:
    """The values of `COMPARED`: equal for two specifications that say the same."""
    return tuple(getattr(spec, name) for name in COMPARED)


def disagreements(one: Specification, other: Specification) -> tuple[str, ...]:
    """The fields of `COMPARED` in which two specifications of one CTQ differ.

    A value that is missing on one side disagrees with nothing: it is a gap, not a contradiction. But the limits of
    one must leave room for those, and for the target, of the other.
    """
    pairs = ((name, getattr(one, name), getattr(other, name)) for name in COMPARED)
    found = {name for name, a, b in pairs if a not in (None, "") and b not in (None, "") and a != b}
    for a, b in ((one, other), (other, one)):
        if a.lower is not None and b.upper is not None and a.lower >= b.upper:
            found |= {"lower", "upper"}
        if target_outside(a.target, b):
            found.add("target")
    return tuple(name for name in COMPARED if name in found)


def merged(specs: Sequence[Specification]) -> Mapping[str, object]:
    """One value per field of `COMPARED`: the first that is given. `specs` must not disagree, and not be empty."""
    found: dict[str, object] = {}
    for name in COMPARED:
        values = [getattr(spec, name) for spec in specs]
        found[name] = next((value for value in values if value not in (None, "")), values[0])
    return found


def share_pct(filled: int, wanted: int) -> float | None:
    """`filled` of `wanted` in percent; None where nothing is wanted."""
    return 100 * filled / wanted if wanted else None


def used_before_made(
    inputs: Sequence[Sequence[str]], outputs: Sequence[Sequence[str]]
) -> tuple[tuple[int, str, int], ...]:
    """Inputs that only a later step (or the step itself) makes: (step, thing, step that makes it), steps from 0."""
    makers: dict[str, list[int]] = {}
    for at, things in enumerate(outputs):
        for thing in things:
            makers.setdefault(thing, []).append(at)
    found = []
    for at, things in enumerate(inputs):
        for thing in dict.fromkeys(things):
            made = makers.get(thing, [])
            if made and min(made) >= at:
                found.append((at, thing, min(made)))
    return tuple(found)
