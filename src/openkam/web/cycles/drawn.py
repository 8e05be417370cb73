"""What the draws of a selection say of each account, kept in a file that the worker writes and the server reads.

Ranks and sums are quickly made again; draws over many accounts are not, and the process that makes them is not the one
that answers the reader.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from openkam.tools.define.selection.inputs import Ranked, SelectionResult, Simulation, Sureness

KEPT_FILES: Final = 24
_FIGURES: Final = ("top_chance", "standard_error", "first_chance")
_RANKS: Final = ("rank_low", "rank_high", "best", "worst")


@dataclass(frozen=True)
class Drawn:
    """The draws of one selection. `sureness` has one row for each account of `accounts`, a digest of their codes."""

    accounts: str
    draws: int
    rank_step: int
    simulation: Simulation
    sureness: Sequence[Sureness]


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "cache" / "selection"


def _path(key: str) -> Path:
    return folder() / f"{key}.npz"


def has(key: str) -> bool:
    """Whether the draws under this key were made."""
    return _path(key).exists()


def _digest(codes: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(codes).encode()).hexdigest()


def of_result(result: SelectionResult) -> Drawn | None:
    """The draws of `result`; None where it has none."""
    ranked = result.ranked()
    sureness = [row.sureness for row in ranked if row.sureness is not None]
    if not result.draws or len(sureness) != len(ranked):
        return None
    accounts = _digest(row.account for row in ranked)
    return Drawn(accounts, result.draws, result.rank_step, result.simulation, sureness)


def of_kept(result: Mapping[str, Any]) -> Drawn:
    """The draws of a result as it was kept when the cycle froze."""
    ranked = [row for row in result["accounts"] if row["rank"] is not None and row["sureness"] is not None]
    return Drawn(
        accounts=_digest(row["account"] for row in ranked),
        draws=result["draws"],
        rank_step=result["rank_step"],
        simulation=Simulation.model_validate(result["simulation"]),
        sureness=[
            Sureness.trusted(**{**row["sureness"], "central_weights": tuple(row["sureness"]["central_weights"])})
            for row in ranked
        ],
    )


def put_in(result: SelectionResult, kept: Drawn) -> SelectionResult | None:
    """`result`, which was made without draws, with those of `kept`; None where they are of other accounts."""
    ranked = result.ranked()
    if kept.accounts != _digest(row.account for row in ranked) or len(ranked) != len(kept.sureness):
        return None
    sureness = iter(kept.sureness)
    accounts = tuple(
        row if row.rank is None else Ranked.trusted(**{**row.__dict__, "sureness": next(sureness)})
        for row in result.accounts
    )
    return result.model_copy(
        update={
            "accounts": accounts,
            "draws": kept.draws,
            "rank_step": kept.rank_step,
            "simulation": kept.simulation,
        }
    )


def keep(key: str, result: SelectionResult) -> None:
    """Write the draws of `result`, whole or not at all; the oldest files beyond `KEPT_FILES` go."""
    found = of_result(result)
    if found is None:
        return
    folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder(), suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **_arrays(found))
    Path(name).replace(_path(key))
    files = sorted(folder().iterdir(), key=lambda path: path.stat().st_mtime)
    for old in files[:-KEPT_FILES]:
        old.unlink(missing_ok=True)


def _arrays(found: Drawn) -> dict[str, NDArray[Any]]:
    criteria = max((len(one.central_weights) for one in found.sureness), default=0)
    nothing = (np.nan,) * criteria
    return {
        "accounts": np.array(found.accounts),
        "draws": np.array([found.draws, found.rank_step], dtype=np.int64),
        "simulation": np.array(found.simulation.model_dump_json()),
        "figures": np.array([[getattr(one, name) for name in _FIGURES] for one in found.sureness], dtype=np.float64),
        "ranks": np.array([[getattr(one, name) or 0 for name in _RANKS] for one in found.sureness], dtype=np.int64),
        "central": np.array([one.central_weights or nothing for one in found.sureness], dtype=np.float64),
    }


def read(key: str) -> Drawn | None:
    """The draws under this key; None where they were not made, or where the file is spoilt: it is derived, and goes."""
    try:
        with np.load(_path(key), allow_pickle=False) as stored:
            return _drawn({name: stored[name] for name in stored.files})
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        _path(key).unlink(missing_ok=True)
        return None


def _drawn(arrays: Mapping[str, NDArray[Any]]) -> Drawn:
    draws, rank_step = arrays["draws"].tolist()
    central = [() if row and row[0] != row[0] else tuple(row) for row in arrays["central"].tolist()]
    return Drawn(
        accounts=str(arrays["accounts"]),
        draws=draws,
        rank_step=rank_step,
        simulation=Simulation.model_validate_json(str(arrays["simulation"])),
        sureness=[
            Sureness.trusted(
                **dict(zip(_FIGURES, figures, strict=True)),
                **{name: rank or None for name, rank in zip(_RANKS, ranks, strict=True)},
                central_weights=weights,
            )
            for figures, ranks, weights in zip(
                arrays["figures"].tolist(), arrays["ranks"].tolist(), central, strict=True
            )
        ],
    )
