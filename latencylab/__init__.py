"""LatencyLab finds out why cloud gaming lags on a connection, and what to do about it."""

__version__ = "0.1.0"
