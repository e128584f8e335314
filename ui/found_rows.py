"""Rows of a list and what the search counts."""


class FoundRows:
    """Which candidate of a search a row begins with; the index names some that are not shown."""

    def __init__(self) -> None:
        self._offsets = {0: 0}

    def offset(self, row: int) -> int:
        """Return where to go on for a row: exact after what was read, near it elsewhere."""
        known = max(each for each in self._offsets if each <= row)
        return self._offsets[known] + row - known

    def read(self, row: int, count: int, next_offset: int | None) -> None:
        """Take note of so many rows that were read from ``row`` on."""
        if next_offset is not None:
            self._offsets[row + count] = next_offset
