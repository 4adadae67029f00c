"""Hypothesis measures no time here: others use the machine as well."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
