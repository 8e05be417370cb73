"""The draws behind the question of how sure a ranking is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.tools.define.selection import TOOL, compute
from openkam.tools.define.selection.simulation import Doubt, SimulationCancelled, draw_weights, simulate

HERE = Path(__file__).parent
VECTORS = {one["id"]: one for one in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}


def test_exact_acceptability() -> None:
    """Exact by hand, uniform weights on the simplex (vector smaa.exact); 0.01 holds at 100,000 draws."""
    vector = VECTORS["smaa.exact"]
    names = list(vector["inputs"]["scores"])
    scores = np.array(list(vector["inputs"]["scores"].values()), dtype=float)
    weights = draw_weights(np.full(2, 0.5), 100_000, None, 7)
    counts = simulate(scores, weights, 1)
    assert counts.ranks is not None
    for at, name in enumerate(names):
        shares = counts.ranks.histogram[at] / counts.draws
        assert shares == pytest.approx(vector["expected"]["rank_acceptability"][name], abs=0.01)
        assert counts.first[at] / counts.draws == shares[0]
    assert counts.central[2] == pytest.approx(vector["expected"]["central_weight"]["C"], abs=0.01)
    assert counts.ranks.worst.tolist() == [3, 3, 2]


@given(st.integers(1, 60), st.integers(1, 5), st.integers(1, 9), st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=50, deadline=None)
def test_counts_agree_with_a_plain_loop(accounts: int, criteria: int, top: int, seed: int, ties: bool) -> None:
    """Oracle: competition ranks of each draw, one draw at a time."""
    pick = np.random.default_rng(seed)
    scores = pick.integers(1, 4 if ties else 1_000_000, (accounts, criteria)).astype(float)
    weights = draw_weights(np.full(criteria, 1 / criteria), 20, None, seed)
    # Equal rows are compared as equal whatever the last digit of their sums.
    totals = np.round(weights @ scores.T, 9)
    ranks = np.array([[1 + (row > value).sum() for value in row] for row in totals])
    full, quick = simulate(scores, weights, top), simulate(scores, weights, top, rank_ranges=False)
    assert full.top.tolist() == quick.top.tolist() == (ranks <= top).sum(axis=0).tolist()
    assert full.ranks is not None
    assert full.ranks.best.tolist() == ranks.min(axis=0).tolist()
    assert full.ranks.worst.tolist() == ranks.max(axis=0).tolist()
    assert full.ranks.mean == pytest.approx(ranks.mean(axis=0))
    assert full.ranks.at_share(0.5).tolist() == np.sort(ranks, axis=0)[9].tolist()


def test_ranks_of_many_accounts_are_counted_in_classes() -> None:
    scores = np.random.default_rng(3).uniform(1, 10, (2_000, 4))
    weights = draw_weights(np.full(4, 0.25), 600, 50, 4)
    counts = simulate(scores, weights, 20)
    ranks = np.argsort(np.argsort(-(weights @ scores.T), axis=1), axis=1) + 1
    assert counts.ranks is not None
    assert counts.ranks.width == 4
    exact = np.sort(ranks, axis=0)[int(0.95 * 600) - 1]
    assert np.all(np.abs(counts.ranks.at_share(0.95) - exact) < 4)
    assert counts.ranks.best.tolist() == ranks.min(axis=0).tolist()
    assert counts.ranks.histogram.sum(axis=1).tolist() == [600] * 2_000


def test_the_size_of_a_block_changes_nothing() -> None:
    """A setting of memory, not of the answer: doubtful scores too are drawn alike."""
    scores = np.array([[5.0, 5.0], [6.0, 0.0], [7.0, 4.0]])
    doubt = Doubt(np.array([1, 2]), np.array([1, 0]), np.array([np.nan, 7.0]), np.array([0.0, 2.0]), low=1.0, high=10.0)
    weights = draw_weights(np.array([0.6, 0.4]), 500, 20, 5)
    whole = simulate(scores, weights, 1, doubt=doubt, seed=6)
    parts = simulate(scores, weights, 1, doubt=doubt, seed=6, block_totals=40)
    assert whole.top.tolist() == parts.top.tolist()
    assert whole.central == pytest.approx(parts.central)


def test_a_missing_score_is_drawn_anywhere_on_the_scale() -> None:
    """By hand: with one criterion, a uniform score on 1–10 exceeds 7.75 a quarter of the time."""
    doubt = Doubt(np.array([0]), np.array([0]), np.array([np.nan]), np.array([0.0]), low=1.0, high=10.0)
    weights = draw_weights(np.ones(1), 20_000, 10, 1)
    counts = simulate(np.array([[0.0], [7.75]]), weights, 1, doubt=doubt)
    assert counts.top[0] / counts.draws == pytest.approx(0.25, abs=0.015)


def test_drawn_weights_have_the_stated_spread() -> None:
    """Dirichlet: the mean is the share, the variance share × (1 − share) ÷ (concentration + 1); 0 stays 0."""
    weights = draw_weights(np.array([0.7, 0.3, 0.0]), 50_000, 24, 2)
    assert weights.sum(axis=1) == pytest.approx(np.ones(50_000))
    assert weights.mean(axis=0) == pytest.approx([0.7, 0.3, 0.0], abs=0.003)
    assert weights[:, 0].std() == pytest.approx((0.7 * 0.3 / 25) ** 0.5, rel=0.02)
    assert np.isfinite(draw_weights(np.array([0.5, 0.5]), 1_000, 1e-300, 3)).all()


def given_accounts(**more: Any) -> dict[str, Any]:
    criteria = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    accounts = [{"account": str(at)} for at in range(5)]
    scores = [
        {"account": str(at), "criterion": id_, "score": 1 + (at * 3 + shift * 2) % 10}
        for at in range(5)
        for shift, id_ in enumerate("ab")
    ]
    return {"criteria": criteria, "accounts": accounts, "scores": scores, "top": 2, **more}


def test_progress_and_stopping() -> None:
    seen: list[tuple[int, int]] = []
    parsed = TOOL.parse(given_accounts())
    compute(parsed, progress=lambda done, draws: seen.append((done, draws)))
    assert seen[-1] == (2_000, 2_000)
    with pytest.raises(SimulationCancelled):
        compute(parsed, cancelled=lambda: True)


def test_the_same_seed_gives_the_same_answer_and_the_chances_sum_to_the_places() -> None:
    result = TOOL.run(given_accounts(simulation={"uniform": True, "seed": 9}))
    assert result == TOOL.run(given_accounts(simulation={"uniform": True, "seed": 9}))
    sure = [row.sureness for row in result.ranked()]
    assert sum(one.top_chance for one in sure if one) == pytest.approx(2)
    for one in sure:
        assert one is not None
        assert one.standard_error == pytest.approx((one.top_chance * (1 - one.top_chance) / 2_000) ** 0.5)
        assert 1 <= (one.best or 0) <= (one.rank_low or 0) <= (one.rank_high or 0) <= (one.worst or 0) <= 5


def test_ten_thousand_accounts_in_bounded_memory_keep_every_account() -> None:
    """The size the method promises, with few draws: every account is tallied in every draw."""
    scores = np.random.default_rng(5).uniform(1, 10, (10_000, 22))
    counts = simulate(scores, draw_weights(np.full(22, 1 / 22), 200, 100, 6), 50)
    assert counts.top.sum() == 200 * 50
    assert counts.ranks is not None
    assert counts.ranks.mean.mean() == pytest.approx(5_000.5)
