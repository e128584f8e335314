"""Exports to real folders, and to sticks that fail in every way."""

import asyncio
import errno
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx

from appliance.export import (
    ExportError,
    ExportItem,
    ExportProgress,
    ExportStep,
    export,
    verify,
)
from appliance.export.stick import Stick
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk, recording, sentences, transcript
from tests.fakes.stick import FillingStick, LyingStick, PulledStick

OTHER = "20250502-080000-cd34"
NAME = "2025-05-01_12-00-00_周会"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder with a recording in it."""
    paths = data_folder(tmp_path)
    on_disk(paths)
    return paths


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that acts as the stick."""
    target = tmp_path / "stick"
    target.mkdir()
    return target


def an_item(recording_id: str = ID, *, title: str = "周会", count: int = 12) -> ExportItem:
    """A recording with a text of so many utterances."""
    return ExportItem(
        recording=recording(recording_id, title=title), transcript=transcript(*sentences(count))
    )


async def run(
    paths: Paths, target: Path, items: Sequence[ExportItem] = (), stick: Stick | None = None
) -> list[ExportProgress]:
    """Export and return all progress; only the last one may say DONE."""
    steps = export(items or [an_item()], target, receipts=paths.receipts, stick=stick)
    return [progress async for progress in steps]


def content_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def names_in(folder: Path) -> set[str]:
    """Names of what a folder holds."""
    return {path.name for path in folder.iterdir()}


def receipts_in(paths: Paths) -> list[Path]:
    """Receipts of verified exports."""
    return sorted(paths.receipts.glob("*.json"))


async def test_an_export_is_complete_and_verifies(paths: Paths, target: Path) -> None:
    """Text, subtitles, JSON, manifest and hashes, named in DONE."""
    steps = await run(paths, target)

    done = steps[-1]
    folder = target / "Tingxia" / NAME
    assert [*dict.fromkeys(step.step for step in steps)] == list(ExportStep)
    assert str(folder) == done.folder
    names = (f"{NAME}.txt", f"{NAME}.srt", f"{NAME}.json", "manifest.json", "SHA256SUMS")
    assert names == done.files
    assert set(names) == names_in(folder)
    assert [folder / name for name in names[:-1]] == verify(folder) == verify(folder.parent)


async def test_the_hashes_satisfy_sha256sum(paths: Paths, target: Path) -> None:
    """Anybody can check an export with the system's own tool."""
    done = (await run(paths, target))[-1]

    command = ("sha256sum", "--strict", "--check", "--quiet", "SHA256SUMS")
    checking = await asyncio.create_subprocess_exec(*command, cwd=done.folder)

    assert 0 == await checking.wait()


async def test_the_manifest_names_recording_files_and_box(paths: Paths, target: Path) -> None:
    """With sizes, hashes, version and time."""
    folder = Path((await run(paths, target))[-1].folder)

    manifest = json.loads((folder / "manifest.json").read_bytes())

    assert ID == manifest["recording"]["id"]
    assert {"box_version", "exported", "files", "recording", "text_sha256", "version"} == set(
        manifest
    )
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert len(content) == file["bytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


async def test_a_receipt_stays_in_the_box(paths: Paths, target: Path) -> None:
    """What was exported, when, where to, and its hashes."""
    done = (await run(paths, target))[-1]

    (file,) = paths.receipts.iterdir()
    receipt = json.loads(file.read_bytes())
    assert ([ID], done.folder) == (receipt["recordings"], receipt["folder"])
    assert list(done.files) == [each["name"] for each in receipt["files"]]
    assert all(
        hashlib.sha256((Path(done.folder) / each["name"]).read_bytes()).hexdigest()
        == each["sha256"]
        for each in receipt["files"]
    )


async def test_several_recordings_get_a_folder_each(paths: Paths, target: Path) -> None:
    """Also those that would have the same name, or one that differs only in case."""
    items = [an_item(title="Weekly"), an_item(OTHER, title="WEEKLY"), an_item(title="晨会")]

    done = (await run(paths, target, items))[-1]

    root = target / "Tingxia"
    assert str(root) == done.folder
    assert {
        "2025-05-01_12-00-00_WEEKLY (2)",
        "2025-05-01_12-00-00_Weekly",
        "2025-05-01_12-00-00_晨会",
    } == names_in(root)
    assert 15 == len(done.files)
    assert all((root / file).is_file() for file in done.files)
    assert 12 == len(verify(root))


async def test_exporting_again_keeps_what_is_there(paths: Paths, target: Path) -> None:
    """The same text is not written twice, and not into a second folder."""
    folder = Path((await run(paths, target))[-1].folder)
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}

    steps = await run(paths, target)

    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    kept = {name for name in before if before[name] == after[name]}
    assert [folder] == list(folder.parent.iterdir())
    assert {f"{NAME}.txt", f"{NAME}.srt", f"{NAME}.json"} == kept
    assert ExportStep.DONE is steps[-1].step
    assert 4 == len(verify(folder))


async def test_a_better_text_goes_into_a_second_folder(paths: Paths, target: Path) -> None:
    """What somebody already carried away is never changed."""
    first = Path((await run(paths, target))[-1].folder)
    before = content_of(first)

    second = Path((await run(paths, target, [an_item(count=13)]))[-1].folder)

    assert f"{NAME} (2)" == second.name
    assert before == content_of(first)
    assert 8 == len(verify(target / "Tingxia"))


