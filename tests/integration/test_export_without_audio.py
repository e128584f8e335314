"""One recording whose audio is damaged or gone holds up no export of many."""

import shutil
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from appliance.domain.export_choice import ExportChoice
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from appliance.export import (
    ExportError,
    ExportItem,
    ExportOptions,
    ExportProgress,
    ExportStep,
    Format,
    export,
    exported,
    prepared,
    receipt,
    verify,
)
from appliance.library import Library
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.station.exports import Exports
from tests.fakes.speech import ID, on_disk
from tests.fakes.stick import PulledStick
from tests.integration.exported import (
    ENCRYPTED,
    OTHER,
    WITH_AUDIO,
    content_of,
    readable,
    run,
    with_audio,
)

Damage = Callable[[Paths, str], None]
THIRD = "20250503-080000-ef56"
SOUND_ALONE = ExportOptions(formats=(Format.FLAC,))
SECRET_SOUND_ALONE = ExportOptions(formats=(Format.FLAC,), recipient=ENCRYPTED.recipient)


@pytest.fixture
def items(paths: Paths) -> list[ExportItem]:
    """Three recordings."""
    return [with_audio(paths, each) for each in (ID, OTHER, THIRD)]


def audio_of(paths: Paths, recording_id: str) -> Path:
    """The only audio file of a recording."""
    (file,) = paths.recording(recording_id).glob("*.wav")
    return file


def gone(paths: Paths, recording_id: str) -> None:
    """As after a backup was put back."""
    audio_of(paths, recording_id).unlink()


def no_folder(paths: Paths, recording_id: str) -> None:
    """Nothing of it is left."""
    shutil.rmtree(paths.recording(recording_id))


def no_journal(paths: Paths, recording_id: str) -> None:
    """The disk does not give it."""
    journal = paths.recording(recording_id) / "journal.jsonl"
    journal.unlink()
    journal.mkdir()


def another_hash(paths: Paths, recording_id: str) -> None:
    """One bit of the audio; that is seen only while it is written."""
    content = bytearray((file := audio_of(paths, recording_id)).read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)


def prepared_damaged(paths: Paths, recording_id: str) -> None:
    """One bit of what was encoded before; that is seen only at its end."""
    folder = paths.recording(recording_id)
    prepared.prepare(folder)
    content = bytearray((file := folder / prepared.PLAIN).read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)


DAMAGES = [gone, no_folder, no_journal, another_hash, prepared_damaged]


def sounds(stick: Path) -> int:
    """How many recordings went with audio that can be decoded."""
    return sum(name.endswith(".flac") for name in readable(stick, stick.parent))


def noted(paths: Paths) -> list[str]:
    """Recordings that no longer count as new."""
    return sorted(exported.texts(paths.receipts))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("options", [WITH_AUDIO, ENCRYPTED], ids=["plain", "secret"])
async def test_the_others_go_with_audio_and_this_one_with_its_text(
    paths: Paths, stick: Path, items: list[ExportItem], options: ExportOptions, damage: Damage
) -> None:
    """It is told by name with the next step, and noted neither as carried away nor as seen."""
    damage(paths, OTHER)

    done = (await run(paths, stick, items, options))[-1]

    assert (ExportStep.DONE, 3) == (done.step, done.recordings)
    (without,) = done.without_audio
    assert OTHER == without.recording_id
    assert "周会" in without.name
    assert without.error.hint
    assert {ID, THIRD} == exported.with_audio(paths.receipts)
    assert [ID, THIRD] == noted(paths)
    assert 2 == sounds(stick)
    assert 3 == sum(".txt" in name for name in content_of(stick) if "HOW-TO" not in name)
    assert [] == [name for name in content_of(stick) if name.endswith(".part")]
    assert len(done.files) == len(content_of(stick))
    verify(stick)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("options", [SOUND_ALONE, SECRET_SOUND_ALONE], ids=["plain", "secret"])
async def test_of_audio_alone_it_leaves_nothing_behind(
    paths: Paths, stick: Path, items: list[ExportItem], options: ExportOptions, damage: Damage
) -> None:
    """Not even an empty folder; how many were exported does not count it."""
    damage(paths, OTHER)

    done = (await run(paths, stick, items, options))[-1]

    assert (ExportStep.DONE, 2) == (done.step, done.recordings)
    assert [OTHER] == [one.recording_id for one in done.without_audio]
    assert 2 == len(list((stick / "Tingxia").iterdir()))
    (file,) = receipt.files(paths.receipts)
    assert [ID, THIRD] == (receipt.read(file) or {})["recordings"]
    verify(stick)


