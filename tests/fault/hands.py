"""A person who asks the station for things, and what was promised to that person."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from appliance.paths import Paths
from appliance.wire import RemoteError
from tests.fakes.capture_server import FakeCapture

Found = TypeVar("Found")
Facts = dict[str, object]
Words = tuple[int, ...]
"""What is said in a recording, a word a second."""

Edits = tuple[tuple[int, str, str, bool], ...]
"""Oldest first: in which second, the text before and after, whether it was undone."""


class NotNowError(Exception):
    """A deed is not possible at the moment."""


@contextmanager
def unless(*refusals: str) -> Iterator[None]:
    """Take these refusals for what they are: the station is right."""
    try:
        yield
    except RemoteError as refused:
        if any(refusal in str(refused) for refusal in refusals):
            raise NotNowError from refused
        raise


def one_of(found: Sequence[Found], which: int) -> Found:
    """Return one of these; whoever drew the number did not know how many there are.

    Raises NotNowError.
    """
    if not found:
        raise NotNowError
    return found[which % len(found)]


def unlabelled(title: str, words: Words) -> Facts:
    """Return what is true of a recording about which nobody has said anything yet."""
    return {
        "title": title,
        "duration_s": float(len(words)),
        "tags": (),
        "speaker_names": {},
        "hold": False,
        "trashed": False,
        "edits": (),
        "there": True,
    }


@dataclass(kw_only=True)
class Known:
    """A recording that was acknowledged, or a file of the queue, or the queue itself."""

    title: str = ""
    """The one that it was given first: no other has it."""

    sure: Facts
    maybe: list[Facts] = field(default_factory=list)
    """Changes asked for and not answered: made or not made, both are right."""

    words: Words = ()
    became: str = ""
    """Of a file that somebody asked to give up: the recording that has to go with it."""

    is_touched: bool = True
    """Something was asked of it since all promises were looked at last."""

    turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """One after the other by the names of facts: of two answers that cross, nobody could tell
    which came last."""

    def wrong(self, found: Facts) -> list[str]:
        """Compare with what the station tells of some facts; then that is sure."""
        complaints = []
        for name in self.sure.keys() & found.keys():
            allowed = [self.sure[name], *(facts[name] for facts in self.maybe if name in facts)]
            if found[name] not in allowed:
                complaints.append(f"{name} is {found[name]!r}, not one of {allowed!r}")
            self.sure[name] = found[name]
        return complaints

    @property
    def is_edited(self) -> bool:
        """Somebody edited it, or asked for that."""
        return bool(self.sure["edits"]) or any("edits" in facts for facts in self.maybe)

    def texts(self) -> list[str]:
        """Return what is to be read, second by second."""
        texts = [str(word) for word in self.words]
        edits: Any = self.sure["edits"]
        for second, _, after, is_undone in edits:
            if not is_undone:
                texts[second] = after
        return texts


@dataclass(kw_only=True)
class Hands:
    """Those of a person, and what they were promised."""

    paths: Paths
    capture: FakeCapture
    files: Path
    """A folder for files to import and for exports."""

    known: dict[str, Known] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)
    """Recordings whose end was asked for since all promises were looked at last."""

    gone: dict[str, str] = field(default_factory=dict)
    """Recordings that were removed for good, with their first titles."""

    emptying: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever empties the trash, or puts something there."""

    unanswered: dict[str, tuple[Words, ...]] = field(default_factory=dict)
    """Titles of recordings that were asked for, with what may be in them: they are there with one
    of these, or not at all."""

    queue: Known = field(default_factory=lambda: Known(sure={"paused": False, "order": ()}))
    queueing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever changes the queue."""

    queued: dict[str, Known] = field(default_factory=dict)
    """Files of the queue that were acknowledged."""

    coming: dict[str, Words] = field(default_factory=dict)
    """Titles of recordings that they will become."""

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

    def never_said(self, words: Words) -> Words:
        """Say one more word: the file must not be taken for one that was there before."""
        self._count += 1
        return (*words, 1000 + self._count)

    def some_recording(
        self, which: int, *, where: Callable[[Known], object] = lambda _: True
    ) -> str:
        """Return one of those that are like this. Raises NotNowError."""
        return one_of(sorted(each for each, known in self.known.items() if where(known)), which)

    def know(self, recording_id: str, title: str, words: Words) -> None:
        """Take a recording to those that were acknowledged, or found to be there."""
        self.known[recording_id] = Known(title=title, sure=unlabelled(title, words), words=words)

    def know_file(self, job_id: str, title: str, words: Words) -> None:
        """Take a file to those of the queue."""
        self.queued[job_id] = Known(
            title=title, sure={"given_up": False, "listed": True}, words=words
        )

    def lose(self, recording_id: str) -> None:
        """Take a recording to those that are gone for good."""
        if recording_id in self.known:  # a file was given up while the trash was emptied
            self.gone[recording_id] = self.known.pop(recording_id).title

    @asynccontextmanager
    async def creating(self, title: str, words: Words, *less: Words) -> AsyncIterator[list[str]]:
        """Ask for a recording; put its id into what this yields once it is acknowledged.

        Until then it may also hold ``less``.
        """
        self.unanswered[title] = (words, *less)
        answer: list[str] = []
        yield answer
        (recording_id,) = answer
        self.know(recording_id, title, words)
        del self.unanswered[title]

    @asynccontextmanager
    async def changing(
        self, known: Known, fact: str, change: Callable[[Any], object]
    ) -> AsyncIterator[Any]:
        """Ask for a change of what this yields; it is sure when the block ends without an error."""
        async with known.turns[fact]:
            before = known.sure[fact]
            asked = {fact: change(before)}
            known.maybe.append(asked)
            known.is_touched = True
            try:
                yield before
            except (RemoteError, NotNowError):
                known.maybe.remove(asked)
                raise
            known.maybe.remove(asked)
            known.sure |= asked

    @contextmanager
    def removing(self, recording_ids: Iterable[str]) -> Iterator[set[str]]:
        """Ask for the end of recordings; put those into what this yields that are gone."""
        asked: Facts = {"there": False}
        leaving = {each: self.known[each] for each in recording_ids}
        self.leaving.update(leaving)
        for known in leaving.values():
            known.maybe.append(asked)
        gone: set[str] = set()
        try:
            yield gone
        except (RemoteError, NotNowError):
            for known in leaving.values():
                known.maybe.remove(asked)
            raise
        for known in leaving.values():
            known.maybe.remove(asked)
        for recording_id in gone:
            self.lose(recording_id)
