"""The station killed amid everything that it can be asked to do.

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
from appliance.recordings import RecordingAudio
from appliance.wire import RemoteError, request
from appliance.wire.station import ListRecordings, RecordingLine, RecordingList
from appliance.wire.station_client import stored_text, text_progress
from tests.fakes.box import FakeBox, fake_box
from tests.fakes.inference_server import spoken
from tests.fakes.supervisor import FakeSupervisor, fake_supervisor
from tests.fault.deeds import DEEDS, Facts, Hands, Known
from tests.integration.test_library import everything

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
KILLS = int(os.environ.get("TINGXIA_STATION_KILLS", "200" if FULL else "3"))
SEED = int(os.environ.get("TINGXIA_FAULT_SEED", "7"))
WORKERS = 2
PATIENCE_S = 60.0


def settings_of(box: FakeBox) -> Settings:
    """Settings of a station without a screen."""
    storage = {"data_dir": box.paths.data, "run_dir": box.paths.run}
    station = {"port": free_port(), "screen": False}
    return Settings.model_validate({"storage": storage, "station": station})


@asynccontextmanager
async def station(box: FakeBox, *, end: signal.Signals) -> AsyncIterator[FakeSupervisor]:
    """Run a station process for as long as the block lasts, then end it this way."""
    settings = settings_of(box)
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
            is_done = await deed(hands)
        except RemoteError:
            raise  # nothing of what is asked may be refused
        except (ApplianceError, OSError):
            return
        hands.done[deed.__name__] = hands.done.get(deed.__name__, 0) + is_done
        await asyncio.sleep(0)  # one that was not possible waited for nothing


async def all_lines(hands: Hands) -> dict[str, RecordingLine]:
    """List everything that the station knows."""
    found: dict[str, RecordingLine] = {}
    before = None
    while True:
        question = ListRecordings(limit=100, before=before)
        page = (await request(hands.paths.station_socket, question, RecordingList)).recordings
        found |= {line.id: line for line in page}
        if len(page) < 100:
            return found
        before = page[-1].id


async def promises_broken(hands: Hands) -> list[str]:
    """Say what was acknowledged and is not so, or is only half there."""
    found = await all_lines(hands)
    broken = []
    for recording_id, known in hands.known.items():
        line = found.pop(recording_id, None)
        if line is None:
            broken.append(f"{recording_id} is missing")
            continue
        broken += [f"{recording_id}: {each}" for each in known.wrong(line.model_dump())]
        audio = RecordingAudio(hands.paths.recording(recording_id))
        if audio.read(0, audio.available_samples()) != spoken(*known.words):
            broken.append(f"{recording_id}: its audio is another")
    for recording_id, line in found.items():
        audio = RecordingAudio(hands.paths.recording(recording_id))
        if line.title not in hands.unanswered:
            broken.append(f"nobody asked for {recording_id} ({line.title})")
        elif audio.recording().total_samples != audio.available_samples():
            broken.append(f"{recording_id} is half there")
        else:
            words = tuple(audio.read(n * 16_000, 1)[0] for n in range(round(line.duration_s)))
            sure: Facts = {
                "title": line.title,
                "duration_s": line.duration_s,
                "tags": line.tags,
                "hold": line.hold,
            }
            hands.known[recording_id] = Known(sure=sure, words=words)
    for folder, files in hands.exported:
        broken += [
            f"{name} of an export is gone" for name in files if not (folder / name).is_file()
        ]
    hands.unanswered.clear()
    return broken


async def texts_broken(hands: Hands) -> list[str]:
    """Wait for all texts; say which are not what was spoken."""
    broken = []
    for recording_id, known in hands.known.items():
        async with asyncio.timeout(PATIENCE_S):
            async for _ in text_progress(hands.paths.station_socket, recording_id):
                pass
        text = await stored_text(hands.paths.station_socket, recording_id)
        said = [segment.text for segment in text.segments]
        if said != [str(word) for word in known.words]:
            broken.append(f"{recording_id}: {said} instead of {known.words}")
    return broken


@pytest.mark.timeout(120 + 30 * KILLS)
async def test_what_the_station_acknowledged_outlives_its_kills(tmp_path: Path) -> None:
    """Nothing is lost, nothing is half there, and the folders alone tell the same."""
    files = tmp_path / "files"
    files.mkdir()
    async with fake_box(tmp_path) as box:
        hands = Hands(paths=box.paths, capture=box.capture, files=files, chance=random.Random(SEED))
        for number in range(KILLS):
            async with station(box, end=signal.SIGKILL):
                assert [] == await promises_broken(hands), f"after kill {number}"
                assert [] == list(box.paths.inbox.iterdir())
                await box.capture.listened_to()
                workers = [asyncio.create_task(keep_busy(hands)) for _ in range(WORKERS)]
                await asyncio.wait(workers, timeout=hands.chance.uniform(0.2, 3))
            await asyncio.gather(*workers)
            hands.is_recording = False
            with suppress(RemoteError):  # nothing is being recorded
                await box.capture.stop()
        async with station(box, end=signal.SIGTERM):
            broken = [*await promises_broken(hands), *await texts_broken(hands)]
        async with Library.open(box.paths) as library:
            before = await everything(library)
            await library.rebuild()
            after = await everything(library)
    print(f"{KILLS} kills, acknowledged: {hands.done}, {len(hands.known)} recordings")
    assert [] == broken
    assert before == after
    assert len(before) == len(hands.known) > 0
