"""Sending at another time: the dialog that asks when, and the bar that asks about what was missed."""
