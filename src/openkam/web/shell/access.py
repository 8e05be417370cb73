"""Who may open a page. What somebody may not open is not there for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from openkam.web.shell.models import User

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def reader(request: HttpRequest) -> User:
    """The person who is signed in; the sign-in gate guarantees that there is one."""
    return cast(User, request.user)


def administrators_only(view: View[Rest]) -> View[Rest]:
    """The page exists for administrators only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if not reader(request).is_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return cast(View[Rest], guarded)


TRIES: Final = 120
WITHIN_SECONDS: Final = 3600


def asked_too_often(key: str) -> bool:
    """Whether what `key` names, a link say that needs no sign-in, was asked for over `TRIES` times within the hour."""
    cache.add(key, 0, WITHIN_SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:
        # It ran out between the two calls: the hour is over.
        return False


def no_store(response: HttpResponse) -> HttpResponse:
    """Nothing on the way may keep this answer."""
    response.headers["Cache-Control"] = "no-store"
    return response
