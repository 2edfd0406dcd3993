"""Measurements of what dormant costs and gains; see README.md in this folder."""
