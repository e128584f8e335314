"""Audio that was encoded before an export: copied if it fits, never believed if it does not."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.export import ExportError, ExportOptions, ExportStep, prepared
from appliance.export.contents import FLAC
from appliance.export.formats.audio import flac_blocks, largest_flac_bytes
from appliance.paths import Paths
from appliance.recordings import KeyFolder, RecordingAudio, RecordingsError, RecordingWriter
from tests.fakes.clock import FakeClock
from tests.fakes.speech import ID, data_folder
from tests.integration.exported import (
    ENCRYPTED,
    WITH_AUDIO,
    in_seconds,
    noise,
    readable,
    run,
    with_audio,
)


def a_recording(paths: Paths, *, seconds: float = 2.3, secret: bool = False) -> Path:
    """A closed recording in files of a second, perhaps encrypted."""
    in_seconds(paths, seconds=seconds, is_secret=secret)
    return paths.recording(ID)


@pytest.mark.parametrize("secret", [False, True], ids=["plain", "secret"])
@pytest.mark.parametrize("seconds", [0.01, 1, 2.3, 40])
def test_it_is_what_an_export_would_encode(paths: Paths, seconds: float, secret: bool) -> None:
    """Byte by byte, of odd length or even; its size is known beforehand."""
    folder = a_recording(paths, seconds=seconds, secret=secret)
    encoded = b"".join(flac_blocks(folder))

    assert prepared.prepare(folder)

    found = prepared.find(folder)
    assert found is not None
    assert encoded == b"".join(found.blocks()) == b"".join(FLAC.blocks(folder))
    assert len(encoded) == FLAC.largest_bytes(folder) <= largest_flac_bytes(folder)


@pytest.mark.parametrize("options", [WITH_AUDIO, ENCRYPTED], ids=["plain", "age"])
async def test_an_export_takes_it(
    paths: Paths, stick: Path, tmp_path: Path, options: ExportOptions
) -> None:
    """Nothing is encoded: it goes on with the audio itself taken away."""
    item = with_audio(paths)
    folder = paths.recording(ID)
    prepared.prepare(folder)
    for file in folder.glob("*.wav"):
        file.write_bytes(bytes(file.stat().st_size))

    done = (await run(paths, stick, [item], options))[-1]

    assert ExportStep.DONE is done.step
    sounds = [pcm for name, pcm in readable(stick, tmp_path).items() if name.endswith(".flac")]
    assert [noise(2, seed=ID)] == sounds


def test_of_a_secret_recording_it_is_secret(paths: Paths) -> None:
    """Nothing of the stream lies there, and without the key nobody reads it."""
    folder = a_recording(paths, secret=True)
    stream = b"".join(flac_blocks(folder))

    prepared.prepare(folder)

    assert [prepared.ENCRYPTED] == [file.name for file in folder.glob("audio.*")]
    content = (folder / prepared.ENCRYPTED).read_bytes()
    assert not any(stream[at : at + 16] in content for at in range(0, len(stream), 1000))
    KeyFolder(paths.keys).destroy(ID)
    assert prepared.find(folder) is None
    with pytest.raises(RecordingsError, match="key is not there"):
        prepared.prepare(folder)


def test_of_other_audio_it_is_not_taken(paths: Paths) -> None:
    """It is bound to the hashes of the files that it was made from."""
    folder = a_recording(paths)
    prepared.prepare(folder)
    journal = folder / "journal.jsonl"
    lines = journal.read_text().splitlines()
    closed = next(n for n, line in enumerate(lines) if "sha256" in line)
    entry = json.loads(lines[closed])
    lines[closed] = json.dumps({**entry, "sha256": "0" * 64})
    journal.write_text("\n".join(lines) + "\n")

    assert prepared.find(folder) is None


@pytest.mark.parametrize("secret", [False, True], ids=["plain", "secret"])
async def test_a_damaged_one_ends_the_export_and_the_next_one_encodes(
    paths: Paths, stick: Path, tmp_path: Path, secret: bool
) -> None:
    """No file of it gets a name; it is removed, and with it the trouble."""
    item = with_audio(paths)
    if secret:
        for file in paths.recording(ID).iterdir():
            file.unlink()
        paths.recording(ID).rmdir()
        hidden = RecordingAudio(a_recording(paths, seconds=2, secret=True)).recording()
        item = replace(item, recording=hidden)
    folder = paths.recording(ID)
    prepared.prepare(folder)
    (file,) = folder.glob("audio.prepared*")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(ExportError, match="damaged and is removed"):
        await run(paths, stick, [item])

    assert [] == [path for path in stick.rglob("*") if path.suffix in {".flac", ".part"}]
    assert ExportStep.DONE is (await run(paths, stick, [item]))[-1].step
    sounds = [pcm for name, pcm in readable(stick, tmp_path).items() if name.endswith(".flac")]
    assert [noise(2, seed=ID)] == sounds


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording with prepared audio, for damaging it many times."""
    made = a_recording(data_folder(tmp_path_factory.mktemp("many")), seconds=0.3)
    prepared.prepare(made)
    return made


