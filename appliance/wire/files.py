"""What the command line asks of the queue of files and what it is answered.

Paths are written as in domain.file_path.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.batch import JobState
from appliance.wire.codec import Message

FILES_PER_MESSAGE = 200
"""Keeps a QueueTold far below the frame limit, however many files there are."""

MOST_NAMED = 2_000
"""Paths or ids in one message; a folder is named as one."""


class AddFiles(Message, event="add-files"):
    """Queue files, and the audio files of folders, as one batch; answered with FilesAdded."""

    paths: tuple[str, ...] = Field(min_length=1, max_length=MOST_NAMED)
    """Absolute, readable by the station."""

    language: Annotated[str, Field(max_length=10)] | None = None
    hot_words: tuple[str, ...] = Field(default=(), max_length=1000)
    packs: Annotated[tuple[str, ...], Field(max_length=1000)] | None = None
    """Names of the packs of hot words that hold; None are all. Each must be there."""

    title: str = Field(default="", max_length=200)
    again: bool = False
    """Take them even if they were taken in before."""

    copy_first: bool = False
    """Copy them into the data folder before this is answered; a stick may be pulled then."""


class LeftOutLine(BaseModel):
    """Something that was named and not queued."""

    model_config = ConfigDict(frozen=True)

    path: str
    reason: str
    hint: str


class FilesAdded(Message, event="files-added"):
    """What was queued; it is on the disk."""

    batch_id: str
    job_ids: tuple[str, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()


class GetQueue(Message, event="get-queue"):
    """Ask for the queue; answered with QueueTold until ``last``."""


class FollowQueue(Message, event="follow-queue"):
    """As GetQueue, and then QueueTold with what changed, without end, at most twice a second."""


class FileLine(BaseModel):
    """A file of the queue."""

    model_config = ConfigDict(frozen=True)

    id: str
    batch_id: str
    name: str
    path: str | None
    size_bytes: int
    state: JobState
    position: int | None = None
    """Among the waiting ones, 0 is next."""

    language: str | None = None
    title: str = ""
    done_s: float = 0.0
    total_s: float = 0.0
    is_estimated: bool = False
    """The total is a guess, from the size of the file or from what it says itself."""

    excerpt: str = ""
    recording_id: str | None = None
    already_there: bool = False
    """The same file was taken in before, as ``recording_id``."""

    sha256: str = ""
    problem: str = ""
    code: str = ""
    """Of the error, if it failed."""

    reason: str = ""
    hint: str = ""


class QueueTold(Message, event="queue-told"):
    """The queue, or what changed of it since the message before."""

    files: tuple[FileLine, ...] = ()
    gone: tuple[str, ...] = ()
    """Ids of files that were taken off the list."""

    last: bool = True
    """False while more of it follows in another message."""

    paused: bool = False
    held: str = ""
    held_hint: str = ""
    done_s: float = 0.0
    total_s: float = 0.0
    left_s: float | None = None
    """How long it still takes by the speed measured; None before there is one."""

    counts: dict[JobState, int] = Field(default_factory=dict)


class ChangeQueue(Message, event="change-queue"):
    """Do something with the queue; answered with QueueChanged."""

    deed: Literal["pause", "resume", "cancel", "move", "retry", "clear"]
    job_ids: tuple[str, ...] = Field(default=(), max_length=MOST_NAMED)
    batch_id: str = ""
    """Cancel: all files that were added together."""

    position: int = Field(default=0, ge=0)
    """Move: 0 is next."""


class QueueChanged(Message, event="queue-changed"):
    """How many files it was about."""

    count: int = 0
