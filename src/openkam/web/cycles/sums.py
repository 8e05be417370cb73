"""A number and how it is made, as the dialogs and pages of matrix and selection show it (`cycles/sum.html`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """One rater's score with what it rests on."""

    rater: str
    score: str
    evidence: str


@dataclass(frozen=True)
class Part:
    """One criterion of a total: `score` × `weight` = `adds`. Empty where there is no score."""

    name: str
    score: str
    weight: str
    adds: str
    voices: Sequence[Voice] = ()
    url: str = ""


@dataclass(frozen=True)
class Term:
    """One line of a sum, written."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Sum:
    """A number, and the parts or the terms that it is made of."""

    title: str
    result: str
    unit: str = ""
    subtitle: str = ""
    parts: Sequence[Part] = ()
    weight_sum: str = ""
    terms: Sequence[Term] = ()
    notes: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
