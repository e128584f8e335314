"""What is given up, one thing after the other, when memory runs out. Pure; owns no clock."""

from enum import StrEnum


class LadderStep(StrEnum):
    """How far down the recogniser is; what is lower includes what is above it."""

    NONE = "none"
    HALF_WINDOW = "half-window"
    """Audio is recognised in halves."""

    CPU = "cpu"
    """The model left the GPU."""

    SMALLER_MODEL = "smaller-model"
    """The smallest installed model that knows the language works instead."""
