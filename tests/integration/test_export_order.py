"""The order in which an export treats the medium: names only for what lies on it."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.export import ExportError, verify
from appliance.export.stick import Stick
from tests.fakes.speech import data_folder
from tests.fakes.stick import LyingStick
from tests.integration.exported import OTHER, content_of, run, with_audio


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done, when it was begun; ``name`` is that of a temporary file."""

    kind: str
    name: str = ""


@dataclass(slots=True)
class Diary:
    """What was done to a stick, by all threads."""

    deeds: list[Deed] = field(default_factory=list)
    open: dict[int, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class WatchedStick(Stick):
    """Notes what changes it."""

    def __init__(self, batch_bytes: int) -> None:
        self.batch_bytes = batch_bytes
        self.diary = Diary()

    def create(self, parent: int, name: str) -> int:
        """Note which file it is."""
        file = super().create(parent, name)
        self.diary.open[file] = f"{parent}/{name}"
        return file

    def write(self, file: int, data: bytes | memoryview) -> int:
        """Note it when it is done."""
        written = super().write(file, data)
        with self.diary.lock:
            self.diary.deeds.append(Deed(kind="written", name=self.diary.open[file]))
        return written

    def flush(self, folder: int) -> None:
        """Note when it begins and when it ends."""
        with self.diary.lock:
            self.diary.deeds.append(Deed(kind="flush"))
        super().flush(folder)
        with self.diary.lock:
            self.diary.deeds.append(Deed(kind="flushed"))

    def rename(self, parent: int, old: str, new: str) -> None:
        """Note it before it is done."""
        with self.diary.lock:
            self.diary.deeds.append(Deed(kind="rename", name=f"{parent}/{old}"))
        super().rename(parent, old, new)


@pytest.mark.parametrize("batch_bytes", [1, 50_000, 10**9])
async def test_a_file_gets_its_name_after_a_flush_that_began_after_its_last_byte(
    tmp_path: Path, batch_bytes: int
) -> None:
    """Also where other files are written meanwhile; and after the last name all is flushed."""
    paths = data_folder(tmp_path)
    (target := tmp_path / "stick").mkdir()
    stick = WatchedStick(batch_bytes)

    await run(paths, target, [with_audio(paths), with_audio(paths, OTHER)], stick=stick)

    deeds = stick.diary.deeds
    renames = [at for at, deed in enumerate(deeds) if deed.kind == "rename"]
    assert 10 == len(renames)
    for at in renames:
        last = max(n for n in range(at) if deeds[n] == Deed(kind="written", name=deeds[at].name))
        begun = deeds.index(Deed(kind="flush"), last)
        assert deeds.index(Deed(kind="flushed"), begun) < at
    assert "flush" in {deed.kind for deed in deeds[renames[-1] :]}


@pytest.mark.parametrize("suffix", [".flac", "SHA256SUMS"])
async def test_one_bad_file_among_many_recordings_is_found(tmp_path: Path, suffix: str) -> None:
    """Whoever of the readers comes to it."""
    paths = data_folder(tmp_path)
    (target := tmp_path / "stick").mkdir()
    items = [with_audio(paths, f"20250501-1200{n:02d}-ab12", seconds=0.2) for n in range(9)]

    with pytest.raises(ExportError, match="read back different"):
        await run(paths, target, items, stick=LyingStick(suffix))


async def test_every_recording_of_many_is_read_back(tmp_path: Path) -> None:
    """What is told at the end is all of the bytes, and they verify."""
    paths = data_folder(tmp_path)
    (target := tmp_path / "stick").mkdir()
    items = [with_audio(paths, f"20250501-1200{n:02d}-ab12", seconds=0.2) for n in range(9)]

    told = [step for step in await run(paths, target, items) if step.step == "verifying"]

    size = sum(len(content) for content in content_of(target).values())
    assert (size, size) == (told[-1].done_bytes, told[-1].total_bytes)
    assert sorted(step.done_bytes for step in told) == [step.done_bytes for step in told]
    assert 36 == len(verify(target))
