"""How an export tells what it is doing."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.errors import ApplianceError


class ExportStep(StrEnum):
    """Steps of an export, in their order."""

    CHECKING = "checking"
    WRITING = "writing"
    FLUSHING = "flushing"
    VERIFYING = "verifying"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutAudio:
    """A recording whose audio was asked for and could not be exported."""

    recording_id: str
    name: str
    """Date, time and title."""

    error: ApplianceError


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """Progress of an export. Only DONE means that the files were read back and matched."""

    step: ExportStep
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    folder: str = ""
    """Where the files lie; set with DONE."""

    files: tuple[str, ...] = ()
    """Names of the verified files, relative to ``folder``; set with DONE."""

    recordings: int = 0
    """How many were exported; set with DONE."""

    unfinished: int = 0
    """Of the recordings, those whose text was not whole; set with DONE."""

    left_out: int = 0
    """Recordings that were not taken as new: their text is still being made; set with DONE."""

    without_audio: tuple[WithoutAudio, ...] = ()
    """Their texts went, if those were asked for; set with DONE."""

    kept_files: int = 0
    """Of the verified files, those that were there already; set with DONE."""

    eject_first: bool = False
    """The stick is still mounted for writing: it is not to be pulled out yet; set with DONE."""
