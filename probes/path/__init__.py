"""The path: which routers packets to a target pass, how late and how reliably each of them answers."""
