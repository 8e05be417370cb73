"""Trying other weights gives what the tool gives for them, on the server and in the browser's arithmetic."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.errors import InvalidInput
from openkam.tools.define.account_matrix import compute
from openkam.tools.define.account_matrix.inputs import MatrixInputs, MatrixResult
from openkam.web.cycles.matrix.payload import flags
from openkam.web.cycles.matrix.trial import scores_of, tried

ROOT = Path(__file__).resolve().parents[6]
SEED = 20201131
FACTORS = 5


def inputs(rng: random.Random, accounts: int, weights: list[float], *, line: float | None = None) -> MatrixInputs:
    """Accounts with missing scores and missing ratings here and there."""
    return MatrixInputs.model_validate(
        {
            "factors": [{"id": f"f{at}", "name": f"Factor {at}", "weight": one} for at, one in enumerate(weights)],
            "accounts": [{"account": f"A{at}", "name": f"Account {at}"} for at in range(accounts)],
            "scores": [
                {"account": f"A{at}", "factor": f"f{factor}", "score": round(rng.uniform(1, 10), 2)}
                for at in range(accounts)
                for factor in range(len(weights))
                if rng.random() > 0.2
            ],
            "success_factors": [
                {"account": f"A{at}", "id": one, "name": one, "weight": 1 + at % 3}
                for at in range(accounts)
                for one in "xy"
            ],
            "ratings": [
                {"account": f"A{at}", "factor": one, "supplier": who, "score": round(rng.uniform(1, 10), 1)}
                for at in range(accounts)
                for one in "xy"
                for who in ("", "Rival")
                if rng.random() > 0.15
            ],
            "attractiveness_line": {"method": "average"} if line is None else {"method": "typed", "value": line},
            "doubt": {"draws": 0},
        }
    )


def with_weights(given_: MatrixInputs, weights: list[float]) -> MatrixResult:
    factors = tuple(
        one.model_copy(update={"weight": weight}) for one, weight in zip(given_.factors, weights, strict=True)
    )
    return compute(given_.model_copy(update={"factors": factors}))


@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 100), min_size=FACTORS, max_size=FACTORS),
    st.sampled_from([None, 5.0]),
)
@settings(max_examples=40, deadline=None)
def test_trying_weights_is_computing_with_them(seed: int, wanted: list[float], line: float | None) -> None:
    kept = inputs(random.Random(seed), 12, [3, 1, 0, 2, 4], line=line)
    if not max(wanted) > 1e-3:
        with pytest.raises(InvalidInput):
            tried(compute(kept), dict.fromkeys([f"f{at}" for at in range(FACTORS)], 0.0))
        return
    there = tried(compute(kept), {f"f{at}": weight for at, weight in enumerate(wanted)})
    whole = with_weights(kept, wanted)
    assert there.line == whole.line
    assert list(there.kinds) == [row.kind for row in whole.accounts]
    assert there.borderline.tolist() == [row.borderline for row in whole.accounts]
    assert there.on_line.tolist() == [row.on_line for row in whole.accounts]
    values = [np.nan if row.attractiveness is None else row.attractiveness for row in whole.accounts]
    np.testing.assert_array_equal(there.attractiveness, values)


def in_browser(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the browser's module says of each case, run by Node."""
    script = """
    import { readFileSync } from "node:fs";
    import { columnsOf, standing } from "./frontend/app/matrix-maths.js";
    const cases = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify(cases.map((one) => {
      const found = standing({ ...one, columns: columnsOf(one.scores), line: one.typed ? one.line : undefined });
      return { line: found.line, values: [...found.values].map((value) => Number.isNaN(value) ? null : value),
        kinds: found.kinds, edges: [...found.edges], counts: found.counts };
    })));
    """
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=ROOT,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return list(json.loads(run.stdout))


def case(result: MatrixResult, weights: list[float], typed: float | None) -> dict[str, Any]:
    table = scores_of(result).T
    return {
        "scores": [[None if np.isnan(one) else one for one in column] for column in table.tolist()],
        "weights": weights,
        "flags": flags([row.strength for row in result.accounts], result.strength_line, result.borderline_pct),
        "typed": typed is not None,
        "line": typed,
        "nearPercent": result.borderline_pct,
    }


def test_the_browser_computes_what_the_tool_computes() -> None:
    """60 seeded matrices with random weights, some 0, a third with a typed line: to 1e-9, and the same classes."""
    rng = random.Random(SEED)
    cases, wholes = [], []
    for number in range(60):
        line = 5.25 if number % 3 == 0 else None
        kept = inputs(rng, 25, [1.0] * FACTORS, line=line)
        weights = [rng.choice([0.0, rng.uniform(0, 100), rng.uniform(0, 100)]) for _factor in range(FACTORS)]
        weights[number % FACTORS] += 1
        cases.append(case(compute(kept), weights, line))
        wholes.append(with_weights(kept, weights))
    for found, whole in zip(in_browser(cases), wholes, strict=True):
        assert found["line"] == pytest.approx(whole.line, abs=1e-9)
        assert [value is None for value in found["values"]] == [row.attractiveness is None for row in whole.accounts]
        pairs = zip(found["values"], whole.accounts, strict=True)
        assert all(value is None or abs(value - (row.attractiveness or 0)) < 1e-9 for value, row in pairs)
        assert found["kinds"] == [row.kind or "" for row in whole.accounts]
        assert [bool(one) for one in found["edges"]] == [row.borderline for row in whole.accounts]
        assert found["counts"] == {one.kind: one.accounts for one in whole.classes}


def test_a_value_on_the_line_is_high_in_the_browser_too() -> None:
    """Ten tenths of a point do not sum to one in floating point; the tie tolerance makes them stand on the line."""
    kept = MatrixInputs.model_validate(
        {
            "factors": [{"id": f"f{at}", "name": f"F{at}", "weight": 0.1} for at in range(10)],
            "accounts": [{"account": "A"}, {"account": "B"}],
            "scores": [{"account": who, "factor": f"f{at}", "score": 7.3} for who in "AB" for at in range(10)],
            "success_factors": [{"account": who, "id": "x", "name": "x"} for who in "AB"],
            "ratings": [
                {"account": who, "factor": "x", "supplier": supplier, "score": 5}
                for who in "AB"
                for supplier in ("", "Rival")
            ],
            "doubt": {"draws": 0},
        }
    )
    result = compute(kept)
    assert [row.kind for row in result.accounts] == ["k", "k"]
    assert in_browser([case(result, [0.1] * 10, None)])[0]["kinds"] == ["k", "k"]
