"""Widgets that more than one screen uses; each takes the Theme only where it paints itself."""
