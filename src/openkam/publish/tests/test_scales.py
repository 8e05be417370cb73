"""Axes: round ticks, both signs on one axis, no point lost."""

from __future__ import annotations

import math

from hypothesis import given, strategies as st

from openkam.publish.echarts.places import free_place
from openkam.publish.scales import linear, scale_for, widened

amounts = st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=40)


@given(amounts, st.sampled_from(["linear", "log", "symlog"]))
def test_every_value_stands_inside_and_order_is_kept(values: list[float], name: str) -> None:
    scale = scale_for(name, values)  # type: ignore[arg-type] # hypothesis widens the literal to str
    shares = [scale.share(value) for value in sorted(values)]
    assert all(-1e-6 <= share <= 1 + 1e-6 for share in shares)
    assert shares == sorted(shares)


def test_gains_and_losses_show_on_one_axis() -> None:
    scale = scale_for("symlog", [-50_000, -100, 0, 90, 40_000])
    assert 0 in scale.ticks
    assert scale.ticks[0] <= -10_000
    assert scale.ticks[-1] >= 10_000
    assert scale.place(-5) == -scale.place(5)


def test_a_log_axis_with_a_loss_becomes_symlog_and_one_with_an_outlier_keeps_room() -> None:
    assert scale_for("log", [-1, 10, 100]).name == "symlog"
    assert scale_for("log", [10, 100, 1000]).name == "log"
    spread = scale_for("log", [1e-3, *(1000.0 * at for at in range(1, 60))])
    assert spread.name == "symlog"
    assert spread.share(1000) < 0.35


def test_linear_ticks_are_round_and_do_not_cross_zero_needlessly() -> None:
    scale = linear([0, 489], pad=0)
    assert scale.ticks == (0, 100, 200, 300, 400)
    assert linear([5, 100]).low >= 0
    assert linear([-100, -5]).high <= 0
    wide = widened(linear([-343_415, 1_055_000], with_zero=True, pad=0.02))
    assert (wide.low, wide.high) == (-400_000, 1_200_000)


def test_one_value_and_none_make_an_axis() -> None:
    assert linear([7, 7]).low < 7 < linear([7, 7]).high
    assert scale_for("symlog", [None, math.nan]).ticks


def test_a_line_is_named_where_no_points_are() -> None:
    crowd = [(0.5 - step / 100, 0.72 + step / 400) for step in range(20)]
    place = free_place("x", 0.5, "median 18,790", crowd)
    left, right, low, high = place.box
    assert not any(left <= x <= right and low <= y <= high for x, y in crowd)
