"""The errors that dormant's commands and public functions raise.

Phase: any. May import: nothing.
"""


class DormantError(Exception):
    """Something dormant was asked to do can't be done; the message is one sentence that says what to do instead."""


class ConfigError(DormantError):
    """The configuration is wrong.

    Parameters:
        faults: one line per fault, each `FILE:LINE:COLUMN: what is wrong; what to do`. All faults come at once.
    """

    def __init__(self, faults: "list[str]") -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
