"""What the command line asks of the running station about exports, and what it answers."""

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.export_choice import ExportChoice
from appliance.wire.codec import Message

FILES_TOLD = 500
"""So many names of files are told with ``done``: a message has a limit, an export has none."""


WITHOUT_AUDIO_TOLD = 200
"""So many recordings without their audio are told with ``done``."""


class ExportRecordings(Message, event="export-recordings"):
    """Write recordings below a folder and verify them; answered with ExportStepTold until done."""

    recording_ids: tuple[str, ...] = Field(default=(), max_length=5000)
    choice: ExportChoice | None = None
    """Instead of ids."""

    target: str
    """Absolute path of a volume or folder."""

    formats: tuple[str, ...] = Field(default=("txt", "srt", "json"), min_length=1, max_length=50)
    """Values of ``Format``."""

    use_raw_text: bool = False
    with_speakers: bool = True
    with_times: bool = True
    recipient: str = Field(default="", max_length=500)
    """A public key of age; empty encrypts nothing, unless the box's own settings name a key."""


class WithoutAudioLine(BaseModel):
    """A recording whose audio was asked for and could not be exported."""

    model_config = ConfigDict(frozen=True)

    recording_id: str
    name: str
    reason: str
    hint: str


class ExportStepTold(Message, event="export-step-told"):
    """Progress of an export; the fields of ExportProgress. Only ``done`` means verified."""

    step: str
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    folder: str = ""
    files: tuple[str, ...] = ()
    """The first of them, if there are very many."""

    file_count: int = 0
    """All of them."""

    recordings: int = 0
    unfinished: int = 0
    """Of the recordings, those whose text was not whole."""

    left_out: int = 0
    """Recordings that were not taken as new: their text is still being made."""

    without_audio: tuple[WithoutAudioLine, ...] = ()
    """The first of them, if there are very many."""

    without_audio_count: int = 0
    """All of them."""

    kept_files: int = 0
    """Those that were there already, whole."""

    eject_first: bool = False
    """The stick is still mounted for writing: eject it before it is pulled out."""
