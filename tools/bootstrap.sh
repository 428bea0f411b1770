#!/bin/sh
# Do all the set-up that `make run` or `make test` needs on a fresh machine; the second time, nothing.
# Usage: tools/bootstrap.sh run|test
#
# System packages (system-packages.sh), the virtual environment .venv, the locked dependencies with their hashes, and
# the project itself, so that the command is .venv/bin/pushdesk. What was done is remembered in .make/: a changed lock
# or pyproject.toml brings back just that step. Exit status 2, with a sentence, where a person has to do something.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-}
case $kind in
    run | test) ;;
    *)
        echo "usage: tools/bootstrap.sh run|test" >&2
        exit 2
        ;;
esac

say() { printf 'set-up: %s\n' "$*"; }

fail() {
    say "$*" >&2
    exit 2
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# The environment is there, young enough, has pip, and was made in this folder (its commands hold absolute paths).
venv_is_usable() {
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || return 1
    [ ! -e .make/folder ] || [ "$(cat .make/folder)" = "$(pwd)" ]
}

remembered() { cat ".make/$1" 2>/dev/null || :; }

pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

mkdir -p .make
python=""
venv_package=""
if ! venv_is_usable; then
    python=$(find_python) || fail "PushDesk needs Python 3.11 or newer, and there is none on PATH (looked for python3.13, python3.12, python3.11, python3)."
    # Debian keeps ensurepip, which venv needs, in a package of its own for each version.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        venv_package=$("$python" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))')
fi

# $venv_package is one word or none.
# shellcheck disable=SC2086
sh tools/system-packages.sh "$kind" $venv_package

if [ -n "$python" ]; then
    say "making the virtual environment .venv with $python"
    rm -rf .venv
    rm -f .make/dependencies .make/project
    "$python" -m venv .venv || fail "$python could not make a virtual environment (its reason stands above)."
fi
pwd >.make/folder

locks=$(cat requirements-build.lock requirements.lock requirements-test.lock | cksum)
case $(remembered dependencies) in
    "$kind $locks" | "test $locks") ;; # the test lock holds everything of the other one
    *)
        if [ "$kind" = test ]; then lock=requirements-test.lock; else lock=requirements.lock; fi
        say "installing the locked packages of $lock (Qt is large: some minutes the first time)"
        rm -f .make/dependencies
        pip install --require-hashes -r requirements-build.lock
        pip install --require-hashes --no-build-isolation -r "$lock"
        printf '%s' "$kind $locks" >.make/dependencies
        ;;
esac

project=$(cat pyproject.toml requirements-build.lock | cksum)
if [ ! -x .venv/bin/pushdesk ] || [ "$(remembered project)" != "$project" ]; then
    say "installing PushDesk itself, as .venv/bin/pushdesk"
    pip install --no-deps --no-build-isolation --editable .
    printf '%s' "$project" >.make/project
fi
