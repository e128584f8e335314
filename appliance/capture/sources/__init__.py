"""Microphones, real and simulated, behind one small interface."""

from appliance.capture.sources.choose import choose
from appliance.capture.sources.source import (
    Cue,
    Heard,
    Opener,
    Source,
    SourceInfo,
    SourceLostError,
    SourceUnavailableError,
)

__all__ = [
    "Cue",
    "Heard",
    "Opener",
    "Source",
    "SourceInfo",
    "SourceLostError",
    "SourceUnavailableError",
    "choose",
]
