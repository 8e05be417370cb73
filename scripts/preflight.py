"""Says plainly what this machine lacks, before anything is installed. Runs on any Python 3."""

import os
import re
import shutil
import subprocess
import sys

NEEDED_PYTHON = (3, 11)
NEEDED_NODE = 20
NEEDED_MIB = 2500


def node_version():
    """The major version of Node, or None."""
    node = shutil.which("node")
    if not node:
        return None
    found = re.match(r"v(\d+)", subprocess.check_output([node, "--version"]).decode())
    return int(found.group(1)) if found else None


def problems():
    """One sentence for each thing that is missing, with what to do."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if sys.version_info < NEEDED_PYTHON:
        yield (
            "Python %d.%d is too old: OpenKAM needs 3.11 or newer. Install one and run `make PYTHON=python3.11 run`."
            % (sys.version_info[:2])
        )
    else:
        try:
            import ensurepip  # noqa: F401 - only whether it is there
        except ImportError:
            yield "Python cannot make environments: install the package python3-venv and run make again."
    node = node_version()
    if node is None:
        yield "Node.js is missing: the front end is built with it. Install Node 20 or newer, with npm."
    elif node < NEEDED_NODE:
        yield "Node %d is too old: OpenKAM needs 20 or newer." % node
    if node is not None and not shutil.which("npm"):
        yield "npm is missing: it comes with Node.js or as a package named npm."
    free = shutil.disk_usage(here).free // 2**20
    if free < NEEDED_MIB:
        yield "Only %d MiB are free on this disk; setting up needs about %d MiB." % (free, NEEDED_MIB)


def main():
    """Print every problem; exit 1 if there is one."""
    found = list(problems())
    for sentence in found:
        sys.stderr.write("OpenKAM cannot be set up yet. " + sentence + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
