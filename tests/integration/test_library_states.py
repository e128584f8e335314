"""Whatever persons do in whatever order, and whenever the box is killed amid it.

Nothing that was acknowledged is lost, nothing is half done, and the folders alone give the same
library. ``TINGXIA_LIVES=200`` makes so many lives of a library instead of a few.
"""

import asyncio
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from appliance.domain.editing import EditedText, EditKind
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from tests.fakes.speech import data_folder, on_disk, sentences
from tests.fault.library_deeds import (
    AT,
    REFUSALS,
    Correct,
    Deed,
    Kept,
    Purge,
    Say,
    TakeBack,
    World,
    after,
    found,
    live,
)

IDS = ("20250501-120000-ab12", "20250502-080000-cd34", "20250503-090000-ef56")
WORDS = st.text(st.sampled_from("今天开会阀门ab c3,，。 \ud800"), max_size=12)
WHICH = st.sampled_from(IDS)
SAID: dict[str, st.SearchStrategy[object]] = {
    "title": st.none() | WORDS,
    "tags": st.lists(WORDS, max_size=3).map(tuple),
    "speaker_names": st.dictionaries(st.integers(1, 3), WORDS, max_size=2),
    "hold": st.booleans(),
    "trashed": st.sampled_from([None, AT]),
}
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(
        Correct,
        recording_id=WHICH,
        kind=st.sampled_from(list(EditKind)),
        place=st.integers(0, 9),
        text=WORDS,
        at=st.integers(0, 9),
        speaker=st.none() | st.integers(1, 3),
    ),
    st.builds(TakeBack, recording_id=WHICH, again=st.booleans()),
    *(
        st.builds(Say, recording_id=WHICH, fact=st.just(fact), said=said)
        for fact, said in SAID.items()
    ),
    st.builds(Purge, recording_id=WHICH),
)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.fault.library_deeds"])
PATIENCE_S = 30.0


class People(RuleBasedStateMachine):
    """Some people, three recordings."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.paths = data_folder(self.folder)
        self.world: World = {}
        """What is true by the pure steps alone."""

    @initialize()
    def make(self) -> None:
        """Three recordings with texts."""
        self._open()
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
            self.world[recording_id] = Kept(text=EditedText(segments=tuple(spoken)))

    @rule(deed=DEEDS)
    def do(self, deed: Deed) -> None:
        """Somebody does something."""
        self.world = after(deed, self.world)
        with suppress(*REFUSALS):
            self.runner.run(deed.do(self.library))

    @rule()
    def restart(self) -> None:
        """The box is switched off and on."""
        self._close()
        self._open()

    @rule(deeds=st.lists(DEEDS, min_size=1, max_size=6), patience=st.integers(0, 6))
    def killed(self, deeds: list[Deed], patience: int) -> None:
        """The box is killed amid what is done; whoever was answered relies on it."""
        self._close()
        worlds = [self.world]
        for deed in deeds:
            worlds.append(after(deed, worlds[-1]))
        answered = _lived(self.paths, deeds, patience=min(patience, len(deeds)))
        self._open()
        self.world = self.runner.run(found(self.library))
        assert self.world in worlds[answered:]

    @invariant()
    def the_folders_alone_give_the_same_library(self) -> None:
        """And both are what the pure steps say."""
        if hasattr(self, "library"):
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        known = await everything(self.library)
        other = Paths(data=self.folder / "rebuilt", run=self.folder / "run")
        shutil.rmtree(other.data, ignore_errors=True)
        other.data.mkdir()
        other.recordings.symlink_to(self.paths.recordings)
        async with Library.open(other) as rebuilt:
            assert known == await everything(rebuilt)
        assert self.world == await found(self.library)

    def _open(self) -> None:
        self.library = self.runner.run(self.stack.enter_async_context(Library.open(self.paths)))

    def _close(self) -> None:
        self.runner.run(self.stack.aclose())
        self.stack = AsyncExitStack()

    def teardown(self) -> None:
        """Close and remove everything."""
        self._close()
        self.runner.close()
        shutil.rmtree(self.folder)


def _lived(paths: Paths, deeds: Sequence[Deed], *, patience: int) -> int:
    """Have a process do this, kill it after so many answers; returns how many there were."""
    here, there = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=live, args=(paths, deeds, there))
    process.start()
    there.close()
    answers = 0
    try:
        while answers <= patience:
            assert here.poll(PATIENCE_S)
            here.recv()
            answers += 1
    finally:
        process.kill()
        process.join()
    with suppress(EOFError):  # the last of them may have come before the kill
        while True:
            here.recv()
            answers += 1
    here.close()
    process.close()
    return answers - 1  # the first said that the library is open


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