@pytest.fixture(scope="module")
def whole(folder: Path) -> bytes:
    """What was prepared."""
    return (folder / prepared.PLAIN).read_bytes()


@given(seed=st.integers(), kind=st.sampled_from(("cut", "changed", "rubbish", "longer")))
def test_whatever_lies_there_nothing_but_the_audio_comes_out(
    folder: Path, whole: bytes, seed: int, kind: str
) -> None:
    """Cut, changed or not ours at all: it is not found, or it is refused at the end."""
    chance = random.Random(seed)
    at = chance.randrange(len(whole))
    damaged = {
        "cut": whole[:at],
        "changed": whole[:at] + bytes([whole[at] ^ chance.randint(1, 255)]) + whole[at + 1 :],
        "rubbish": chance.randbytes(at),
        "longer": whole + chance.randbytes(1 + at % 90),
    }[kind]
    (folder / prepared.PLAIN).write_bytes(damaged)

    found = prepared.find(folder)

    if found is not None:
        with pytest.raises(ExportError, match="damaged"):
            list(found.blocks())


def test_what_is_left_off_leaves_nothing(paths: Paths) -> None:
    """No half file, and the next attempt is whole."""
    folder = a_recording(paths, seconds=150)
    answers = iter([False, True])

    assert not prepared.prepare(folder, must_rest=lambda: next(answers))

    assert [] == list(folder.glob("*prepared*")) + list(folder.glob(".*"))
    assert prepared.prepare(folder)


def test_a_recording_that_goes_on_has_none(paths: Paths) -> None:
    """Its audio is not known yet."""
    writer = RecordingWriter.create(
        paths.recording(ID),
        recording_id=ID,
        title="",
        segment_samples=SAMPLE_RATE_HZ,
        clock=FakeClock(),
    )
    writer.append(noise(1.5, seed=ID))

    assert not prepared.prepare(paths.recording(ID))

    assert prepared.find(paths.recording(ID)) is None
    writer.close("asked")


def test_a_link_in_its_place_is_not_followed(paths: Paths, tmp_path: Path) -> None:
    """Neither for reading nor for writing."""
    folder = a_recording(paths)
    prepared.prepare(folder)
    (folder / prepared.PLAIN).rename(tmp_path / "elsewhere")
    (folder / prepared.PLAIN).symlink_to(tmp_path / "elsewhere")

    assert prepared.find(folder) is None


def test_discarding_tells_how_much_it_was(paths: Paths) -> None:
    """The audio stays; nothing is discarded twice."""
    folder = a_recording(paths)
    prepared.prepare(folder)
    size = (folder / prepared.PLAIN).stat().st_size

    assert (size, 0) == (prepared.discard(folder), prepared.discard(folder))

    assert prepared.find(folder) is None
    assert noise(2.3, seed=ID) == soundfile.read(_written(folder), dtype="int16")[0].tobytes()


def _written(folder: Path) -> Path:
    file = folder.parent / "exported.flac"
    file.write_bytes(b"".join(FLAC.blocks(folder)))
    return file
