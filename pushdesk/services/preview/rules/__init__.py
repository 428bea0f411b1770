"""The rules by topic. Each is a function from a Case to Checks; checks.py gathers them."""
