"""Who may open a page. What somebody may not open is not there for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

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


def no_store(response: HttpResponse) -> HttpResponse:
    """Nothing on the way may keep this answer."""
    response.headers["Cache-Control"] = "no-store"
    return response
