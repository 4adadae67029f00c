"""Wi-Fi: what the air says, decoded and judged. Everything here is pure; the machine is read in ``probes.wifi``."""