@pytest.mark.parametrize("options", [SOUND_ALONE, SECRET_SOUND_ALONE], ids=["plain", "secret"])
@pytest.mark.parametrize("damage", [gone, another_hash])
async def test_nothing_but_damaged_audio_is_refused(
    paths: Paths, stick: Path, items: list[ExportItem], options: ExportOptions, damage: Damage
) -> None:
    """With the reason of the first; there is nothing to verify."""
    for item in items:
        damage(paths, item.recording.id)

    with pytest.raises(ApplianceError, match=ID):
        await run(paths, stick, items, options)

    assert [] == receipt.files(paths.receipts)
    assert set() == exported.with_audio(paths.receipts)
    assert [] == list(content_of(stick))


async def test_audio_that_the_stick_has_already_is_no_loss(
    paths: Paths, stick: Path, items: list[ExportItem]
) -> None:
    """It was read back as what was exported once; its hashes stay beside it."""
    await run(paths, stick, items)
    before = content_of(stick)
    gone(paths, OTHER)

    done = (await run(paths, stick, items))[-1]

    assert () == done.without_audio
    assert set(before) == set(content_of(stick))
    assert {ID, OTHER, THIRD} == exported.with_audio(paths.receipts)
    verify(stick)


async def test_audio_lost_between_the_check_and_the_writing(
    paths: Paths, stick: Path, items: list[ExportItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where texts are rendered a second time, and some of them are on the stick already."""
    monkeypatch.setattr("appliance.export.writing.HELD_BYTES", 0)
    await run(paths, stick, items, ExportOptions(formats=(Format.TXT, Format.JSON)))
    fetched: list[str] = []

    async def fetch(item: ExportItem) -> ExportItem:
        fetched.append(item.recording.id)
        if fetched[-1] == OTHER and fetched.count(OTHER) == 2:
            no_folder(paths, OTHER)
        return item

    wanted = [partial(fetch, item) for item in items]
    steps = export(wanted, stick, receipts=paths.receipts, options=WITH_AUDIO)
    done = [progress async for progress in steps][-1]

    assert [OTHER] == [one.recording_id for one in done.without_audio]
    assert {ID, THIRD} == exported.with_audio(paths.receipts)
    verify(stick)


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6, 0.8])
@pytest.mark.parametrize("damage", [gone, another_hash])
async def test_an_interrupted_export_goes_on_without_it(
    paths: Paths, stick: Path, items: list[ExportItem], damage: Damage, part: float
) -> None:
    """Wherever the stick was pulled."""
    damage(paths, OTHER)
    (elsewhere := paths.data.parent / "elsewhere").mkdir()
    whole = PulledStick(10**9)
    await run(paths, elsewhere, items, stick=whole)
    shutil.rmtree(paths.receipts)
    paths.receipts.mkdir()

    with pytest.raises(ExportError):
        await run(paths, stick, items, stick=PulledStick(round(part * len(whole.done))))
    assert set() == exported.with_audio(paths.receipts)
    done = (await run(paths, stick, items))[-1]

    assert [OTHER] == [one.recording_id for one in done.without_audio]
    assert {ID, THIRD} == exported.with_audio(paths.receipts)
    assert 2 == sounds(stick)
    verify(stick)


@pytest.fixture
async def library(paths: Paths) -> AsyncIterator[Library]:
    """A library of two recordings without text."""
    on_disk(paths)
    on_disk(paths, OTHER)
    async with Library.open(paths) as library:
        yield library


async def test_new_takes_it_again_until_its_text_is_exported_alone(
    library: Library, paths: Paths, stick: Path
) -> None:
    """As the next step says; the audit tells how many went without audio."""
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    gone(paths, ID)
    for recording_id in (ID, OTHER):
        await library.complete(recording_id, TranscriptKind.LIVE)
        await library.set_text_state(recording_id, TextState.COMPLETE)

    async def carried(options: ExportOptions) -> ExportProgress:
        return [step async for step in exports.run(ExportChoice.NEW, stick, options)][-1]

    first = await carried(WITH_AUDIO)
    with pytest.raises(ApplianceError, match="not on this box"):
        await carried(WITH_AUDIO)
    alone = await carried(ExportOptions(formats=(Format.TXT,)))

    assert ([ID], 2) == ([one.recording_id for one in first.without_audio], first.recordings)
    assert ((), 1) == (alone.without_audio, alone.recordings)
    assert ExportStep.DONE is (await carried(WITH_AUDIO)).step
    last = AuditLog(paths.data).newest(10)[-1]
    assert 1 == last.facts["without_audio"]
