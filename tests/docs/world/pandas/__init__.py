"""Stands in for pandas."""

import decimal

from .frame import DataFrame

__all__ = ["DataFrame", "decimal"]
