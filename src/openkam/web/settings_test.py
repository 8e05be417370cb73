"""Settings of the test suite: the same application in a folder of its own, jobs run at once, cheap password hashes."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("OPENKAM_DATA_DIR", tempfile.mkdtemp(prefix="openkam-test-"))
os.environ.setdefault("OPENKAM_SECRET_KEY", "only-for-tests")

from openkam.web.settings import *  # noqa: F403 - the environment above must be set before

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_CONFIGURED = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
