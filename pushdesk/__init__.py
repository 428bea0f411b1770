"""PushDesk: compose, send and inspect Web Push messages."""

__version__ = "0.1.0"
