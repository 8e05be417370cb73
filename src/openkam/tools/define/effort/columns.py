"""Choices of a programme, account × manager × step, as the columns of a linear or mixed-integer program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openkam.tools.define.effort.maths import NONE, BoolArray, FloatArray, IntArray, Plan, Programme


@dataclass(frozen=True)
class Columns:
    """Choices: account, manager and step, one entry each."""

    account: IntArray
    manager: IntArray
    step: IntArray

    def __len__(self) -> int:
        return len(self.account)

    def where(self, mask: BoolArray) -> Columns:
        """Some of them."""
        return Columns(self.account[mask], self.manager[mask], self.step[mask])

    def joined(self, other: Columns, shape: tuple[int, int, int]) -> Columns:
        """Both, each choice once, in order; `shape` is (A, M, L)."""
        both = [np.ravel_multi_index((one.account, one.manager, one.step), shape) for one in (self, other) if len(one)]
        account, manager, step = np.unravel_index(np.unique(np.concatenate(both)), shape)
        return Columns(account.astype(np.int64), manager.astype(np.int64), step.astype(np.int64))

    def values(self, programme: Programme) -> FloatArray:
        """What each brings."""
        own = programme.own[self.account]
        kept = np.where((own != NONE) & (own != self.manager), 1.0 - programme.loss, 1.0)
        values: FloatArray = programme.value[self.account, self.step] * kept
        return values

    def plan(self, accounts: int) -> Plan:
        """The choices as a plan; each account at most once."""
        made = Plan.empty(accounts)
        made.manager[self.account], made.step[self.account] = self.manager, self.step
        return made


def every_column(programme: Programme) -> Columns:
    """Every choice that is allowed."""
    there = programme.allowed()[:, :, None] & np.isfinite(programme.value)[:, None, :]
    account, manager, step = np.nonzero(there)
    return Columns(account, manager, step)


def count_columns(programme: Programme) -> int:
    """How many choices there are."""
    managers = np.where(programme.free, len(programme.capacity), 1)
    return int((managers * np.isfinite(programme.value).sum(axis=1)).sum())


def columns_of(plan: Plan) -> Columns:
    """The choices of a plan."""
    served = np.flatnonzero(plan.step != NONE)
    return Columns(served, plan.manager[served], plan.step[served])
