"""The fixtures of traced programs."""

from support.traced import dormant, program  # noqa: F401
