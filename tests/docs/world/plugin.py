"""A module that registers itself when it is imported."""
