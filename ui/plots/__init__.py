"""Plots: everything that is drawn over an axis."""
