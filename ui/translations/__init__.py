"""Translations of the app."""
