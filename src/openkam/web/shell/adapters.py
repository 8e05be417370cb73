"""How allauth fits this workspace: nobody signs up alone, and there is no user name beside the address."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """People are invited by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account comes from an invitation."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """An OpenID Connect identity belongs to the invited person with the same verified address."""
