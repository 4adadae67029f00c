"""Unattended measuring: when to measure, what to tell other programs about it, and when to raise an alarm."""
