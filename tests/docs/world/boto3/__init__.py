"""Stands in for boto3."""

import urllib.request


def client(name: str) -> str:
    """Return what would talk to a service."""
    return f"client of {name}, {urllib.request.__name__}"
