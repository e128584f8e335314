"""Sticks that are pulled at any byte, with audio and encrypted; the next export goes on.

`TINGXIA_FAULTS=full` pulls at 200 places (docs/how-to/run-fault-tests.md).
"""

import errno
import os
import random
from pathlib import Path

import pytest

from appliance.export import ExportError, ExportOptions, ExportStep, export, verify
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder
from tests.fakes.stick import LyingStick, TornOutStick
from tests.integration.exported import (
    ENCRYPTED,
    OTHER,
    WITH_AUDIO,
    content_of,
    noise,
    readable,
    run,
    with_audio,
)

PULLS = 200 if os.environ.get("TINGXIA_FAULTS") == "full" else 12
PROOFS = {"manifest.json", "SHA256SUMS"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("options", [WITH_AUDIO, ENCRYPTED], ids=["plain", "encrypted"])
async def test_pulled_at_any_byte_the_next_export_goes_on(
    paths: Paths, tmp_path: Path, options: ExportOptions
) -> None:
    """Originals intact, never done, and no file that was whole is written again."""
    items = [with_audio(paths, seconds=1), with_audio(paths, OTHER, seconds=0.5)]
    (whole := tmp_path / "whole").mkdir()
    counting = TornOutStick(10**12)
    await run(data_folder(tmp_path / "elsewhere"), whole, items, options, counting)
    expected = readable(whole, tmp_path)
    originals = content_of(paths.recordings)
    chance = random.Random("pulled")
    kept = 0
    for number in range(PULLS):
        fresh = tmp_path / f"stick-{number}"
        fresh.mkdir()
        share = (number + chance.random()) / PULLS
        error = (errno.EIO, errno.ENODEV, errno.ENOENT)[number % 3]
        pulled_at = max(1, int(share * counting.written_bytes * 0.99))
        batch_bytes = chance.choice((1, 50_000, 10**9))
        torn = TornOutStick(pulled_at, error, batch_bytes=batch_bytes)
        receipts = list(paths.receipts.glob("*.json"))

        with pytest.raises(ExportError, match=r"gone or fails|is not there"):
            await run(paths, fresh, items, options, torn)

        left = {
            path: path.stat().st_ino
            for path in fresh.rglob("2025*/*")
            if path.name not in PROOFS and path.suffix != ".part"
        }
        assert originals == content_of(paths.recordings)
        assert receipts == list(paths.receipts.glob("*.json"))
        done = (await run(paths, fresh, items, options))[-1]
        assert (ExportStep.DONE, len(left)) == (done.step, done.kept_files)
        assert left == {path: path.stat().st_ino for path in left}
        assert expected == readable(fresh, tmp_path)
        assert 2 == len(list((fresh / "Tingxia").iterdir()))
        assert len(done.files) - 2 == len(verify(fresh))
        assert [] == list(fresh.rglob("*.part"))
        assert [] == list(paths.receipts.glob("*.begun"))
        kept += done.kept_files
    print(f"{PULLS} pulls of {counting.written_bytes} bytes each: {kept} whole files kept")


@pytest.mark.parametrize("options", [WITH_AUDIO, ENCRYPTED], ids=["plain", "encrypted"])
async def test_a_file_that_is_damaged_after_the_interruption_is_written_again(
    paths: Paths, stick: Path, tmp_path: Path, options: ExportOptions
) -> None:
    """In its place, whatever the journal says of it; the others stay."""
    items = [with_audio(paths), with_audio(paths, OTHER)]
    with pytest.raises(ExportError):
        await run(paths, stick, items, options, LyingStick("manifest.json"))
    (first, *_) = stick.rglob("*.flac*")
    first.write_bytes(first.read_bytes()[:-1000])

    done = (await run(paths, stick, items, options))[-1]

    assert ExportStep.DONE is done.step
    assert len(done.files) - 5 == done.kept_files
    assert 2 == len(list((stick / "Tingxia").iterdir()))
    sounds = {
        content for name, content in readable(stick, tmp_path).items() if name.endswith("flac")
    }
    assert {noise(2, seed=ID), noise(2, seed=OTHER)} == sounds


@pytest.mark.parametrize("options", [WITH_AUDIO, ENCRYPTED], ids=["plain", "encrypted"])
async def test_exporting_again_writes_neither_text_nor_audio_twice(
    paths: Paths, stick: Path, options: ExportOptions
) -> None:
    """What a receipt names and the stick gives back is kept; encrypted files as well."""
    items = [with_audio(paths)]
    first = (await run(paths, stick, items, options))[-1]

    again = (await run(paths, stick, items, options))[-1]

    assert (first.folder, len(first.files) - 2) == (again.folder, again.kept_files)


async def test_without_receipts_audio_is_not_believed(paths: Paths, stick: Path) -> None:
    """A file that nobody can vouch for stays as it is, and the export takes another folder."""
    items = [with_audio(paths)]
    first = (await run(paths, stick, items))[-1]
    for receipt in paths.receipts.iterdir():
        receipt.unlink()

    again = (await run(paths, stick, items))[-1]

    assert (f"{first.folder} (2)", 0) == (again.folder, again.kept_files)


async def test_what_somebody_changed_on_the_stick_is_never_replaced(
    paths: Paths, stick: Path
) -> None:
    """A finished export belongs to whoever has it; the next one goes beside it."""
    items = [with_audio(paths)]
    folder = Path((await run(paths, stick, items))[-1].folder)
    text = next(folder.glob("*.txt"))
    text.write_text("corrected by hand")

    again = (await run(paths, stick, items))[-1]

    assert f"{folder} (2)" == again.folder
    assert "corrected by hand" == text.read_text()


async def test_other_audio_is_another_folder(paths: Paths, stick: Path) -> None:
    """The same text with other sound is not what is there."""
    item = with_audio(paths)
    first = (await run(paths, stick, [item]))[-1]
    other = data_folder(stick.parent / "other")
    changed = with_audio(other, seconds=3)

    again = (await run(paths, stick, [changed]))[-1]

    assert first.folder != again.folder
    assert 0 == again.kept_files


async def test_a_damaged_journal_or_receipt_costs_no_more_than_writing_again(
    paths: Paths, stick: Path
) -> None:
    """Rubbish in the folder of receipts neither stops an export nor makes a file believed."""
    (paths.receipts / "20250101-000000-aaaa.begun").write_bytes(
        b'\xff\n{"folder": 1}\n[]\n{"folder": "a", "name": "b", "size_bytes": "c", '
        b'"sha256": [], "origin": {}}\n{"half'
    )
    (paths.receipts / "20250101-000000-aaaa.json").write_bytes(b"[]")
    (paths.receipts / "20250101-000000-bbbb.json").write_bytes(b'{"files": [1, {}], "texts": []}')
    (paths.receipts / "20250101-000000-cccc.json").write_bytes(b"\xff")

    done = (await run(paths, stick, [with_audio(paths)]))[-1]

    assert ExportStep.DONE is done.step


async def test_two_exports_to_one_stick_do_not_meet(paths: Paths, stick: Path) -> None:
    """The second is refused until the first has ended."""
    items = [with_audio(paths)]
    first = export(items, stick, receipts=paths.receipts, options=WITH_AUDIO)
    async for progress in first:
        if progress.step is ExportStep.WRITING:
            break

    with pytest.raises(ExportError, match="under way"):
        await run(paths, stick, items)

    await first.aclose()
    assert ExportStep.DONE is (await run(paths, stick, items))[-1].step


@pytest.mark.parametrize("step", [ExportStep.WRITING, ExportStep.VERIFYING])
async def test_a_target_that_is_renamed_meanwhile_is_gone(
    paths: Paths, stick: Path, step: ExportStep
) -> None:
    """Else it would be verified in a place where nobody looks for it."""
    items = [with_audio(paths, seconds=1), with_audio(paths, OTHER, seconds=1)]

    async def renamed_at_a_step() -> None:
        async for progress in export(items, stick, receipts=paths.receipts, options=WITH_AUDIO):
            if progress.step is step and stick.exists():
                stick.rename(stick.with_name("renamed"))

    with pytest.raises(ExportError, match="is not there"):
        await renamed_at_a_step()
    assert [] == list(paths.receipts.glob("*.json"))
    assert not stick.exists()
