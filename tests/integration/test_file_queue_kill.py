"""The station is killed again and again amid a batch of mixed and damaged files.

A longer run: ``TINGXIA_BATCH_FILES=200 TINGXIA_BATCH_KILLS=10 pytest -s
tests/integration/test_file_queue_kill.py``.
"""

import asyncio
import json
import os
import random
import signal
from pathlib import Path

import pytest

from appliance.config import Settings, load
from appliance.diagnostics.running_box import free_port
from appliance.domain.batch import JobState
from appliance.errors import ApplianceError
from appliance.library import Library
from appliance.paths import Paths, prepare
from appliance.wire import request
from appliance.wire.files import AddFiles, FileLine, FilesAdded
from appliance.wire.files_client import queue
from tests.fakes.audio_files import encoded, written
from tests.fakes.capture_server import FakeCapture
from tests.fakes.counting_inference import CountingInference
from tests.fakes.supervisor import fake_supervisor
from tests.integration.test_station_process import station, until_progress

FILES = int(os.environ.get("TINGXIA_BATCH_FILES", "20"))
KILLS = int(os.environ.get("TINGXIA_BATCH_KILLS", "3"))
ONE_DAMAGED_IN = 10
SUFFIXES = ("wav", "mp3", "flac", "m4a", "ogg", "opus", "wma", "aac", "mp4", "webm", "mov")
SECONDS = 12
OVER = {JobState.DONE, JobState.FAILED}


def damaged(file: Path, dice: random.Random) -> Path:
    """A file that nobody can decode."""
    header = b"RIFF\x24\x00\x00\x00WAVEfmt "
    content = dice.choice(
        [b"", b"%PDF-1.7 no sound", b"\xff\xfb\x90\x64" * 3, header, b"fLaC" + bytes(100)]
    )
    file.write_bytes(content)
    return file


def made(folder: Path, dice: random.Random) -> tuple[list[Path], set[str]]:
    """Files of mixed formats, each different, and the names of the damaged ones."""
    files, bad = [], set()
    for number in range(FILES):
        suffix = SUFFIXES[number % len(SUFFIXES)]
        file = folder / f"{number}.{suffix}"
        if number % ONE_DAMAGED_IN == ONE_DAMAGED_IN - 1:
            bad.add(damaged(file, dice).name)
        elif suffix in {"wav", "flac", "ogg"}:
            written(file, SECONDS + number / 100, 22_050)
        else:
            encoded(file, SECONDS + number / 100)
        files.append(file)
    return files, bad


async def finished(paths: Paths) -> list[str]:
    """All text that is on the disk, in the library or beside a growing import."""
    found: list[str] = []
    async with Library.open(paths) as library:
        for row in await library.page(limit=1000):
            transcript = await library.transcript(row.recording.id)
            found += [segment.text for segment in transcript.segments] if transcript else []
    for file in paths.inbox.glob("*/*/text.jsonl"):
        for line in file.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                found += [segment["text"] for segment in json.loads(line)["segments"]]
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a box without a screen."""
    settings = load(
        environment={},
        overrides={
            "storage.data_dir": tmp_path / "data",
            "storage.run_dir": tmp_path / "run",
            "station.port": free_port(),
            "station.screen": False,
        },
    )
    prepare(settings.paths)
    return settings


async def until_asked(settings: Settings, *, over: int) -> dict[str, FileLine]:
    """Ask until so many files are over, also while the station starts."""
    while True:
        try:
            known = (await queue(settings.paths.station_socket)).files
        except ApplianceError:
            known = {}
        if sum(line.state in OVER for line in known.values()) >= over:
            return known
        await asyncio.sleep(0.05)


@pytest.mark.timeout(60 + 5 * FILES + 10 * KILLS)
async def test_killed_in_the_midst_no_segment_is_decoded_twice(
    tmp_path: Path, settings: Settings
) -> None:
    """All good files have their whole text once; all bad ones are explained; nothing is redone."""
    dice = random.Random(1)
    (tmp_path / "files").mkdir()
    files, bad = await asyncio.to_thread(made, tmp_path / "files", dice)
    paths = settings.paths
    inference, capture = CountingInference(paths.inference_socket), FakeCapture(paths)
    await inference.start()
    await capture.start()
    known: dict[str, int] = {}
    async with fake_supervisor(paths.supervisor_socket) as supervisor:
        for kill in range(KILLS):
            async with station(settings) as process:
                if not kill:
                    await until_progress(supervisor, 1)
                    await add_all(settings, files)
                await until_asked(settings, over=(kill + 1) * FILES // (KILLS + 2))
                for _ in range(dice.randrange(40)):
                    inference.moved.clear()
                    await inference.moved.wait()
                process.send_signal(signal.SIGKILL)
                await process.wait()
            for text in await finished(paths):
                known.setdefault(text, inference.decoded[text])
        async with station(settings):
            lines = await until_asked(settings, over=FILES)
    texts = await finished(paths)
    await inference.kill()
    await capture.kill()
    failed = [line for line in lines.values() if line.state is JobState.FAILED]
    redone = {text for text, count in known.items() if inference.decoded[text] != count}
    print(f"{KILLS} kills, {len(lines) - len(failed)} files transcribed, {len(failed)} explained")
    print(f"{len(texts)} segments, {sum(inference.decoded.values())} decoded, {len(known)} kept")
    assert set() == redone
    assert len(texts) == len(set(texts))
    assert bad == {line.name for line in failed}
    assert all(line.reason and line.hint for line in failed)
    assert not any(line.already_there for line in lines.values())
    good = {file.name for file in files} - bad
    expected = {f"{name}.{second}" for name in good for second in range(SECONDS)}
    assert set() == expected - set(texts)
    assert [] == [path.name for path in paths.inbox.glob("*/*") if path.name != "job.json"]


async def add_all(settings: Settings, files: list[Path]) -> None:
    """Queue files one by one, each with its name as a hot word."""
    for file in files:
        question = AddFiles(paths=(str(file),), hot_words=(file.name,))
        added = await request(settings.paths.station_socket, question, FilesAdded)
        assert 1 == len(added.job_ids)
