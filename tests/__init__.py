"""Tests that mirror the package; a test's name is a sentence about behaviour."""
