"""Keeps a line that HiGHS prints on its own, told to be silent or not, out of what the process answers.

HiGHS writes `transformNewIntegerFeasibleSolution tmpSolver.run()` to standard output by C's `printf` when it mends a
rounding error (jump-dev/HiGHS.jl, issue 312). On the command line it would stand in the middle of the JSON.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.Lock()
_STDOUT, _STDERR = 1, 2
_inside = 0
_kept = -1


@contextmanager
def answers_kept_clean() -> Iterator[None]:
    """What C code prints inside goes to standard error. Other threads lose nothing: they print there as well."""
    global _inside, _kept  # file descriptors belong to the process, and so does their count
    if os.name != "posix":
        yield
        return
    with _LOCK:
        _inside += 1
        if _inside == 1:
            _flush()
            _kept = os.dup(_STDOUT)
            os.dup2(_STDERR, _STDOUT)
    try:
        yield
    finally:
        with _LOCK:
            _inside -= 1
            if _inside == 0:
                _flush()
                os.dup2(_kept, _STDOUT)
                os.close(_kept)


def _flush() -> None:
    sys.stdout.flush()
    ctypes.CDLL(None).fflush(None)
