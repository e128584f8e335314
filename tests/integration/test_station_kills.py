"""The station killed amid everything that it can be asked to do, in every second round encrypting.

Three rounds in the suite; ``TINGXIA_FAULTS=full`` makes two hundred
(docs/how-to/run-fault-tests.md). What can be done is the table in tests/fault/deeds.py.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from appliance.config import Settings
from appliance.diagnostics.running_box import free_port
from appliance.errors import ApplianceError
from appliance.library import Library
from appliance.library.audit import AuditLog
from appliance.recordings.container import is_encrypted
from appliance.recordings.keys import KeyFolder
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box
from tests.fakes.supervisor import FakeSupervisor, fake_supervisor
from tests.fault.deeds import DEEDS
from tests.fault.hands import Hands, NotNowError
from tests.fault.promises import promises_broken, texts_broken
from tests.integration.test_library_states import everything

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
KILLS = int(os.environ.get("TINGXIA_STATION_KILLS", "200" if FULL else "3"))
SEED = int(os.environ.get("TINGXIA_FAULT_SEED", "7"))
WORKERS = 2
PATIENCE_S = 60.0


def settings_of(box: FakeBox, *, encrypt: bool) -> Settings:
    """Settings of a station without a screen."""
    storage = {"data_dir": box.paths.data, "run_dir": box.paths.run, "encrypt": encrypt}
    station = {"port": free_port(), "screen": False}
    return Settings.model_validate({"storage": storage, "station": station})


@asynccontextmanager
async def station(
    box: FakeBox, *, end: signal.Signals, encrypt: bool = False
) -> AsyncIterator[FakeSupervisor]:
    """Run a station process for as long as the block lasts, then end it this way."""
    settings = settings_of(box, encrypt=encrypt)
    box.capture.keys = KeyFolder(box.paths.keys) if encrypt else None
    box.paths.settings.write_text(settings.model_dump_json())
    async with fake_supervisor(box.paths.supervisor_socket) as supervisor:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "appliance.bootstrap", "station"),
            *(str(box.paths.settings), str(os.getpid())),
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                await supervisor.ready.wait()
            yield supervisor
            process.send_signal(end)
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def keep_busy(hands: Hands) -> None:
    """Do one deed after the other until the station is gone."""
    while True:
        deed = hands.chance.choice(DEEDS)
        try:
            await deed(hands)
        except NotNowError:
            await asyncio.sleep(0)  # it may have waited for nothing
            continue
        except RemoteError as refused:
            # Nothing else of what is asked may be refused, but of what is gone for good.
            if not any(each in str(refused) for each in hands.leaving):
                raise
            await asyncio.sleep(0)
            continue
        except (ApplianceError, OSError):
            return
        hands.done[deed.__name__] = hands.done.get(deed.__name__, 0) + 1


@pytest.mark.timeout(120 + 30 * KILLS)
async def test_what_the_station_acknowledged_outlives_its_kills(tmp_path: Path) -> None:
    """Nothing is lost, nothing is half there, and the folders alone tell the same."""
    files = tmp_path / "files"
    files.mkdir()
    async with fake_box(tmp_path) as box:
        hands = Hands(paths=box.paths, capture=box.capture, files=files, chance=random.Random(SEED))
        for number in range(KILLS):
            encrypt = (SEED + number) % 2 == 0
            async with station(box, end=signal.SIGKILL, encrypt=encrypt):
                assert [] == await promises_broken(hands), f"after kill {number}"
                await box.capture.listened_to()
                workers = [asyncio.create_task(keep_busy(hands)) for _ in range(WORKERS)]
                await asyncio.wait(workers, timeout=hands.chance.uniform(0.2, 3))
            await asyncio.gather(*workers)
            hands.is_recording = False
            with suppress(RemoteError):  # nothing is being recorded
                await box.capture.stop()
        async with station(box, end=signal.SIGTERM):
            broken = await texts_broken(hands)
        async with Library.open(box.paths) as library:
            before = await everything(library)
            await library.rebuild()
            after = await everything(library)
        parts = [part for part in box.paths.recordings.glob("*/*/*") if is_encrypted(part.name)]
        encrypted = {part.parent.name for part in parts}
        told = AuditLog(box.paths.data).newest(1_000_000)
        purged = {line.subject for line in told if line.deed == "purge"}
    print(
        f"{KILLS} kills, acknowledged: {hands.done}, {len(hands.known)} recordings,"
        f" {len(encrypted)} of them encrypted, {len(hands.gone)} removed for good"
    )
    assert [] == broken
    assert before == after
    assert set(before) == set(hands.known)
    assert set(before) == {folder.name for folder in box.paths.recordings.glob("*/*")}
    # A recording that heard nothing before the kill has its key and no audio.
    assert encrypted <= {key.name for key in box.paths.keys.glob("*")} <= set(before)
    assert [] == list(box.paths.removing.glob("*"))
    assert set() == {path.name for path in box.paths.inbox.glob("*/*")} - {"job.json", "source"}
    assert set(hands.gone) <= purged
    assert {deed.__name__ for deed in DEEDS} == set(hands.done) or KILLS < 20
