"""Marks: which DSCP and ECN values arrive at the far end, and who changes them on the way."""
