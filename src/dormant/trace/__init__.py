"""What a traced run says: what was deferred, what was loaded, by whom, and what would have to change.

Phase: cold. May import: nothing. The recorder is `dormant.engine.trace`.

    record   reads the events of a trace
    run      runs a command and returns its trace
    explain  why a package was loaded, or not
    report   prints a trace and an answer
"""
