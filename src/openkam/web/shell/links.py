"""Links that sign one person in once. The database holds the hash of the token, never the token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

VALID_FOR: Final = timedelta(hours=24)


def new_token() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of `token`. It is random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()
