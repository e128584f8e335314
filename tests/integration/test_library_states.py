"""Whatever persons do in whatever order: the folders alone give the same library.

``TINGXIA_LIVES=200`` makes so many lives of a library instead of a few.
"""

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.domain.editing import EditedText, EditKind, EditRequest
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError, Origin
from appliance.library.editing import EditError
from appliance.paths import Paths
from tests.fakes.speech import data_folder, on_disk, sentences

IDS = ("20250501-120000-ab12", "20250502-080000-cd34", "20250503-090000-ef56")
AT = "2025-05-01T12:00:00+00:00"
WORDS = st.text(st.sampled_from("今天开会阀门ab c3,，。 \ud800"), max_size=12)
WHICH = st.sampled_from(IDS)


class People(RuleBasedStateMachine):
    """Some people, three recordings."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.paths = data_folder(self.folder)
        self.expected: dict[str, EditedText] = {}
        """What the text of a recording is by the pure steps alone."""

        self.held: set[str] = set()

    @initialize()
    def make(self) -> None:
        """Three recordings with texts."""
        self.library = self.runner.run(self.stack.enter_async_context(Library.open(self.paths)))
        self.runner.run(self._fill())

    async def _fill(self) -> None:
        for count, recording_id in enumerate(IDS, start=1):
            made = on_disk(self.paths, recording_id)
            put = self.library.put_recording
            await put(made, total_samples=16_000, origin=Origin.MICROPHONE)
            kind = TranscriptKind.SECOND_PASS
            spoken = sentences(count)
            add = self.library.add_segments
            await add(recording_id, kind, spoken, decided_samples=480_000)
            await self.library.complete(recording_id, kind)
            await self.library.set_text_state(recording_id, TextState.COMPLETE)
            self.expected[recording_id] = EditedText(segments=tuple(spoken))

    @rule(
        recording_id=WHICH,
        kind=st.sampled_from(list(EditKind)),
        place=st.integers(0, 9),
        text=WORDS,
        at=st.integers(0, 9),
        speaker=st.none() | st.integers(1, 3),
    )
    def edit(
        self,
        *,
        recording_id: str,
        kind: EditKind,
        place: int,
        text: str,
        at: int,
        speaker: int | None,
    ) -> None:
        """Somebody corrects a text."""
        known = self.expected.get(recording_id)
        if known is None or not known.segments:
            return
        target = known.segments[place % len(known.segments)]
        request = EditRequest(
            kind=kind,
            start_sample=target.start_sample,
            was=target.text,
            text=text.replace("\ud800", "?"),
            before_character=at,
            speaker=speaker,
        )
        asked = replace(request, text=text)
        try:
            made = self.runner.run(self.library.edit(recording_id, asked, at=AT))
        except EditError:
            return
        assert known.apply(request, at=AT) == made
        self.expected[recording_id] = made

    @rule(recording_id=WHICH, again=st.booleans())
    def undo(self, recording_id: str, again: bool) -> None:
        """Somebody takes an edit back, or the taking back."""
        known = self.expected.get(recording_id)
        if known is None:
            return
        asked = self.library.redo(recording_id) if again else self.library.undo(recording_id)
        try:
            made = self.runner.run(asked)
        except EditError:
            assert not (known.can_redo if again else known.can_undo)
        else:
            assert (known.redo() if again else known.undo()) == made
            self.expected[recording_id] = made

    @rule(recording_id=WHICH, title=st.none() | WORDS, tags=st.lists(WORDS, max_size=3))
    def label(self, recording_id: str, title: str | None, tags: list[str]) -> None:
        """Somebody renames and tags."""
        if recording_id in self.expected:
            self.runner.run(self.library.set_title(recording_id, title))
            self.runner.run(self.library.set_tags(recording_id, tags))
            self.runner.run(
                self.library.set_speaker_names(recording_id, {1: tags[0]} if tags else {})
            )

    @rule(recording_id=WHICH, hold=st.booleans())
    def hold(self, recording_id: str, hold: bool) -> None:
        """Somebody sets or lifts the hold."""
        if recording_id in self.expected:
            self.runner.run(self.library.set_hold(recording_id, hold=hold))
            (self.held.add if hold else self.held.discard)(recording_id)

    @rule(recording_id=WHICH, trashed=st.sampled_from([None, AT]))
    def delete(self, recording_id: str, trashed: str | None) -> None:
        """Somebody deletes or restores."""
        if recording_id in self.expected:
            self.runner.run(self.library.set_trashed(recording_id, trashed))

    @rule(recording_id=WHICH)
    def purge(self, recording_id: str) -> None:
        """Somebody empties the trash."""
        if recording_id not in self.expected:
            return
        try:
            self.runner.run(self.library.purge(recording_id))
        except LibraryError:
            assert recording_id in self.held
        else:
            assert recording_id not in self.held
            del self.expected[recording_id]

    @precondition(lambda self: self.expected)
    @rule()
    def restart(self) -> None:
        """The box is switched off and on."""
        self.runner.run(self.stack.aclose())
        self.stack = AsyncExitStack()
        self.library = self.runner.run(self.stack.enter_async_context(Library.open(self.paths)))

    @invariant()
    def the_folders_alone_give_the_same_library(self) -> None:
        """And both are what the pure steps say."""
        if self.expected or hasattr(self, "library"):
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        known = await everything(self.library)
        other = Paths(data=self.folder / "rebuilt", run=self.folder / "run")
        shutil.rmtree(other.data, ignore_errors=True)
        other.data.mkdir()
        other.recordings.symlink_to(self.paths.recordings)
        async with Library.open(other) as rebuilt:
            assert known == await everything(rebuilt)
        assert set(self.expected) == set(known)
        for recording_id, text in self.expected.items():
            best = await self.library.transcript(recording_id)
            assert best is not None
            assert text.segments == best.segments

    def teardown(self) -> None:
        """Close and remove everything."""
        self.runner.run(self.stack.aclose())
        self.runner.close()
        shutil.rmtree(self.folder)


async def everything(library: Library) -> dict[str, Any]:
    """All that a library can tell."""
    rows = [
        *await library.page(limit=100_000),
        *await library.page(limit=100_000, trashed=True),
    ]
    return {
        row.recording.id: (
            row,
            await library.edited(row.recording.id),
            [await library.transcript(row.recording.id, kind) for kind in TranscriptKind],
        )
        for row in rows
    }


TestPeople = People.TestCase
TestPeople.settings = settings(
    max_examples=int(os.environ.get("TINGXIA_LIVES", "3")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
