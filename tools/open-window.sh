#!/bin/sh
# Open PushDesk's window; where there is no display, run the demo without one and leave its picture here.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    echo "There is no display here, so this runs the demo without one; its picture will be pushdesk-demo.png."
    exec .venv/bin/pushdesk demo --headless
fi
exec .venv/bin/pushdesk
