"""In which order recordings are listed."""

from enum import StrEnum


class ListOrder(StrEnum):
    """What comes first; of equals the newest, of equal titles the oldest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    TITLE = "title"
    """Chinese by its sound; recordings without a title come last."""
