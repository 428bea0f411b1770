"""Devices: the subscription table, capture, import and export, one device in detail."""
