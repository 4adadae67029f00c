"""Saved outputs of other Wi-Fi tools and captures, read into the records of this package: bytes in, records out."""
