"""The pandas sides of `bench.ledger`: a notebook, and an expert who takes the same care as the ledger does."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

AS_OF = date(2025, 12, 31)
COMPARED = ("revenue", "direct_cost", "lines", "orders", "quantity")
"""Sums over all facts, in which both must agree."""


def pandas_from_csv(folder: Path) -> None:
    """CSV to the figures of an analysis, as an analyst would write it in a notebook."""
    import pandas as pd

    lines = pd.read_csv(folder / "lines.csv", parse_dates=["date"])
    lines["year"] = lines["date"].dt.year
    lines["profit"] = lines["revenue"] - lines["direct_cost"]
    by_year = lines.groupby(["account", "year"])
    years = by_year[["revenue", "direct_cost", "profit", "quantity"]].sum()
    years["lines"] = by_year.size()
    years["orders"] = by_year["document"].nunique()
    years["credits"] = lines[lines["revenue"] < 0].groupby(["account", "year"]).size()
    by_month = lines.groupby(["account", lines["date"].dt.to_period("M")])
    by_month[["revenue", "direct_cost"]].sum()
    customers = lines.groupby("account").agg(
        name=("account_name", "last"), first_day=("date", "min"), last_day=("date", "max"),
        revenue=("revenue", "sum"), profit=("profit", "sum"),
    )  # fmt: skip
    customers.sort_values("profit", ascending=False)["profit"].cumsum().max()
    share = customers["revenue"] / customers["revenue"].sum()
    (share**2).sum()
    big, good = (customers[name] >= customers[name].median() for name in ("revenue", "profit"))
    pd.crosstab(big, good)


def pandas_same_work(folder: Path) -> None:
    """CSV to a snapshot and figures with all the care that ours takes, as an expert in pandas would write it.

    The Arrow reader on all cores, categories for texts that repeat, amounts as whole ten-thousandths; the file hashed,
    its lines counted from the bytes, every row checked, the sums reconciled, the sound rows kept as Parquet, the facts
    by customer and month and the documents exact. Only a faulty file would have to be read a second time, as text.
    """
    import numpy as np
    import pandas as pd

    path = folder / "lines.csv"
    digest, line_feeds = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
            line_feeds += chunk.count(b"\n")
    lines = pd.read_csv(path, engine="pyarrow", dtype_backend="pyarrow")
    for name in ("account", "account_name", "product", "currency"):
        lines[name] = lines[name].astype("category")
        values = lines[name].cat.categories
        assert values.str.strip().equals(values)
    assert (lines["document"].str.strip() == lines["document"]).all()
    assert lines["currency"].cat.categories.str.fullmatch("[A-Z]{3}").all()
    assert not lines[["account", "date", "revenue"]].isna().to_numpy().any()
    assert lines["date"].between(date(1950, 1, 1), date(AS_OF.year + 5, 12, 31)).all()
    for name in ("quantity", "price", "revenue", "direct_cost"):
        exact = lines[name].to_numpy() * 10_000
        assert (np.abs(exact) < 2**52).all()
        lines[name] = np.rint(exact).astype(np.int64)
    lines.to_parquet(folder / "pandas.parquet", index=False)
    kept = pd.read_parquet(folder / "pandas.parquet", columns=["revenue"])["revenue"]
    assert (len(kept) + 1, kept.sum()) == (line_feeds, lines["revenue"].sum())

    # Days as numbers: a date of Arrow becomes one of NumPy by way of a Python object, a timestamp does not.
    day = lines.pop("date").astype("timestamp[ns][pyarrow]").to_numpy(dtype="datetime64[ns]")
    lines["month"] = day.astype("datetime64[M]").astype(np.int32)
    lines["losses"], lines["credits"] = lines["revenue"] < lines["direct_cost"], lines["revenue"] < 0
    until = day <= np.datetime64(AS_OF)
    known = lines if until.all() else lines[until]
    by_month = known.groupby(["account", "month"], observed=True)
    facts = by_month[["revenue", "direct_cost", "losses", "credits", "quantity"]].sum()
    facts["lines"] = by_month.size()
    document = pd.factorize(known["document"])[0].astype(np.int64)
    first = known["month"].groupby(known["account"].cat.codes.to_numpy() + document * 2**24, sort=False).min()
    accounts = first.index.to_numpy() % 2**24
    facts["orders"] = pd.Series(first.to_numpy()).groupby([accounts, first.to_numpy()]).size().to_numpy()
    lines["day"] = day
    said = lines.groupby(["account", "account_name", "currency"], observed=True, sort=False)["day"]
    said.agg(["min", "max", "size"])
    customers = facts.groupby("account", observed=True)[["revenue", "direct_cost"]].sum()
    profit = customers["revenue"] - customers["direct_cost"]
    profit.sort_values(ascending=False).cumsum().max()
    ((customers["revenue"] / customers["revenue"].sum()) ** 2).sum()
    pd.crosstab(customers["revenue"] >= customers["revenue"].median(), profit >= profit.median())
    totals = {name: int(facts[name].sum()) for name in COMPARED}
    (folder / "pandas.json").write_text(json.dumps({"accounts": len(customers), **totals}))
