"""What a person may have the station do, and what must be true once it was acknowledged.

A deed returns whether it was done; one that is not possible at the moment is not.

A later operation is one more function here and one more line in ``DEEDS``.
"""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from appliance.paths import Paths
from appliance.wire import RemoteError, request
from appliance.wire.exports import ExportStepTold
from appliance.wire.shelf import HoldRecording, LabelsTold, RenameRecording, TagRecording
from appliance.wire.station import (
    BeginRecording,
    FinishRecording,
    RecordingNamed,
    Retranscribe,
    TranscribeFile,
)
from appliance.wire.station_client import export_steps
from tests.fakes.audio_files import wav
from tests.fakes.capture_server import FakeCapture
from tests.fakes.inference_server import spoken

Facts = dict[str, object]


@dataclass(kw_only=True)
class Known:
    """A recording that was acknowledged."""

    sure: Facts
    """By the names of RecordingLine's fields."""

    maybe: list[Facts] = field(default_factory=list)
    """Changes asked for and not answered: made or not made, both are right."""

    words: tuple[int, ...] = ()
    """What is said in it."""

    def wrong(self, found: Facts) -> list[str]:
        """Compare with what the station tells; what was unsure is sure afterwards."""
        complaints = []
        for name, value in self.sure.items():
            allowed = [value, *(facts[name] for facts in self.maybe if name in facts)]
            if found[name] not in allowed:
                complaints.append(f"{name} is {found[name]!r}, not one of {allowed!r}")
            self.sure[name] = found[name]
        self.maybe.clear()
        return complaints


@dataclass(kw_only=True)
class Hands:
    """Those of a person, and what they were promised."""

    paths: Paths
    capture: FakeCapture
    files: Path
    """A folder for files to import and for exports."""

    chance: random.Random
    known: dict[str, Known] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    """Titles of recordings that were asked for; they are there, whole, or not at all."""

    exported: list[tuple[Path, tuple[str, ...]]] = field(default_factory=list)
    """Folders of exports that were called done, with their files."""

    done: dict[str, int] = field(default_factory=dict)
    """How often each deed was acknowledged."""

    is_recording: bool = False
    _count: int = 0

    def new_title(self) -> str:
        """Return a title that no other recording has."""
        self._count += 1
        return f"第{self._count}次会议"

    def words(self) -> tuple[int, ...]:
        """Choose what is said."""
        return tuple(self.chance.randint(1, 99) for _ in range(self.chance.randint(1, 4)))

    def some_recording(self) -> str | None:
        """Choose a recording."""
        return self.chance.choice(sorted(self.known)) if self.known else None

    @asynccontextmanager
    async def creating(self, title: str, words: tuple[int, ...]) -> AsyncIterator[dict[str, str]]:
        """Ask for a recording; put its id into what this yields once it is acknowledged."""
        self.unanswered.add(title)
        answer: dict[str, str] = {}
        yield answer
        sure: Facts = {
            "title": title,
            "duration_s": float(len(words)),
            "tags": (),
            "hold": False,
        }
        self.known[answer["id"]] = Known(sure=sure, words=words)
        self.unanswered.discard(title)

    @asynccontextmanager
    async def changing(self, recording_id: str, **facts: object) -> AsyncIterator[None]:
        """Ask for a change of a recording; it is sure when the block ends without an error."""
        known = self.known[recording_id]
        known.maybe.append(facts)
        yield
        known.maybe.remove(facts)
        known.sure |= facts


async def record(hands: Hands) -> bool:
    """Record some words from the microphone."""
    if hands.is_recording:
        return False
    hands.is_recording = True
    words = hands.words()
    async with hands.creating(title := hands.new_title(), words) as answer:
        socket = hands.paths.station_socket
        begun = await request(socket, BeginRecording(title=title), RecordingNamed)
        await hands.capture.hear(spoken(*words))
        await request(socket, FinishRecording(), RecordingNamed)
        answer["id"] = begun.recording_id
    hands.is_recording = False
    return True


async def import_file(hands: Hands) -> bool:
    """Take a file into the library, as it is dropped there by a person."""
    words = hands.words()
    async with hands.creating(title := hands.new_title(), words) as answer:
        file = hands.files / f"dropped-{hands.chance.random()}.wav"
        file.write_bytes(wav(spoken(*words)))
        question = TranscribeFile(path=str(file), title=title)
        named = await request(hands.paths.station_socket, question, RecordingNamed, timeout_s=60)
        answer["id"] = named.recording_id
    return True


async def export(hands: Hands) -> bool:
    """Export a recording."""
    recording_id = hands.some_recording()
    if recording_id is None:
        return False
    target = hands.files / f"stick-{hands.new_title()}"
    target.mkdir()
    last: ExportStepTold | None = None
    async for step in export_steps(hands.paths.station_socket, (recording_id,), target):
        last = step
    assert last is not None
    assert "done" == last.step
    hands.exported.append((Path(last.folder), last.files))
    return True


async def retranscribe(hands: Hands) -> bool:
    """Have a text made again; one that is just being made is left alone."""
    recording_id = hands.some_recording()
    if recording_id is None:
        return False
    question = Retranscribe(recording_id=recording_id)
    try:
        async with hands.changing(recording_id):
            await request(hands.paths.station_socket, question, RecordingNamed)
    except RemoteError as refused:
        if "being made at this moment" not in str(refused):
            raise
        return False
    return True


async def rename(hands: Hands) -> bool:
    """Give a recording another title."""
    recording_id = hands.some_recording()
    if recording_id is None:
        return False
    title = hands.new_title()
    async with hands.changing(recording_id, title=title):
        question = RenameRecording(recording_id=recording_id, title=title)
        await request(hands.paths.station_socket, question, LabelsTold)
    return True


async def tag(hands: Hands) -> bool:
    """Make a recording's tags one other tag."""
    recording_id = hands.some_recording()
    if recording_id is None:
        return False
    wanted = (f"标签{hands.chance.randint(1, 99)}",)
    async with hands.changing(recording_id, tags=wanted):
        question = TagRecording(
            recording_id=recording_id,
            add=wanted,
            remove=tuple({f"标签{number}" for number in range(1, 100)} - {*wanted}),
        )
        await request(hands.paths.station_socket, question, LabelsTold)
    return True


async def hold(hands: Hands) -> bool:
    """Put a recording on legal hold, or lift it."""
    recording_id = hands.some_recording()
    if recording_id is None:
        return False
    wanted = hands.chance.random() < 0.5
    async with hands.changing(recording_id, hold=wanted):
        question = HoldRecording(recording_id=recording_id, hold=wanted)
        await request(hands.paths.station_socket, question, LabelsTold)
    return True


Deed = Callable[[Hands], Awaitable[bool]]

DEEDS: Final[tuple[Deed, ...]] = (
    record,
    import_file,
    export,
    retranscribe,
    rename,
    tag,
    hold,
)