async def test_a_pulled_stick_never_means_done(paths: Paths, target: Path, tmp_path: Path) -> None:
    """Pulled before every single operation: an error, no receipt, the originals untouched.

    After plugging it in again the export goes on and verifies.
    """
    counter = PulledStick(lasts=10**9)
    await run(paths, target, stick=counter)
    operations = len(counter.done)
    originals = content_of(paths.recordings)
    assert operations > 35

    for lasts in range(operations):
        fresh = tmp_path / f"stick-{lasts}"
        fresh.mkdir()
        receipts = receipts_in(paths)
        error = (errno.EIO, errno.ENODEV, errno.ENOENT, errno.ENOTCONN)[lasts % 4]
        with pytest.raises(ExportError, match=r"gone or fails|is not there") as refused:
            await run(paths, fresh, stick=PulledStick(lasts, error))

        assert "untouched" in refused.value.hint
        assert originals == content_of(paths.recordings)
        assert receipts == receipts_in(paths)
        done = (await run(paths, fresh))[-1]
        assert 4 == len(verify(Path(done.folder)))
        assert 5 == len(names_in(Path(done.folder)))
    assert len(names_in(Path("/proc/self/fd"))) < 100


async def test_a_stick_that_fills_up_is_told_and_left_tidy(
    paths: Paths, target: Path, tmp_path: Path
) -> None:
    """At every few hundred bytes: no half file under a real name, no temporary file."""
    whole = content_of(Path((await run(paths, target))[-1].folder))
    size = sum(map(len, whole.values()))
    for capacity in range(0, size - 1, 397):
        fresh = tmp_path / f"stick-{capacity}"
        fresh.mkdir()

        with pytest.raises(ExportError, match="full"):
            await run(paths, fresh, stick=FillingStick(capacity))

        there = content_of(fresh / "Tingxia" / NAME)
        assert all(
            whole[name] == content for name, content in there.items() if name != "manifest.json"
        )


@pytest.mark.parametrize("suffix", [".txt", ".srt", ".json", "manifest.json", "SHA256SUMS"])
async def test_a_stick_that_gives_back_something_else_is_caught(
    paths: Paths, target: Path, suffix: str
) -> None:
    """Every file is read back and compared."""
    with pytest.raises(ExportError, match="read back different") as refused:
        await run(paths, target, stick=LyingStick(suffix))

    assert "another" in refused.value.hint
    assert not receipts_in(paths)


async def test_leaving_early_removes_the_file_under_way(paths: Paths, target: Path) -> None:
    """A cancelled export leaves whole files at most, here none: nothing was flushed yet."""
    item = an_item()
    long = replace(item.recording, title="长")
    steps = export(
        [ExportItem(recording=long, transcript=transcript(*sentences(3000)))],
        target,
        receipts=paths.receipts,
    )
    async for progress in steps:
        if progress.file.endswith(".json"):
            break
    await steps.aclose()

    assert {} == content_of(target)
    assert not receipts_in(paths)


async def test_the_event_loop_never_waits_for_the_stick(paths: Paths, target: Path) -> None:
    """Every file operation runs on the export's own thread."""
    item = an_item()
    with blockbuster_ctx():
        async for _ in export([item], target, receipts=paths.receipts):
            pass


async def test_a_receipt_that_cannot_be_kept_does_not_undo_the_export(
    paths: Paths, target: Path
) -> None:
    """The files were verified; the log tells of the box's own disk."""
    paths.receipts.rmdir()

    assert ExportStep.DONE is (await run(paths, target))[-1].step


async def test_verifying_finds_every_change(paths: Paths, target: Path) -> None:
    """A changed byte, a missing file, a list that leads elsewhere, and no list at all."""
    folder = Path((await run(paths, target))[-1].folder)
    file, sums = folder / f"{NAME}.txt", folder / "SHA256SUMS"
    text, listed = file.read_bytes(), sums.read_text()

    file.write_bytes(text[:-1] + b"?")
    with pytest.raises(ExportError, match="not what was exported"):
        verify(folder)
    file.unlink()
    with pytest.raises(ExportError, match="is missing"):
        verify(folder)
    file.write_bytes(text)
    sums.write_text(listed + f"{'0' * 64}  ../../secret\n")
    with pytest.raises(ExportError, match="SHA256SUMS is damaged"):
        verify(folder)
    sums.write_text("")
    with pytest.raises(ExportError, match="SHA256SUMS is damaged"):
        verify(folder)
    sums.unlink()
    with pytest.raises(ExportError, match="no SHA256SUMS"):
        verify(target)
    with pytest.raises(ExportError, match="is not there"):
        verify(target / "nothing")


async def test_verifying_a_stick_finds_what_an_interrupted_export_left(
    paths: Paths, target: Path
) -> None:
    """A folder without hashes is not passed over beside whole ones; packs to import are."""
    folder = Path((await run(paths, target))[-1].folder)
    (folder.parent / "lexicons").mkdir()
    (folder.parent / "lexicons" / "words.txt").write_text("沙特阿美", encoding="utf-8")
    assert verify(target) == verify(folder.parent) != []

    begun = folder.with_name(f"{folder.name} (2)")
    begun.mkdir()
    (begun / "a.txt").write_text("half")
    for place in (target, folder.parent):
        with pytest.raises(ExportError, match="no SHA256SUMS"):
            verify(place)
    assert verify(folder)
