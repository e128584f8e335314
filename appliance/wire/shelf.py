"""What is asked about recordings that were made: labels, edits, trash, retention, audit.

Answers are also what face_shelf.Shelf returns. As in wire.station a refusal is answered with an
``error`` event.
"""

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.editing import MOST_SPEAKER, EditKind, EditRequest
from appliance.domain.marker import Marker
from appliance.domain.retention import Prospect, Reason, Rules
from appliance.wire.codec import Message

LINES_PER_MESSAGE = 500
"""Keeps an answer below the frame limit, however many recordings there are."""

MOST_IDS = 10_000


class RenameRecording(Message, event="rename-recording"):
    """Give a recording a title, or the one it was recorded with; answered with LabelsTold."""

    recording_id: str
    title: str | None = None


class TagRecording(Message, event="tag-recording"):
    """Add and remove tags; answered with LabelsTold."""

    recording_id: str
    add: tuple[str, ...] = Field(default=(), max_length=100)
    remove: tuple[str, ...] = Field(default=(), max_length=100)


class NameSpeaker(Message, event="name-speaker"):
    """Name a speaker of a recording, or forget the name; answered with LabelsTold."""

    recording_id: str
    speaker: int = Field(ge=0, le=MOST_SPEAKER)
    name: str = ""


class NoteMarker(Message, event="note-marker"):
    """Write beside a marker of a recording that is over; answered with LabelsTold."""

    recording_id: str
    marker: Marker
    """As it is now, with the note that it has."""

    note: str = ""
    """Nothing takes the note away."""


class HoldRecording(Message, event="hold-recording"):
    """Set or lift the legal hold: what is held is never deleted; answered with LabelsTold."""

    recording_id: str
    hold: bool


class LabelsTold(Message, event="labels-told"):
    """What persons have said about a recording."""

    recording_id: str
    title: str
    """The one that is shown."""

    recorded_title: str
    tags: tuple[str, ...] = ()
    speaker_names: dict[int, str] = Field(default_factory=dict)
    hold: bool = False
    trashed: str | None = None
    """ISO 8601, UTC; None if it is not in the trash."""


class EditRecording(Message, event="edit-recording"):
    """Change the text of a recording; answered with HistoryTold once it is on the disk itself."""

    recording_id: str
    edit: EditRequest


class UndoEdit(Message, event="undo-edit"):
    """Take the last edit back; answered with HistoryTold."""

    recording_id: str


class RedoEdit(Message, event="redo-edit"):
    """Make the edit again that was undone last; answered with HistoryTold."""

    recording_id: str


class ReadHistory(Message, event="read-history"):
    """Ask which edits were made; answered with HistoryTold."""

    recording_id: str


class EditLine(BaseModel):
    """One edit as a person reads it."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: str
    """ISO 8601, UTC."""

    author: str
    kind: EditKind
    start_sample: int
    before: str = ""
    """The text, cut off where it is long; of a SPEAKER edit the number of the speaker."""

    after: str = ""
    undone: bool = False


class HistoryTold(Message, event="history-told"):
    """The last edits of a recording, newest first."""

    recording_id: str
    can_undo: bool = False
    can_redo: bool = False
    edits: tuple[EditLine, ...] = ()


class DeleteRecordings(Message, event="delete-recordings"):
    """Put recordings into the trash, all or none; answered with RecordingsMoved."""

    recording_ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_IDS)


class RestoreRecordings(Message, event="restore-recordings"):
    """Take recordings out of the trash, all or none; answered with RecordingsMoved."""

    recording_ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_IDS)


class RecordingsMoved(Message, event="recordings-moved"):
    """The recordings that a request was about."""

    recording_ids: tuple[str, ...] = ()


class EmptyTrash(Message, event="empty-trash"):
    """Remove recordings of the trash for good; answered with TrashEmptied."""

    recording_ids: tuple[str, ...] = Field(default=(), max_length=MOST_IDS)
    """Empty means all that are in the trash."""

    steps: bool = False
    """Tell with ShelfStep, before the answer, how far it is."""


class ShelfStep(Message, event="shelf-step"):
    """How far a long deed is, counted in recordings; its answer follows."""

    step: str
    done: int
    total: int | None = None


class TrashEmptied(Message, event="trash-emptied"):
    """What is gone, and what had to stay."""

    removed: tuple[str, ...] = ()
    kept: dict[str, Reason] = Field(default_factory=dict)


class PlanRetention(Message, event="plan-retention"):
    """Ask what happens to every recording; answered with RetentionTold until ``last``."""

    only_trash: bool = False
    apply: bool = False
    """Do what is due; the answer tells what was due."""

    steps: bool = False
    """Tell with ShelfStep, before the answer, how far it is with that."""


class RetentionLine(BaseModel):
    """What happens to one recording."""

    model_config = ConfigDict(frozen=True)

    prospect: Prospect
    title: str
    started: str
    """ISO 8601 with offset."""

    duration_s: float
    trashed: str | None = None
    problem: str = ""
    """Why what was due could not be done."""


class RetentionTold(Message, event="retention-told"):
    """The plan, oldest recording first."""

    rules: Rules
    free_bytes: int
    clock_trusted: bool
    short_bytes: int = 0
    """Free space that the rules ask for and cannot get."""

    applied: bool = False
    lines: tuple[RetentionLine, ...] = ()
    last: bool = True
    """False while more lines follow in another message."""


class MeasureRoom(Message, event="measure-room"):
    """Ask how long the disk lasts; answered with RoomTold."""


class RoomTold(Message, event="room-told"):
    """How long the disk lasts."""

    free_bytes: int
    bytes_per_s: float
    measured: bool
    """The rate is that of the last recordings; otherwise it is what the format needs."""

    recordable_s: float


class ReadAudit(Message, event="read-audit"):
    """Ask for the last deeds; answered with AuditTold."""

    limit: int = Field(default=100, ge=1, le=LINES_PER_MESSAGE)


class AuditEntry(BaseModel):
    """One deed; the fields of AuditLine."""

    model_config = ConfigDict(frozen=True)

    at: str
    clock_trusted: bool
    deed: str
    subject: str
    facts: dict[str, str | int] = {}


class AuditTold(Message, event="audit-told"):
    """The last deeds, newest first."""

    entries: tuple[AuditEntry, ...] = ()
