#!/bin/sh
# Install the Debian packages that are missing, and only those.
# Usage: tools/system-packages.sh run|test [PACKAGE…]     (the list: system-packages.txt, plus the packages named)
#
# Exit status 2 when something is missing and cannot be installed from here; the one line to run is printed then.
set -eu
cd "$(dirname "$0")"
kind=$1
shift

say() { printf 'set-up: %s\n' "$*"; }

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    if [ "$(uname)" = Linux ]; then
        say "this is no Debian-like system, so install what Qt needs yourself where the window does not start (the list: tools/system-packages.txt)."
    fi
    exit 0
fi

installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' | sed -n 's/^ii  *//p')

# is_there NAME[|NAME…] [COMMAND…]: one of the names is installed, or one of the commands is on PATH.
is_there() {
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        if printf '%s\n' "$installed" | grep -Fqx -- "$name"; then return 0; fi
    done
    shift
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# name_here NAME[|NAME…]: the name this release has; the last one where apt knows none of them.
name_here() {
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then break; fi
    done
    printf '%s ' "$name"
}

missing=""
while read -r when package commands; do
    case $when in
        run) ;;
        test) [ "$kind" = test ] || continue ;;
        *) continue ;;
    esac
    # $commands is a list of words.
    # shellcheck disable=SC2086
    is_there "$package" $commands || missing="$missing $package"
done <system-packages.txt
for package in "$@"; do
    is_there "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
    as_root="sudo"
else
    names=$(for package in $missing; do name_here "$package"; done)
    say "system packages are missing, and installing them needs root; run this as root, then the same make again:" >&2
    printf '    apt-get update && apt-get install -y --no-install-recommends %s\n' "$names" >&2
    exit 2
fi

$as_root apt-get update -qq || say "apt-get update had trouble; going on with the package lists that are there."
names=$(for package in $missing; do name_here "$package"; done)
say "installing system packages: $names"
# $as_root and $names are lists of words.
# shellcheck disable=SC2086
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $names </dev/null; then
    say "apt-get could not install them (its reason stands above); put that right, then run the same make again." >&2
    exit 2
fi
