"""Power cuts on a disk that forgets what was not synced, while audio and rows are written.

The suite cuts the power a few times; ``TINGXIA_FAULTS=full`` a hundred times
(docs/how-to/run-fault-tests.md).
"""

import asyncio
import os
import random
import sys
import wave
from asyncio.subprocess import DEVNULL, PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from appliance.domain.batch import JobState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.export import receipt
from appliance.library import Library, UnknownRecordingError, text_file
from appliance.library.audit import AuditLog
from appliance.library.restoring import folders
from appliance.paths import Paths
from appliance.recordings import RecordingAudio, RecordingsError, conclude
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.wire.capture import GetCaptureStatus
from tests.fakes.audio import ramp
from tests.fakes.capture_process import capture_box
from tests.fault.power import AfterPowerCut, forgetful_disk
from tests.fault.row_writer import EDITED, TAG, TITLE

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
CUTS = int(os.environ.get("TINGXIA_CUTS", "100" if FULL else "2"))
AT_ONCE = 4 if FULL else 1
"""Most of a round is waiting."""

PUNCTUALLY = ["nice", "-n", "-10"]
"""Two seconds is no promise of a machine that has no time for its microphone."""

ID = "20250502-090000-abcd"
SPEED = 3.0
LOST_S = 2.0
NOTED = {
    "edited": "edit",
    "titled": "rename",
    "tagged": "tag",
    "held": "hold",
    "exported": "export",
    "trashed": "delete",
    "gone": "purge",
}
"""By what is acknowledged: what the audit calls it."""

WITHOUT_FSYNC = [sys.executable, "-m", "tests.fault.without_fsync"]
RATE_HZ = 16_000


@dataclass
class Promised:
    """What was recorded and acknowledged before the power was cut."""

    heard_samples: int = 0
    lost_s: float = 0.0
    """Found after the cut."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    """Of each recording the last sentence that was acknowledged, and what else was."""

    def take(self, line: str) -> None:
        """Take an acknowledgement of the writer of rows."""
        recording_id, kind, count = line.split()
        self.rows.setdefault(recording_id, {})[kind] = int(count)


@pytest.fixture(scope="module")
def ramp_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Audio whose every sample tells its place."""
    path = tmp_path_factory.mktemp("ramp") / "ramp.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(ramp(0, 60 * RATE_HZ))
    return path


