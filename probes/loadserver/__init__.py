"""The bandwidth server beside the reflector. It speaks LibreSpeed's HTTP protocol, so that others can use it too."""
