"""The four kinds of device that make the same journey."""
