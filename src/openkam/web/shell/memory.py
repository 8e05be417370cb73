"""What a process remembers between requests, and how it looks after its memory."""

from __future__ import annotations

import atexit
import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

V = TypeVar("V")


class Memory(Generic[V]):
    """The last few values by key; each is made once, even when several threads ask at the same time."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.RLock()
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        _everything.add(self)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of `key`, made by `make` where it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = make()
            with self._lock:
                self._values[key] = value
                self._making.pop(key, None)
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
            return value

    def has(self, key: Hashable) -> bool:
        """Whether the value of `key` is at hand."""
        with self._lock:
            return key in self._values

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


_everything: WeakSet[Memory[Any]] = WeakSet()


def forget_everything() -> None:
    """Let this process know no more than one that has just started; files stay."""
    for memory in list(_everything):
        memory.clear()


def settle() -> None:
    """Leave all that the process holds now out of the search for unreachable objects.

    What is loaded stays: without this, many a request waits for a look through every module, frame and template, which
    can take as long as its answer. What is no longer referred to is freed all the same.
    """
    gc.collect(1)
    gc.freeze()


# At the end everything is looked through once more: some libraries complain about what is still there.
atexit.register(gc.unfreeze)
