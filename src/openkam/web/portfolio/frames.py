"""One frame per state of the books: made once, kept in memory by each process and on disk for the next one."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from openkam.core.i18n import LANGUAGES, use_language
from openkam.feeds import portfolio_inputs, proposal_in_words
from openkam.ledger import BooksSettings, Coverage, MonthlyFacts, PaymentFact
from openkam.tools.define.portfolio.charging import charge
from openkam.tools.define.portfolio.inputs import Override, PeriodInput, PortfolioInputs, Proposal
from openkam.tools.define.portfolio.result import PoolResult
from openkam.tools.define.portfolio.sheet import Sheet, read_sheet, with_overrides
from openkam.web.portfolio import books, directory
from openkam.web.portfolio.books import State
from openkam.web.portfolio.directory import Directory
from openkam.web.portfolio.frame import Frame, Months, Payments
from openkam.web.shell import memory
from openkam.web.shell.memory import Memory

KEPT_ON_DISK = 3
_frames: Memory[Frame] = Memory(3)
_directories: Memory[Directory] = Memory(3)


def folder() -> Path:
    """Where frames are stored."""
    return Path(settings.DATA_DIR) / "cache" / "frames"


def ready(state: State) -> Frame | None:
    """The frame of this state from memory or disk; None where it has not been made."""
    path = folder() / f"{state.key}.npz"
    if not _frames.has(state.key) and not path.exists():
        return None
    try:
        return _frames.get(state.key, lambda: _settled(load(path)))
    except (OSError, ValueError, KeyError):
        # A frame is derived: whatever ails the file, it is made anew from the ledger.
        path.unlink(missing_ok=True)
        return None


def _settled(frame: Frame) -> Frame:
    memory.settle()
    return frame


def prepare(state: State) -> Frame:
    """The frame of this state, made and stored where it is not there yet."""
    found = at_once(state)
    return found if found is not None else _frames.get(state.key, lambda: store(build(state)))


def at_once(state: State) -> Frame | None:
    """The frame of this state where it is there, or where one that differs only in people's choices is.

    Cost pools and typed forecasts need neither the ledger nor the forecast anew: that takes milliseconds.
    """
    found = ready(state)
    if found is not None:
        return found
    former = _alike(books.base_key(state))
    if former is None:
        return None
    return _frames.get(state.key, lambda: _settled(store(with_choices(former, state))))


def _alike(base: str) -> Frame | None:
    for path in folder().glob("*.npz"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            if _about(path)["base"] == base:
                return load(path)
    return None


def _about(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as stored:
        about: dict[str, Any] = json.loads(stored["about"].tobytes())
    return about


def with_choices(frame: Frame, state: State) -> Frame:
    """`frame` with the cost pools and the typed forecasts of this state."""
    pools = books.cost_pools()
    ahead = {period.start: period.label for period in frame.periods if period.kind == "proposed"}
    present = set(frame.codes)
    overrides = tuple(one for one in books.forecast_overrides(ahead) if one.account in present)
    sheet = with_overrides(frame.proposed, frame.codes, frame.labels, overrides)
    indirect = charge(
        PortfolioInputs.model_construct(
            currency=frame.currency, as_of=frame.as_of, periods=frame.periods, accounts=(), pools=pools
        ),
        sheet,
    )
    return replace(
        frame,
        key=state.key,
        sheet=sheet,
        indirect=indirect.assigned,
        by_pool=indirect.by_pool,
        pool_names=tuple(pool.name for pool in pools),
        pools=indirect.pools,
        pools_are_sample=books.pools_are_sample(),
        overrides=overrides,
    )


def directory_of(state: State, frame: Frame) -> Directory:
    """Who the accounts of `frame` are at this state."""
    return _directories.get((frame.key, state.directory), lambda: directory.read(state.directory, frame.codes))


def build(state: State) -> Frame:
    """Ask the ledger for every figure of this state. Takes seconds where there are millions of lines."""
    ledger_books = books.open_books(state)
    coverage, facts = ledger_books.coverage(), ledger_books.monthly()
    chosen, accounts = books.books_settings(state), ledger_books.accounts()
    inputs = portfolio_inputs(facts, coverage, accounts, chosen, periods="five", forecast=True)
    sheet = read_sheet(inputs)
    nothing = np.zeros_like(sheet.revenue)
    frame = Frame(
        key=state.key,
        base=books.base_key(state),
        snapshot=state.snapshot.id,
        currency=inputs.currency,
        as_of=state.as_of,
        first_day=coverage.first_day,
        last_day=coverage.last_day,
        periods=inputs.periods,
        codes=tuple(row.account for row in inputs.accounts),
        proposed=sheet,
        sheet=sheet,
        indirect=nothing,
        by_pool=nothing[None, :0],
        pool_names=(),
        pools=(),
        pools_are_sample=False,
        proposals=_proposals(facts, coverage, chosen),
        overrides=(),
        months=_months(facts),
        payments=_payments(facts.accounts, ledger_books.payments()),
        has_documents=coverage.documents is not None,
        unconverted=dict(coverage.unconverted),
        lines_without_cost=coverage.lines_without_cost,
        lines_after_as_of=coverage.lines_after_as_of,
    )
    return with_choices(frame, state)


def _proposals(facts: MonthlyFacts, coverage: Coverage, chosen: BooksSettings) -> dict[str, Proposal]:
    """What is said about the proposed years in every language; empty where there are none."""
    said = {}
    for code in LANGUAGES:
        with use_language(code):
            proposal = proposal_in_words(facts, coverage, chosen)
        if proposal is not None:
            said[code] = proposal
    return said


def _months(facts: MonthlyFacts) -> Months:
    order = np.lexsort((facts.month, facts.account))
    counts = np.bincount(facts.account, minlength=len(facts.accounts))
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    names = ("month", "revenue", "direct_cost", "lines", "lines_without_cost", "loss_lines", "credit_lines", "orders")
    return Months(start=start, **{name: getattr(facts, name)[order] for name in names})


def _payments(codes: tuple[str, ...], facts: tuple[PaymentFact, ...]) -> Payments:
    row_of = {code: at for at, code in enumerate(codes)}
    known = [fact for fact in facts if fact.account in row_of]
    return Payments(
        row=np.array([row_of[fact.account] for fact in known], dtype=np.int64),
        invoices=np.array([fact.invoices for fact in known], dtype=np.int64),
        days_late=np.array([float(fact.days_late_weighted) for fact in known]),
        share_late_pct=np.array([float(fact.share_late_pct) for fact in known]),
        worst_days_late=np.array([fact.worst_days_late for fact in known], dtype=np.int64),
    )


_PLAIN = (
    "key", "base", "snapshot", "currency", "codes", "pool_names", "has_documents", "unconverted", "lines_without_cost",
    "lines_after_as_of", "pools_are_sample",
)  # fmt: skip
_DATES = ("as_of", "first_day", "last_day")


def store(frame: Frame) -> Frame:
    """Write the frame in one piece: a reader finds all of it or nothing. Old ones are removed; answers the frame."""
    arrays: dict[str, Any] = {"indirect": frame.indirect, "by_pool": frame.by_pool}
    for prefix, sheet in (("sheet", frame.sheet), ("proposed", frame.proposed)):
        arrays |= {f"{prefix}.{name}": value for name, value in vars(sheet).items() if name != "drivers"}
    arrays |= {f"driver.{name}": value for name, value in frame.sheet.drivers.items()}
    arrays |= {f"months.{name}": value for name, value in vars(frame.months).items()}
    arrays |= {f"payments.{name}": value for name, value in vars(frame.payments).items()}
    about = {name: getattr(frame, name) for name in _PLAIN}
    about |= {name: getattr(frame, name).isoformat() for name in _DATES}
    about["periods"] = [period.model_dump(mode="json") for period in frame.periods]
    about["pools"] = [pool.model_dump(mode="json") for pool in frame.pools]
    about["proposals"] = {code: proposal.model_dump(mode="json") for code, proposal in frame.proposals.items()}
    about["overrides"] = [override.model_dump(mode="json") for override in frame.overrides]
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    path = folder() / f"{frame.key}.npz"
    _write(path, buffer.getbuffer())
    for old in sorted(folder().glob("*.npz"), key=lambda one: one.stat().st_mtime)[:-KEPT_ON_DISK]:
        old.unlink(missing_ok=True)
    return frame


def _write(path: Path, content: memoryview) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path) -> Frame:
    """The frame stored at `path`. Raises OSError, ValueError or KeyError where it is not whole."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(arrays["about"].tobytes())

    def part(prefix: str) -> dict[str, Any]:
        return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}

    drivers = part("driver.")
    plain: dict[str, Any] = {name: about[name] for name in _PLAIN} | {
        "codes": tuple(about["codes"]),
        "pool_names": tuple(about["pool_names"]),
    }
    return Frame(
        **plain,
        as_of=date.fromisoformat(about["as_of"]),
        first_day=date.fromisoformat(about["first_day"]),
        last_day=date.fromisoformat(about["last_day"]),
        periods=tuple(PeriodInput.model_validate(period) for period in about["periods"]),
        pools=tuple(PoolResult.model_validate(pool) for pool in about["pools"]),
        proposals={code: Proposal.model_validate(one) for code, one in about["proposals"].items()},
        overrides=tuple(Override.model_validate(one) for one in about["overrides"]),
        proposed=Sheet(**part("proposed."), drivers=drivers),
        sheet=Sheet(**part("sheet."), drivers=drivers),
        indirect=arrays["indirect"],
        by_pool=arrays["by_pool"],
        months=Months(**part("months.")),
        payments=Payments(**part("payments.")),
    )
