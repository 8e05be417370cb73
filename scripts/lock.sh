#!/bin/sh
# Renews the lock files: versions and hashes, no addresses. Needs uv (https://docs.astral.sh/uv/).
set -eu
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"
}
printf 'hatchling\neditables\n' > .build.in
trap 'rm -f .build.in' EXIT
compile pyproject.toml .build.in -o requirements.lock
compile pyproject.toml .build.in --group dev -o requirements-dev.lock
compile --extra spark pyproject.toml .build.in --group dev -o requirements-spark.lock
