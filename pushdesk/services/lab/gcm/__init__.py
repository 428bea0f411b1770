"""Chromium's push protocol: check-in and registration over HTTP, messages (MCS) over TLS."""
