"""Bandwidth: loads the line in a process of its own, apart from the latency probes."""
