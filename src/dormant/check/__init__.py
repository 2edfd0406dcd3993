"""Holds commands to limits: which modules they may load, how many, and how long they may take.

Phase: cold. May import: nothing.

    target   one command with its limits, from the configuration
    judge    runs a target and says where it is over a limit
    report   prints what was found
    plugin   the pytest plugin
"""
