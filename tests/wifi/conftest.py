"""Settings of the Wi-Fi tests."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # the machine does other work too: a slow example says nothing
