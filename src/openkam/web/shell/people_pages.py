"""Settings of a person, the people of the workspace, and the first sign-in by a one-time link."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.web.shell import actions, queries, registry
from openkam.web.shell.access import administrators_only, no_store, reader
from openkam.web.shell.forms import FirstSignInForm, InviteForm, PersonForm, ProfileForm, show_error
from openkam.web.shell.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def settings_home(request: HttpRequest) -> HttpResponse:
    """The first tab that the reader may open."""
    return redirect(registry.tabs(registry.settings_tabs, reader(request))[0].url_name)


def _frame(request: HttpRequest, tab: str) -> dict[str, object]:
    return {"tabs": registry.tabs(registry.settings_tabs, reader(request)), "tab": tab}


@require_http_methods(["GET", "HEAD", "POST"])
def settings_me(request: HttpRequest) -> HttpResponse:
    """My name, language, theme, password and second factor."""
    user = reader(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "title": user.title})
    if request.method == "POST" and form.is_valid():
        actions.change_my_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings-me")
    has_second_factor = Authenticator.objects.filter(user=user).exists()
    return render(
        request,
        "shell/settings_me.html",
        {**_frame(request, "me"), "form": form, "has_second_factor": has_second_factor},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def settings_users(request: HttpRequest) -> HttpResponse:
    """Everybody, and a form that invites one more."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.invite(**form.cleaned_data)
        except actions.AddressTaken as error:
            show_error(form, "email", error.message)
        else:
            return _show_link(request, user)
    people = queries.people(reader(request)).order_by("-is_active", "name", "email")
    return render(request, "shell/settings_users.html", {**_frame(request, "users"), "form": form, "people": people})


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    token = actions.make_sign_in_link(user=user)
    url = request.build_absolute_uri(reverse("first-sign-in", args=[token]))
    sent = actions.mail_sign_in_link(user=user, url=url)
    context = {**_frame(request, "users"), "person": user, "url": url, "sent": sent}
    return no_store(render(request, "shell/sign_in_link.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def settings_user(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: role, address, whether they may sign in."""
    person = get_object_or_404(queries.people(reader(request)), pk=pk)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(user=person, **form.cleaned_data)
        except OpenKAMError as error:
            show_error(form, "email" if isinstance(error, actions.AddressTaken) else None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings-users")
    factors = Authenticator.objects.filter(user=person).count()
    context = {**_frame(request, "users"), "person": person, "form": form, "factors": factors}
    return render(request, "shell/settings_user.html", context)


@require_POST
@administrators_only
def sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time link for a person who is new or locked out."""
    return _show_link(request, get_object_or_404(queries.people(reader(request)).filter(is_active=True), pk=pk))


@require_POST
@administrators_only
def remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """For a person who lost their authenticator."""
    person = get_object_or_404(queries.people(reader(request)), pk=pk)
    actions.remove_second_factor(user=person)
    messages.success(
        request, _("{person} signs in without a second factor until they set one up again.").format(person=person)
    )
    return redirect("settings-user", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def first_sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a name and a password and be signed in. Looking at the page does not use the link; sending it does."""
    link = queries.open_sign_in(token)
    if link is None:
        asked = {"people": queries.administrators_to_ask()}
        return no_store(render(request, "shell/link_used.html", asked, status=410))
    address = "" if link.user.email.endswith("@localhost") else link.user.email
    form = FirstSignInForm(request.POST or None, user=link.user, initial={"name": link.user.name, "email": address})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = actions.use_sign_in_link(
                token=token, email=data["email"], name=data["name"], password=data["password"]
            )
        except actions.AddressTaken as error:
            show_error(form, "email", error.message)
        except actions.LinkUsed as error:
            show_error(form, None, str(error))
        else:
            user.backend = BACKEND  # login() asks for it where there are several backends
            response: HttpResponseBase = perform_login(request, user)
            return response
    return no_store(render(request, "shell/first_sign_in.html", {"form": form, "person": link.user}))
