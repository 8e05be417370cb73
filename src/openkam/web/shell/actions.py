"""What people change about themselves and each other. One transaction each."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import OpenKAMError
from openkam.web.shell import queries
from openkam.web.shell.links import VALID_FOR, hash_of, new_token
from openkam.web.shell.models import OneTimeSignIn, Role, User


class LastAdministrator(OpenKAMError):
    """The change would leave nobody who can administer the workspace."""

    code = "last_administrator"


class LinkUsed(OpenKAMError):
    """A one-time link was used, has expired, or never was."""

    code = "link_used"


class AddressTaken(OpenKAMError):
    """Another person has this e-mail address."""

    code = "address_taken"


@transaction.atomic
def make_sign_in_link(*, user: User) -> str:
    """A fresh token for `user`, valid for a day and once; earlier unused ones stop working."""
    OneTimeSignIn.objects.filter(user=user, used_at__isnull=True).delete()
    token = new_token()
    OneTimeSignIn.objects.create(user=user, token_hash=hash_of(token), expires_at=timezone.now() + VALID_FOR)
    return token


@transaction.atomic
def use_sign_in_link(*, token: str, email: str, name: str, password: str, now: datetime | None = None) -> User:
    """Consume the link and set who the person is; of two that use it at the same moment one wins.

    Raises `LinkUsed` and `AddressTaken`.
    """
    moment = now or timezone.now()
    used = OneTimeSignIn.objects.filter(
        token_hash=hash_of(token), used_at__isnull=True, expires_at__gt=moment, user__is_active=True
    ).update(used_at=moment)
    if not used:
        raise LinkUsed(
            _("This link has been used or has expired."),
            remedy=_("Ask an administrator for a new one, or sign in with your password."),
        )
    user = OneTimeSignIn.objects.select_related("user").get(token_hash=hash_of(token)).user
    _take_address(user, email)
    user.name = name
    user.set_password(password)
    user.save()
    sign_out_everywhere(user=user)
    return user


def _take_address(user: User, email: str) -> None:
    address = email.strip().lower()
    if User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise AddressTaken(_("Another person here has the address {email}.").format(email=address))
    if address != user.email:
        EmailAddress.objects.filter(user=user).delete()
        user.email = address


@transaction.atomic
def first_administrator() -> tuple[User, str] | None:
    """The administrator and a one-time token, while nobody administers the workspace yet; else nothing."""
    if queries.administrator_can_sign_in():
        return None
    user = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if user is None:
        user = User.objects.create_user("administrator@localhost", None, role=Role.ADMINISTRATOR)
    return user, make_sign_in_link(user=user)


@transaction.atomic
def invite(*, email: str, name: str, role: str) -> User:
    """A person who may sign in as soon as they have used their link. Raises `AddressTaken`."""
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise AddressTaken(_("Another person here has the address {email}.").format(email=address))
    return User.objects.create_user(address, None, name=name, role=role)


@transaction.atomic
def change_person(*, user: User, name: str, title: str, email: str, role: str, is_active: bool) -> User:
    """Change a person's name, address, role and whether they may sign in; a lost right ends their sessions.

    Raises `LastAdministrator` and `AddressTaken`.
    """
    fresh = User.objects.select_for_update().get(pk=user.pk)
    loses_office = fresh.is_administrator and fresh.is_active and (role != Role.ADMINISTRATOR or not is_active)
    if loses_office and not queries.administrators_left(without=fresh):
        raise LastAdministrator(
            _("{person} is the last administrator.").format(person=fresh),
            remedy=_("Make somebody else an administrator first."),
        )
    _take_address(fresh, email)
    fresh.name, fresh.title, fresh.role, fresh.is_active = name, title, role, is_active
    fresh.save()
    if not is_active:
        OneTimeSignIn.objects.filter(user=fresh, used_at__isnull=True).delete()
        sign_out_everywhere(user=fresh)
    return fresh


@transaction.atomic
def remove_second_factor(*, user: User) -> int:
    """Forget a person's authenticator, keys and recovery codes, for one who lost them; answers how many."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    return int(removed)


def sign_out_everywhere(*, user: User) -> None:
    """End all sessions of `user`."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """The person's language, for every device."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def choose_theme(*, user: User, theme: str) -> None:
    """The person's theme; nothing leaves it to the system."""
    User.objects.filter(pk=user.pk).update(theme=theme)


@transaction.atomic
def change_my_profile(*, user: User, name: str, title: str) -> None:
    """What others read about a person."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.name, fresh.title = name, title
    fresh.save()


def mail_sign_in_link(*, user: User, url: str) -> bool:
    """Send the link by e-mail where mail is configured; answers whether it went out."""
    if not settings.EMAIL_CONFIGURED:
        return False
    body = _(
        "Hello {person},\n\nwith this link you can sign in to OpenKAM and choose a password. "
        "It works once and for 24 hours:\n\n{url}\n"
    ).format(person=user, url=url)
    return bool(send_mail(_("Your sign-in to OpenKAM"), body, None, [user.email], fail_silently=True))
