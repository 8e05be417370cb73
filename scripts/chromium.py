"""Finds the distribution's Chromium for the browser tests, and installs it where that is permitted."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The path of a Chromium on this machine: `OPENKAM_CHROMIUM`, else the usual names."""
    return os.environ.get("OPENKAM_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> str | None:
    """The same, installing the package first if this is a Debian kind of system and we are its administrator."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False, env=environment)
        found = find()
    return found
