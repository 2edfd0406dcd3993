"""The fixtures of a project and of the command line in it."""

from support.traced import dormant, program  # noqa: F401
