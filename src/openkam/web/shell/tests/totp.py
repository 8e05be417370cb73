"""The code that an authenticator shows, for the tests of the second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


def code(secret: str) -> str:
    """The six digits of RFC 6238 (HMAC-SHA-1, 30 s), computed apart from the library under test."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time() // 30)
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
