"""Which recordings an export takes when nobody names them."""

from enum import StrEnum


class ExportChoice(StrEnum):
    """Which recordings."""

    ALL = "all"
    """Every recording that is closed."""

    NEW = "new"
    """Every one whose text is complete and differs from what was exported last."""
