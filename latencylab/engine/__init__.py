"""The engine: starts the probes, merges what they report into one ordered stream, and decides what is probed when."""
