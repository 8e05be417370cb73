from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from openkam.web.portfolio.tests import books
from openkam.web.shell.tests.cast import Cast, make_cast


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample company's ledger, loaded once; its frames are made once too."""
    folder = tmp_path_factory.mktemp("sample")
    books.load_sample(folder / "ledger")
    return folder


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def sample(sample_folder: Path, cast: Cast) -> Iterator[Path]:
    """The sample company in the database, too: fiscal year from July, an account for every customer."""
    with books.data_dir(sample_folder) as ledger_dir:
        books.settle(fiscal_year_start=7)
        books.accounts_of_books(ledger_dir)
        books.work_out()
        cache = sample_folder / "cache" / "frames"
        there = set(cache.glob("*.npz"))
        yield sample_folder
        # The database goes back to where it was, so the next test counts its changes of the settings anew.
        for stored in set(cache.glob("*.npz")) - there:
            stored.unlink()


@pytest.fixture
def small(tmp_path: Path, cast: Cast) -> Iterator[Path]:
    """An empty data directory; answers the ledger's folder."""
    with books.data_dir(tmp_path) as ledger_dir:
        books.settle()
        yield ledger_dir
