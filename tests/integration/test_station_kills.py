"""The station killed amid everything that it can be asked to do, in every second life encrypting.

Three kills in the suite; ``TINGXIA_FAULTS=full`` makes two hundred
(docs/how-to/run-fault-tests.md). What can be done is told by tests/fault/deeds.py.

A hypothesis state machine, of which one step is the life of one station process. All that
persons ask meanwhile is drawn before: steps come one after the other, and the kill is to find
several deeds under way. Nothing that is drawn depends on what the station answers or when, nor
does how much is drawn: of what fails at another moment, or not again, hypothesis would only say
that it is unreliable. So the number of a recording is taken modulo how many there are by then,
and what is broken is raised at the end.
"""

import asyncio
import math
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from appliance.config import Settings
from appliance.diagnostics.running_box import free_port
from appliance.errors import ApplianceError
from appliance.library import Library
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.recordings.container import is_encrypted
from appliance.recordings.keys import KeyFolder
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box
from tests.fakes.supervisor import fake_supervisor
from tests.fault.deeds import A_DEED, DEEDS
from tests.fault.hands import Hands, NotNowError
from tests.fault.promises import promises_broken, texts_broken
from tests.integration.test_library_states import everything

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
KILLS = int(os.environ.get("TINGXIA_STATION_KILLS", "200" if FULL else "3"))
SEED = int(os.environ.get("TINGXIA_FAULT_SEED", "7"))
BOXES = math.ceil(KILLS / 10)
KILLS_A_BOX = math.ceil(KILLS / BOXES)
"""Hypothesis draws no more than some thousand numbers for one box."""

PERSONS = 2
PATIENCE_S = 60.0

Asked = partial[Any]


def is_eventful(deeds: list[Asked]) -> bool:
    """Tell what is worth the start of a station; hypothesis begins with always the same."""
    return len({deed.func for deed in deeds}) > 5


