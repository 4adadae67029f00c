"""The latency probe: legs probed on a schedule that never waits for replies, in a process of its own."""
