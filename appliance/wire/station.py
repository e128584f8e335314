"""What the command line asks of the running station and what it answers.

One connection may carry several requests, one after the other; a request that is refused is
answered with an ``error`` event and ends the connection. Times are seconds of the recording.
"""

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.list_order import ListOrder
from appliance.domain.marker import MarkerKind
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.transcript import TranscriptKind
from appliance.wire.codec import Message
from appliance.wire.inference import InferenceStatus

SEGMENTS_PER_MESSAGE = 500
"""Keeps a RecordingText far below the frame limit, however long the recording."""


class BeginRecording(Message, event="begin-recording"):
    """Start recording from the microphone; answered with RecordingNamed."""

    title: str = Field(default="", max_length=200)


class FinishRecording(Message, event="finish-recording"):
    """Stop the running recording; answered with RecordingNamed once its audio is on disk."""


class EntitleRecording(Message, event="entitle-recording"):
    """Call the running recording something; answered with RecordingNamed.

    If none runs it is the title of the next one, and the answer names none.
    """

    title: str


class MarkRecording(Message, event="mark-recording"):
    """Mark the present moment of the running recording; answered with RecordingNamed."""

    kind: MarkerKind = MarkerKind.PLAIN
    note: str = Field(default="", max_length=500)


class TranscribeFile(Message, event="transcribe-file"):
    """Take an audio file into the library and queue it; answered with RecordingNamed.

    One that was taken in before is known by its content and named as what it became.
    """

    path: str
    """Absolute, readable by the station; written as in domain.file_path."""

    title: str = Field(default="", max_length=200)
    again: bool = False
    """Take it even if it was taken in before."""


class Retranscribe(Message, event="retranscribe"):
    """Make the second pass again with the model now in use; answered with RecordingNamed.

    The present text stays until the new one is complete.
    """

    recording_id: str


class RecordingNamed(Message, event="recording-named"):
    """The recording that a request was about."""

    recording_id: str
    already_there: bool = False
    """It was taken in before."""


class ListRecordings(Message, event="list-recordings"):
    """Ask for one page of the history; answered with RecordingList."""

    limit: int = Field(default=100, ge=1, le=SEGMENTS_PER_MESSAGE)
    before: str | None = None
    """The last id of the previous page."""

    order: ListOrder = ListOrder.NEWEST


class RecordingLine(BaseModel):
    """One line of the history; the fields of face.RecordingSummary."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    started: str
    """ISO 8601 with offset."""

    duration_s: float
    running: bool
    text_state: str
    """A TextState."""

    text_done_s: float
    excerpt: str
    gap_count: int
    marker_count: int
    problem: str = ""
    speaker_state: SpeakerState = SpeakerState.NONE
    speaker_problem: str = ""
    """Why nobody could tell the speakers apart."""

    tags: tuple[str, ...] = ()
    speaker_names: dict[int, str] = {}
    hold: bool = False
    trashed: str | None = None


class RecordingList(Message, event="recording-list"):
    """Newest first."""

    recordings: tuple[RecordingLine, ...] = ()


class GetRecording(Message, event="get-recording"):
    """Ask for one recording and its text; answered with RecordingTexts until ``last``."""

    recording_id: str
    version: TranscriptKind | None = None
    """Which version of the text; None takes the best."""


class SegmentLine(BaseModel):
    """One utterance."""

    model_config = ConfigDict(frozen=True)

    start_s: float
    end_s: float
    text: str
    raw_text: str
    marked_text: str = ""
    """``raw_text`` with marks, as the text chain begins with it."""

    language: str = ""
    speaker: int | None = None
    overlap: bool = False


class MarkerLine(BaseModel):
    """A moment that somebody marked."""

    model_config = ConfigDict(frozen=True)

    at_s: float
    kind: MarkerKind
    note: str = ""


class RecordingText(Message, event="recording-text"):
    """A recording and a part of its text, in order."""

    recording: RecordingLine
    kind: TranscriptKind | None = None
    """None while there is no text yet."""

    complete: bool = False
    versions: tuple[TranscriptKind, ...] = ()
    """All that there are."""

    markers: tuple[MarkerLine, ...] = ()
    """All of them, with each part."""

    segments: tuple[SegmentLine, ...] = ()
    last: bool = True
    """False while more segments follow in another message."""


class FollowRecording(Message, event="follow-recording"):
    """Answered with RecordingProgress at every change until the text is complete or failed."""

    recording_id: str


class RecordingProgress(Message, event="recording-progress"):
    """How far a recording's text is."""

    recording: RecordingLine


class SubscribeCaptions(Message, event="subscribe-captions"):
    """Answered with CaptionsChanged at once and at every change, without end."""


class CaptionLine(BaseModel):
    """An utterance on the live screen."""

    model_config = ConfigDict(frozen=True)

    start_s: float
    end_s: float
    text: str


class CaptionsChanged(Message, event="captions-changed"):
    """The live captions as a screen shows them; ``finals`` are the last two hundred."""

    recording_id: str | None = None
    running: bool = False
    recorded_s: float = 0.0
    late: bool = False
    """``recorded_s`` was told more than a second ago."""

    finals: tuple[CaptionLine, ...] = ()
    stable_text: str = ""
    tentative_text: str = ""
    behind_s: float = 0.0
    """How far the words are behind the recording; 0 while they are as new as they can be."""


class ReloadRecogniser(Message, event="reload-recogniser"):
    """Have the recogniser read models and lexicons again; answered with RecogniserTold.

    The answer comes when it is done, which takes as long as loading the model. If the new model
    cannot be loaded the old one stays, and ``error`` says why.
    """


class UnloadRecogniser(Message, event="unload-recogniser"):
    """Have the recogniser give its memory back; answered with RecogniserTold.

    Refused while something is being recognised.
    """


class RecogniserTold(InferenceStatus, event="recogniser-told"):
    """What the recogniser is and how it does, as it says itself."""
