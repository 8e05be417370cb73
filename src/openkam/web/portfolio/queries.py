"""What a reader may see of the figures. Every question takes the user; nothing else in this app reads the frame."""

from __future__ import annotations

import numpy as np
from django.db.models import Count, Max
from django.http import Http404
from numpy.typing import NDArray

from openkam.web.accounts import queries as accounts
from openkam.web.accounts.models import Account, Membership
from openkam.web.portfolio import books, frames
from openkam.web.portfolio.books import State
from openkam.web.portfolio.directory import Directory
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import Frame
from openkam.web.portfolio.scene import Scene, View, scene
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

_masks: Memory[NDArray[np.bool_]] = Memory(256)


def view_for(user: User, state: State, frame: Frame) -> View:
    """The accounts of `frame` that `user` may see. No query for those who see all, else one."""
    if user.sees_all:
        return whole_view(state, frame)
    who = frames.directory_of(state, frame)
    teams = Membership.objects.filter(user=user).aggregate(count=Count("pk"), last=Max("pk"))
    # A new team, a left one or another owner changes one of these; so the accounts are asked for only then.
    key = (user.pk, user.role, frame.key, state.directory, teams["count"], teams["last"])
    return View(frame, who, _masks.get(key, lambda: _visible(user, who)), sees_all=False)


def _visible(user: User, who: Directory) -> NDArray[np.bool_]:
    visible = accounts.visible_accounts(user).order_by().values_list("pk", flat=True)
    mask: NDArray[np.bool_] = np.isin(who.pk, np.fromiter(visible, dtype=np.int64))
    return mask


def whole_view(state: State, frame: Frame) -> View:
    """Every account, for commands that run on the server's own machine and serve no reader."""
    who = frames.directory_of(state, frame)
    return View(frame, who, np.ones(len(frame.codes), dtype=np.bool_), sees_all=True)


def scene_for(user: User, state: State, frame: Frame, chosen: Filter) -> Scene:
    """What `user` sees under `chosen`."""
    return scene(view_for(user, state, frame), chosen)


def account_for(user: User, pk: int) -> Account:
    """The account, or 404 where it does not exist or is not visible to `user`."""
    found = accounts.visible_accounts(user).select_related("owner", "parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def account_by_code(user: User, code: str) -> Account:
    """The account that invoices call `code`, or 404 where it does not exist or is not visible to `user`."""
    found = accounts.visible_accounts(user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def family(view: View, row: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The rows of the account and of every subsidiary at any depth that the reader may see, itself first."""
    parent = view.directory.parent
    below = np.zeros(len(parent), dtype=np.bool_)
    below[row] = True
    while True:
        more = below | ((parent >= 0) & below[np.maximum(parent, 0)])
        if np.array_equal(more, below):
            break
        below = more
    inside = np.flatnonzero(below & view.visible)
    return np.concatenate(([row], inside[inside != row])).astype(np.intp)


def books_ready() -> bool:
    """Whether any invoices are loaded."""
    return books.current_state() is not None