@asynccontextmanager
async def rows_written(paths: Paths, launcher: list[str], told: Promised) -> AsyncIterator[None]:
    """Have rows written by a process, and keep what it acknowledges."""
    process = await asyncio.create_subprocess_exec(
        *launcher,
        *(sys.executable, "-m", "tests.fault.row_writer", paths.data, paths.run),
        stdout=PIPE,
        stderr=DEVNULL if launcher else None,
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    told.take(first.decode())

    async def listen(lines: asyncio.StreamReader) -> None:
        while line := await lines.readline():
            told.take(line.decode())

    listening = asyncio.create_task(listen(process.stdout))
    try:
        yield
    finally:
        process.kill()
        await asyncio.gather(process.wait(), listening)


async def cut_while_writing(
    folder: Path, mic: Path, seed: int, *, launcher: list[str]
) -> tuple[Paths, Promised]:
    """Record and write rows, cut the power; returns what is left and what was promised.

    Every second recording is encrypted.
    """
    folder.mkdir()
    told = Promised()
    left = folder / "left"
    async with (
        forgetful_disk(folder / "disk") as power,
        capture_box(
            power.folder / "data",
            storage={
                "run_dir": folder / "run",
                "reserve_bytes": 2**20,
                "encrypt": bool(seed % 2),
            },
            capture={"mic": f"file:{mic}", "speed": SPEED, "preroll_s": 0, "segment_s": 5},
        ) as box,
    ):
        box.launcher = [*PUNCTUALLY, *launcher]
        await box.start()
        await box.listening()
        await box.record(ID)
        async with rows_written(box.settings.paths, launcher, told):
            await box.hear(round(random.Random(seed).uniform(0.2, 4) * SPEED * RATE_HZ))
            told.heard_samples = (await box.ask(GetCaptureStatus())).recorded_samples
            promised = Promised(
                heard_samples=told.heard_samples,
                rows={each: dict(rows) for each, rows in told.rows.items()},
            )
            await power.cut(seed, left)
        for recording_id, rows in promised.rows.items():
            # Announced after the last look and before the cut: it may be gone.
            for announced in {"leaving", "clearing"} & told.rows[recording_id].keys():
                rows[announced] = 0
    return Paths(data=left / "data", run=folder / "run"), promised


def audio_broken(paths: Paths, promised: Promised) -> list[str]:
    """Recover the recording; say how it breaks the promise."""
    folder = paths.recording(ID)
    if not folder.is_dir():
        return ["the recording is gone"]
    try:
        conclude(folder, reason="interrupted", clock=AfterPowerCut())
    except RecordingsError as error:
        return [str(error)]
    audio = RecordingAudio(folder)
    samples = np.frombuffer(audio.read(0, audio.available_samples()), dtype="<i2")
    lost_s = promised.lost_s = (promised.heard_samples - len(samples)) / RATE_HZ / SPEED
    broken = [f"{lost_s:.1f} s of audio are lost"] if lost_s > LOST_S else []
    if not samples.any():
        return broken
    first = int(np.flatnonzero(samples)[0])
    said = np.frombuffer(ramp(int(samples[first]) - 1, len(samples) - first), dtype="<i2")
    wrong = np.flatnonzero(samples[first:] != said) + first
    holes_from = promised.heard_samples - round(LOST_S * SPEED * RATE_HZ)
    if (wrong < holes_from).any():
        before_s = (promised.heard_samples - int(wrong[0])) / RATE_HZ / SPEED
        broken.append(f"audio is missing from {before_s:.1f} s before the cut")
    if samples[wrong].any():
        broken.append("there is sound that nobody recorded")
    return broken


async def rows_broken(library: Library, promised: Promised, *, only_complete: bool) -> list[str]:
    """Say which acknowledged rows are missing or half there."""
    broken = []
    for recording_id, told in promised.rows.items():
        try:
            row = await library.get(recording_id)
        except UnknownRecordingError:
            if "leaving" not in told:
                broken.append(f"{recording_id} is missing")
            continue
        if "gone" in told:
            broken.append(f"{recording_id} is there again")
        text = await library.transcript(recording_id, TranscriptKind.LIVE)
        count = len(text.segments) if text else 0
        if count < told["sentences"] and not only_complete:
            broken.append(f"{recording_id} has {count} of {told['sentences']} sentences")
        is_complete = row.text_state is TextState.COMPLETE
        if "complete" in told and not (is_complete and count == told["complete"]):
            broken.append(f"{recording_id} is not complete")
        best = await library.transcript(recording_id)
        found = {
            "edited": best is not None and EDITED == best.segments[0].text,
            "titled": TITLE == row.title,
            "tagged": (TAG,) == row.tags,
            "held": row.hold,
            "trashed": row.trashed is not None,
        }
        broken += [f"{recording_id} is not {deed}" for deed in told if not found.get(deed, True)]
    return broken


async def jobs_broken(paths: Paths, promised: Promised) -> list[str]:
    """Say which acknowledged files of the queue are missing or otherwise than they were."""
    jobs = JobList(Inbox(paths.inbox), on_change=lambda: None)
    await jobs.load()
    states = {job.name: job.state for job in jobs.all()}
    broken = []
    for name, told in promised.rows.items():
        if name in states and "cleared" in told:
            broken.append(f"the file {name} is there again")
        if name not in states and "queued" in told and "clearing" not in told:
            broken.append(f"the file {name} is missing")
        if "given-up" in told and states.get(name) is not JobState.CANCELLED:
            broken.append(f"the file {name} is not given up")
    return broken


def notes_broken(paths: Paths, promised: Promised) -> list[str]:
    """Say of which acknowledged deeds there is no line in the audit, or no receipt."""
    told = {(line.deed, Path(line.subject).name) for line in AuditLog(paths.data).newest(100_000)}
    receipts = [receipt.read(file) or {} for file in receipt.files(paths.receipts)]
    exported = {each for found in receipts for each in found.get("recordings", ())}
    broken = []
    for recording_id, rows in promised.rows.items():
        noted = {NOTED[deed] for deed in rows if deed in NOTED}
        missing = [deed for deed in noted if (deed, recording_id) not in told]
        broken += [f"no line tells of {deed} of {recording_id}" for deed in missing]
        if "exported" in rows and recording_id not in exported:
            broken.append(f"the receipt of {recording_id} is missing")
    return broken


async def promises_broken(paths: Paths, promised: Promised) -> list[str]:
    """Start again after the power cut; say what is not as it was promised."""
    if not paths.data.is_dir():
        return ["everything is gone"]
    broken = [
        *audio_broken(paths, promised),
        *await jobs_broken(paths, promised),
        *notes_broken(paths, promised),
    ]
    for folder in folders(paths):
        text_file.read(folder)  # half a file would not parse
    async with Library.open(paths) as library:
        if library.notice:
            broken.append(library.notice)
        broken += await rows_broken(library, promised, only_complete=False)
        await library.rebuild()
        broken += await rows_broken(library, promised, only_complete=True)
    return broken


@pytest.mark.timeout(60 + 10 * CUTS)
async def test_a_power_cut_costs_two_seconds_of_audio_and_no_acknowledged_row(
    tmp_path: Path, ramp_file: Path
) -> None:
    """Whatever of the unsynced writes the disk kept, torn or whole; the database is sound."""
    turns = asyncio.Semaphore(AT_ONCE)

    rounds: list[Promised] = []

    async def once(seed: int) -> list[str]:
        async with turns:
            left, promised = await cut_while_writing(
                tmp_path / str(seed), ramp_file, seed, launcher=[]
            )
            rounds.append(promised)
            return [f"cut {seed}: {each}" for each in await promises_broken(left, promised)]

    broken = await asyncio.gather(*map(once, range(CUTS)))
    told = [rows for each in rounds for rows in each.rows.values()]
    print(
        f"{CUTS} cuts: at most {max(each.lost_s for each in rounds):.2f} s of audio lost,"
        f" {sum(rows['sentences'] for rows in told)} acknowledged rows,"
        f" {dict(Counter(deed for rows in told for deed in rows))}"
    )

    assert [] == [each for some in broken for each in some]


async def test_without_fsync_the_same_power_cut_costs_both(tmp_path: Path, ramp_file: Path) -> None:
    """So the disk forgets, and the test above would notice."""
    left, promised = await cut_while_writing(tmp_path / "cut", ramp_file, 0, launcher=WITHOUT_FSYNC)

    assert any("exported" in rows for rows in promised.rows.values())
    assert audio_broken(left, promised)
    assert await jobs_broken(left, promised)
    lost = " ".join(notes_broken(left, promised))
    assert "no line" in lost
    assert "receipt" in lost
    async with Library.open(left) as library:
        assert await rows_broken(library, promised, only_complete=False)
