#!/bin/sh
# Write the lock files anew: Python's from pyproject.toml with uv, the test peers' from tests/peers/package.json with npm.
#
# Pins that are there stay where they still fit; `tools/lock.sh --upgrade` moves all of Python's to the newest.
# Every lock holds hashes for all operating systems and names no index and no host.
set -eu
cd "$(dirname "$0")/.."

find_uv() {
    if command -v uv >/dev/null 2>&1; then echo uv
    elif .venv/bin/python -m uv --version >/dev/null 2>&1; then echo ".venv/bin/python -m uv"
    elif python3 -m uv --version >/dev/null 2>&1; then echo "python3 -m uv"
    elif command -v uvx >/dev/null 2>&1; then echo "uvx uv"
    elif command -v pipx >/dev/null 2>&1; then echo "pipx run uv"
    else
        echo "make lock needs uv, and there is none: install it with 'pipx install uv', then run make lock again." >&2
        return 2
    fi
}

uv=$(find_uv)

compile() {
    # $uv may be several words.
    # shellcheck disable=SC2086
    $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"
}

compile pyproject.toml --output-file requirements.lock "$@"
compile pyproject.toml --group test --constraints requirements.lock --output-file requirements-test.lock "$@"

# What builds the project and the few dependencies that come as source only (http-ece), and the pip that installs
# all of it. Pins agree with the test lock, since all three share one virtual environment.
compile requirements-build.in --constraints requirements-test.lock --output-file requirements-build.lock "$@"

if command -v npm >/dev/null 2>&1; then
    (
        cd tests/peers
        npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --silent
        node lock_without_addresses.mjs package-lock.json
    )
else
    echo "npm is not here: tests/peers/package-lock.json was left as it is." >&2
fi

if grep -nE '(https?|file):/' requirements*.lock tests/peers/package-lock.json; then
    echo "The lines above name an address; no lock may." >&2
    exit 1
fi
