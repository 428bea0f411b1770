"""Compose: one form, and its views: the preview, the checks, the byte meter, the last test."""
