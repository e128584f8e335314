"""Audio that is not all there, or not what was recorded, is never called exported."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.journal import SegmentClosed
from appliance.domain.recording import RecordingState
from appliance.export import (
    ExportError,
    ExportItem,
    ExportOptions,
    ExportStep,
    Format,
    exported,
    prepared,
)
from appliance.export.formats import audio
from appliance.paths import Paths
from appliance.recordings import RecordingsError, RecordingWriter, conclude, journal_file
from tests.fakes.clock import FakeClock
from tests.fakes.speech import ID, sentences, transcript
from tests.integration.exported import WITH_AUDIO, content_of, in_seconds, noise, readable, run


def an_item(paths: Paths, *, is_secret: bool = False) -> ExportItem:
    """A closed recording of 2.3 s in three files, perhaps encrypted."""
    recording = in_seconds(paths, title="周会", is_secret=is_secret)
    return ExportItem(
        recording=recording, transcript=transcript(*sentences(2)), folder=paths.recording(ID)
    )


def files_of(item: ExportItem) -> list[Path]:
    """Its audio files, in order."""
    assert item.folder is not None
    return [item.folder / segment.file for segment in item.recording.segments]


async def refused(paths: Paths, stick: Path, item: ExportItem) -> ExportError:
    """Export it with audio, which must fail, and without, which must not."""
    with pytest.raises(ExportError) as failed:
        await run(paths, stick, [item])
    assert set() == exported.with_audio(paths.receipts)
    assert [] == [name for name in content_of(stick) if name.endswith((".flac", ".part"))]

    alone = (await run(paths, stick, [item], ExportOptions(formats=(Format.TXT,))))[-1]

    assert ExportStep.DONE is alone.step
    assert set() == exported.with_audio(paths.receipts)
    assert ID in str(failed.value)
    assert "without audio" in failed.value.hint
    return failed.value


@pytest.mark.parametrize("is_secret", [False, True], ids=["plain", "secret"])
@pytest.mark.parametrize("number", [0, 1, 2])
async def test_a_missing_file_is_refused(
    paths: Paths, stick: Path, number: int, is_secret: bool
) -> None:
    """The last one would shorten the sound, another one would be silence in it."""
    item = an_item(paths, is_secret=is_secret)
    (file := files_of(item)[number]).unlink()

    error = await refused(paths, stick, item)

    assert str(file) in str(error)


async def test_a_missing_folder_is_refused(paths: Paths, stick: Path) -> None:
    """It is no recording of nothing."""
    item = an_item(paths)
    shutil.rmtree(paths.recording(ID))

    await refused(paths, stick, item)


async def test_a_file_that_became_shorter_is_refused(paths: Paths, stick: Path) -> None:
    """Before the first byte is written: its length is looked at, not its content."""
    item = an_item(paths)
    file = files_of(item)[2]
    file.write_bytes(file.read_bytes()[:-2])

    await refused(paths, stick, item)


@pytest.mark.parametrize("is_secret", [False, True], ids=["plain", "secret"])
async def test_a_file_with_another_hash_is_refused(
    paths: Paths, stick: Path, is_secret: bool
) -> None:
    """One bit is enough; it is told which file it is."""
    item = an_item(paths, is_secret=is_secret)
    file = files_of(item)[1]
    content = bytearray(file.read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)

    error = await refused(paths, stick, item)

    assert str(file) in str(error)


async def test_a_journal_that_lost_lines_is_refused(paths: Paths, stick: Path) -> None:
    """The library knows more: what the journal no longer names would be silence."""
    item = an_item(paths)
    lost = files_of(item)[1].name
    journal = paths.recording(ID) / journal_file.NAME
    kept = [line for line in journal.read_text().splitlines() if lost not in line]
    journal.write_text("\n".join(kept) + "\n")

    await refused(paths, stick, item)


async def test_a_journal_that_cannot_be_read_is_an_error(paths: Paths, stick: Path) -> None:
    """A failing disk is not a recording of nothing."""
    item = an_item(paths)
    journal = paths.recording(ID) / journal_file.NAME
    journal.unlink()
    journal.mkdir()

    with pytest.raises(RecordingsError, match=r"journal\.jsonl cannot be read"):
        await run(paths, stick, [item])

    assert {} == content_of(stick)
    assert set() == exported.with_audio(paths.receipts)


async def test_what_was_prepared_before_the_damage_is_whole(
    paths: Paths, stick: Path, tmp_path: Path
) -> None:
    """It was made from the audio as it was recorded, and its own hash proves it."""
    item = an_item(paths)
    prepared.prepare(paths.recording(ID))
    files_of(item)[2].unlink()

    await run(paths, stick, [item])

    sounds = [pcm for name, pcm in readable(stick, tmp_path).items() if name.endswith(".flac")]
    assert [noise(2.3, seed=ID)] == sounds
    assert {ID} == exported.with_audio(paths.receipts)


def test_nothing_is_prepared_from_damaged_audio(paths: Paths) -> None:
    """An export would trust it."""
    item = an_item(paths)
    file = files_of(item)[0]
    file.write_bytes(file.read_bytes()[:-2] + b"xx")

    with pytest.raises(ExportError, match="damaged"):
        prepared.prepare(paths.recording(ID))

    assert prepared.find(paths.recording(ID)) is None


async def test_what_recovery_found_lost_is_no_damage(
    paths: Paths, stick: Path, tmp_path: Path
) -> None:
    """A file that is gone stands in the journal as empty then; the rest is exported."""
    item = an_item(paths)
    files_of(item)[1].unlink()
    await refused(paths, stick, item)

    recovered = replace(item, recording=conclude(paths.recording(ID), reason="interrupted"))
    await run(paths, stick, [recovered])

    assert {ID} == exported.with_audio(paths.receipts)
    (sound,) = [pcm for name, pcm in readable(stick, tmp_path).items() if name.endswith(".flac")]
    pcm = noise(2.3, seed=ID)
    silence = bytes(2 * SAMPLE_RATE_HZ)
    assert pcm[: len(silence)] + silence + pcm[2 * len(silence) :] == sound


async def test_after_recovery_the_library_has_to_follow(paths: Paths, stick: Path) -> None:
    """Until then the export would tell of audio that is not in it."""
    item = an_item(paths)
    files_of(item)[2].unlink()
    conclude(paths.recording(ID), reason="interrupted")

    error = await refused(paths, stick, item)

    assert "tingxia library rebuild" in error.hint


async def test_a_file_whose_hash_nobody_knows_is_exported(paths: Paths, stick: Path) -> None:
    """A disk that failed while it was closed could not give it back; its length is there."""
    item = an_item(paths)
    folder = paths.recording(ID)
    entries = [
        replace(entry, sha256="") if isinstance(entry, SegmentClosed) else entry
        for entry in journal_file.read(folder)
    ]
    journal_file.rewrite(folder, entries)
    segments = tuple(replace(segment, sha256="") for segment in item.recording.segments)
    item = replace(item, recording=replace(item.recording, segments=segments))

    await run(paths, stick, [item])

    assert {ID} == exported.with_audio(paths.receipts)


async def test_a_recording_that_goes_on_promises_nothing(paths: Paths, stick: Path) -> None:
    """What is there goes along; it is not noted as all of its audio."""
    writer = RecordingWriter.create(
        paths.recording(ID),
        recording_id=ID,
        title="",
        segment_samples=SAMPLE_RATE_HZ,
        clock=FakeClock(),
    )
    writer.append(noise(1.5, seed=ID))
    item = ExportItem(recording=writer.recording, transcript=None, folder=paths.recording(ID))

    done = (await run(paths, stick, [item], WITH_AUDIO))[-1]

    assert RecordingState.RECORDING is item.recording.state
    assert ExportStep.DONE is done.step
    assert set() == exported.with_audio(paths.receipts)
    writer.close("asked")


def test_a_recording_that_is_removed_under_the_encoder_is_told(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that changed; whoever prepares its audio goes on with others."""
    in_seconds(paths)
    number = audio._md5

    def removed(*args: Any) -> bytes:
        known = number(*args)
        shutil.rmtree(paths.recording(ID))
        return known

    monkeypatch.setattr(audio, "_md5", removed)
    with pytest.raises((ExportError, RecordingsError), match=ID):
        list(audio.flac_blocks(paths.recording(ID)))
