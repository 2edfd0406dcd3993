"""A table."""

import statistics


class DataFrame:
    """Rows of numbers."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        return f"{len(self.rows)} rows, mean {statistics.mean(self.rows)}"
