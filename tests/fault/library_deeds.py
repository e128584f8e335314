"""What persons do to a library: each deed is done to it, or thought through by the pure steps.

``live`` does some in a process of its own, which may be killed in their midst.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any, Final

from appliance.domain.editing import CannotEditError, EditedText, EditKind, EditRequest
from appliance.domain.labels import tidy_speaker_names, tidy_tags, tidy_title
from appliance.library import Library, LibraryError, UnknownRecordingError
from appliance.library.editing import EditError
from appliance.paths import Paths

AT: Final = "2025-05-01T12:00:00+00:00"
REFUSALS: Final = (EditError, LibraryError, UnknownRecordingError)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is true of a recording."""

    text: EditedText
    title: str | None = None
    tags: tuple[str, ...] = ()
    speaker_names: Mapping[int, str] = field(default_factory=dict)
    hold: bool = False
    trashed: str | None = None


class RefusedError(Exception):
    """The library refuses it too."""


@dataclass(frozen=True, kw_only=True)
class Deed(ABC):
    """Something that is done to a recording."""

    recording_id: str

    @abstractmethod
    async def do(self, library: Library) -> None:
        """Do it. Raises one of REFUSALS."""

    @abstractmethod
    def after(self, kept: Kept) -> Kept | None:
        """Say what is true then; None if it is gone. Raises RefusedError, CannotEditError."""


@dataclass(frozen=True, kw_only=True)
class Correct(Deed):
    """Somebody corrects a text."""

    kind: EditKind
    place: int
    text: str
    at: int
    speaker: int | None

    async def do(self, library: Library) -> None:
        """See Deed."""
        text = await text_of(library, self.recording_id)
        await library.edit(self.recording_id, self._request(text, self.text), at=AT)

    def after(self, kept: Kept) -> Kept:
        """See Deed."""
        request = self._request(kept.text, self.text.replace("\ud800", "?"))
        return replace(kept, text=kept.text.apply(request, at=AT))

    def _request(self, known: EditedText, text: str) -> EditRequest:
        segments = known.segments
        target = segments[self.place % len(segments)] if segments else None
        return EditRequest(
            kind=self.kind,
            start_sample=target.start_sample if target else 0,
            was=target.text if target else "",
            text=text,
            before_character=self.at,
            speaker=self.speaker,
        )


@dataclass(frozen=True, kw_only=True)
class TakeBack(Deed):
    """Somebody takes an edit back, or the taking back."""

    again: bool

    async def do(self, library: Library) -> None:
        """See Deed."""
        await (library.redo if self.again else library.undo)(self.recording_id)

    def after(self, kept: Kept) -> Kept:
        """See Deed."""
        return replace(kept, text=kept.text.redo() if self.again else kept.text.undo())


@dataclass(frozen=True, kw_only=True)
class Say(Deed):
    """Somebody says what is true of a recording: one of SAYINGS."""

    fact: str
    said: Any

    async def do(self, library: Library) -> None:
        """See Deed."""
        say, _ = SAYINGS[self.fact]
        await say(library, self.recording_id, self.said)

    def after(self, kept: Kept) -> Kept:
        """See Deed."""
        _, tidy = SAYINGS[self.fact]
        return replace(kept, **{self.fact: tidy(self.said)})


async def _hold(library: Library, recording_id: str, hold: bool) -> None:
    await library.set_hold(recording_id, hold=hold)


SAYINGS: Final[
    Mapping[str, tuple[Callable[[Library, str, Any], Awaitable[None]], Callable[[Any], Any]]]
] = {
    "title": (Library.set_title, tidy_title),
    "tags": (Library.set_tags, tidy_tags),
    "speaker_names": (Library.set_speaker_names, tidy_speaker_names),
    "hold": (_hold, bool),
    "trashed": (Library.set_trashed, lambda at: at),
}
"""By the fact: how the library is told, and what it keeps of that."""


@dataclass(frozen=True, kw_only=True)
class Purge(Deed):
    """Somebody removes a recording for good."""

    async def do(self, library: Library) -> None:
        """See Deed."""
        await library.purge(self.recording_id)

    def after(self, kept: Kept) -> None:
        """See Deed."""
        if kept.hold:
            raise RefusedError


World = dict[str, Kept]
"""Recordings by their ids."""


def after(deed: Deed, world: World) -> World:
    """Say what is true after a deed; refused, it changes nothing."""
    kept = world.get(deed.recording_id)
    if kept is None:
        return world
    try:
        now = deed.after(kept)
    except (RefusedError, CannotEditError):
        return world
    others = {each: known for each, known in world.items() if each != deed.recording_id}
    return others if now is None else {**others, deed.recording_id: now}


async def found(library: Library) -> World:
    """Say what a library tells."""
    rows = [*await library.page(limit=1000), *await library.page(limit=1000, trashed=True)]
    return {
        row.recording.id: Kept(
            text=await text_of(library, row.recording.id),
            title=row.title,
            tags=row.tags,
            speaker_names=row.speaker_names,
            hold=row.hold,
            trashed=row.trashed,
        )
        for row in rows
    }


async def text_of(library: Library, recording_id: str) -> EditedText:
    """Return the text, edited or not, with its history."""
    edited = await library.edited(recording_id)
    if edited is not None:
        return edited
    best = await library.transcript(recording_id)
    return EditedText(segments=best.segments if best is not None else ())


def live(paths: Paths, deeds: Sequence[Deed], answers: Connection) -> None:
    """Open a library, do this and send an answer after each step."""

    async def one_by_one() -> None:
        async with Library.open(paths) as library:
            answers.send("open")
            for deed in deeds:
                with suppress(*REFUSALS):
                    await deed.do(library)
                answers.send("done")

    asyncio.run(one_by_one())
