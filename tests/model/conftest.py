"""Examples are made by hypothesis; a busy machine is no reason for one of them to fail."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
