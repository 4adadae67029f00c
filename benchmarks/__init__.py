"""Benchmarks, run by ``make bench``: each prints what it measured beside a named peer in the same run."""
