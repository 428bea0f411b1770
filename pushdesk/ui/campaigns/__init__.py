"""Campaigns: the history, and one campaign with its live table."""