@asynccontextmanager
async def station(
    box: FakeBox, *, end: signal.Signals, encrypt: bool = False
) -> AsyncIterator[None]:
    """Run a station process for as long as the block lasts, then end it this way."""
    storage = {"data_dir": box.paths.data, "run_dir": box.paths.run, "encrypt": encrypt}
    without_screen = {"port": free_port(), "screen": False}
    wanted = Settings.model_validate({"storage": storage, "station": without_screen})
    box.capture.keys = KeyFolder(box.paths.keys) if encrypt else None
    box.paths.settings.write_text(wanted.model_dump_json())
    async with fake_supervisor(box.paths.supervisor_socket) as supervisor:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "appliance.bootstrap", "station"),
            *(str(box.paths.settings), str(os.getpid())),
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                await supervisor.ready.wait()
            yield
            process.send_signal(end)
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@seed(SEED)
class Persons(RuleBasedStateMachine):
    """Two persons and a box of which the station is killed again and again."""

    done: ClassVar[Counter[str]] = Counter()
    """How often each deed was acknowledged, by all boxes."""

    seen: ClassVar[Counter[str]] = Counter()
    """What else is told at the end."""

    folders: ClassVar[Path]
    """Where each box has its own; that of a broken one stays."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.folders))
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.kills = 0
        self.broken: Exception | None = None
        self.box = self.runner.run(self.stack.enter_async_context(fake_box(self.folder)))
        files = self.folder / "files"
        files.mkdir()
        self.hands = Hands(paths=self.box.paths, capture=self.box.capture, files=files)

    @rule(
        deeds=st.lists(A_DEED, min_size=20, max_size=60).filter(is_eventful),
        after_ms=st.integers(0, 300),
    )
    def live(self, deeds: list[Asked], after_ms: int) -> None:
        """A station does this and is killed amid it: so long after two thirds were begun."""
        self._do(self._live(deque(deeds), after_ms / 1000))

    @invariant()
    def the_folders_alone_give_the_same_library(self) -> None:
        """As the kill left it."""
        self._do(self._rebuild_a_copy())

    def teardown(self) -> None:
        """Look at everything once more."""
        if self.kills:
            self._do(self._end())
        self.runner.run(self.stack.aclose())
        self.runner.close()
        if self.broken is not None:
            raise self.broken
        shutil.rmtree(self.folder)

    def _do(self, step: Coroutine[Any, Any, None]) -> None:
        """Do nothing more once something was broken; that is raised when all steps are drawn."""
        if self.broken is not None:
            step.close()
            return
        try:
            self.runner.run(step)
        except Exception as error:  # noqa: BLE001 - raised by teardown
            error.add_note(f"in {self.folder}, after {self.kills} kills")
            self.broken = error

    async def _live(self, deeds: deque[Asked], after_s: float) -> None:
        late, killed = asyncio.Event(), asyncio.Event()
        still = len(deeds) // 3
        encrypt = (SEED + self.kills) % 2 == 0
        async with (
            asyncio.TaskGroup() as persons,
            station(self.box, end=signal.SIGKILL, encrypt=encrypt),
        ):
            assert [] == await promises_broken(self.hands)
            await self.box.capture.listened_to()
            for _ in range(PERSONS):
                persons.create_task(self._ask(deeds, still, late, killed))
            await late.wait()
            await asyncio.sleep(after_s)
            killed.set()
        self.kills += 1
        self.hands.is_recording = False
        with suppress(RemoteError):  # nothing is being recorded
            await self.box.capture.stop()

    async def _ask(
        self, deeds: deque[Asked], still: int, late: asyncio.Event, killed: asyncio.Event
    ) -> None:
        """Have one deed after the other done until none is left, or the station is killed.

        It is late when so many are still to be done.
        """
        while deeds:
            deed = deeds.popleft()
            if len(deeds) <= still:
                late.set()
            try:
                await deed(self.hands)
            except NotNowError:
                continue
            except RemoteError as refused:
                # Nothing else of what is asked may be refused, but of what is gone for good.
                if not any(each in str(refused) for each in self.hands.leaving):
                    raise
                continue
            except (ApplianceError, OSError):
                if not killed.is_set():
                    raise
                self.seen["cut short"] += 1
                return
            self.done[deed.func.__name__] += 1

    async def _rebuild_a_copy(self) -> None:
        """The next station is to find everything as it was left."""
        copy = Paths(data=self.folder / "copy", run=self.box.paths.run)
        shutil.copytree(self.box.paths.data, copy.data)
        await rebuilt(copy)
        shutil.rmtree(copy.data)

    async def _end(self) -> None:
        """Wait for all that is left to do; then all folders must agree."""
        hands, paths = self.hands, self.box.paths
        async with station(self.box, end=signal.SIGTERM):
            assert [] == await texts_broken(hands)
        there = await rebuilt(paths)
        parts = [part for part in paths.recordings.glob("*/*/*") if is_encrypted(part.name)]
        encrypted = {part.parent.name for part in parts}
        told = AuditLog(paths.data).newest(1_000_000)
        assert there == set(hands.known)
        assert there == {folder.name for folder in paths.recordings.glob("*/*")}
        # A recording that heard nothing before the kill has its key and no audio.
        assert encrypted <= {key.name for key in paths.keys.glob("*")} <= there
        assert [] == list(paths.removing.glob("*"))
        assert set() == {path.name for path in paths.inbox.glob("*/*")} - {"job.json", "source"}
        assert set(hands.gone) <= {line.subject for line in told if line.deed == "purge"}
        self.seen.update(
            kills=self.kills, recordings=len(there), encrypted=len(encrypted), gone=len(hands.gone)
        )


async def rebuilt(paths: Paths) -> set[str]:
    """Rebuild a library; it must tell the same as before. Returns its recordings."""
    async with Library.open(paths) as library:
        before = await everything(library)
        await library.rebuild()
        assert before == await everything(library)
    return set(before)


@pytest.mark.timeout(120 + 30 * KILLS)
def test_what_the_station_acknowledged_outlives_its_kills(tmp_path: Path) -> None:
    """What fails is done once more, which prints the deeds; smaller it is not made.

    A second try need not fail: the same is asked, but never at quite the same moments.
    """
    Persons.folders = tmp_path
    Persons.done.clear()
    Persons.seen.clear()
    run_state_machine_as_test(
        Persons,
        settings=settings(
            max_examples=BOXES,
            stateful_step_count=KILLS_A_BOX,
            phases=[Phase.generate],
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{BOXES} boxes: {dict(Persons.seen)}, acknowledged: {dict(Persons.done)}")
    assert Persons.seen["kills"] >= KILLS
    assert Persons.seen["cut short"] or KILLS < 20
    assert {deed.__name__ for deed in DEEDS} == set(Persons.done) or KILLS < 20
