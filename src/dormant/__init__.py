"""dormant: Python programs start faster, with no change to their code."""

__version__ = "0.1.0"
