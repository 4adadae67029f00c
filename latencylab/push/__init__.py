"""Reports on their way to a collecting database or web server: queued on disk, each arriving exactly once."""

from latencylab.push.pushing import Pusher

__all__ = ["Pusher"]
