"""The STAMP session-reflector: answers test packets, and nothing that could be turned against anybody."""
