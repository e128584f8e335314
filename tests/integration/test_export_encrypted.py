"""Exports that only the owner of a key can read."""

import json
from pathlib import Path

import pyrage
import pytest

from appliance.export import ExportError, ExportOptions, ExportStep, Format, verify
from appliance.export.stick import Stick
from appliance.paths import Paths
from tests.fakes.speech import ID
from tests.fakes.stick import CrampedStick
from tests.integration.exported import ENCRYPTED, IDENTITY, RECIPIENT, content_of, run, with_audio

SECRET_TITLE = "Project Nightfall 机密"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that acts as the stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


async def test_everything_is_encrypted_but_what_proves_and_explains_it(
    paths: Paths, target: Path
) -> None:
    """Names are ids; the title, the text and the sound are nowhere in the clear."""
    done = (await run(paths, target, [with_audio(paths, title=SECRET_TITLE)], ENCRYPTED))[-1]

    assert ExportStep.DONE is done.step
    assert {
        f"{ID}.txt.age",
        f"{ID}.json.age",
        f"{ID}.about.json.age",
        f"{ID}.flac.age",
        "HOW-TO-DECRYPT.txt",
        "manifest.json",
        "SHA256SUMS",
    } == set(done.files)
    assert ID == Path(done.folder).name
    for name, content in content_of(target).items():
        assert "Nightfall" not in name
        for telling in ("Nightfall", "机密", "今天的会议", "fLaC"):
            assert telling.encode() not in content


async def test_the_owner_of_the_key_gets_everything_back(paths: Paths, target: Path) -> None:
    """The same bytes as an export in the clear, and the title."""
    item = with_audio(paths, title=SECRET_TITLE)
    (clear := target.parent / "clear").mkdir()
    plain = ExportOptions(formats=ENCRYPTED.formats)
    in_the_clear = Path((await run(paths, clear, [item], plain))[-1].folder)

    folder = Path((await run(paths, target, [item], ENCRYPTED))[-1].folder)

    for suffix in ("txt", "json", "flac"):
        (expected,) = in_the_clear.glob(f"2025*.{suffix}")
        secret = (folder / f"{ID}.{suffix}.age").read_bytes()
        assert expected.read_bytes() == pyrage.decrypt(secret, [IDENTITY])
    about = pyrage.decrypt((folder / f"{ID}.about.json.age").read_bytes(), [IDENTITY])
    assert SECRET_TITLE == json.loads(about)["recording"]["title"]


async def test_an_encrypted_export_is_verified_without_the_key(paths: Paths, target: Path) -> None:
    """By the hashes of the encrypted files, which the manifest lists."""
    folder = Path((await run(paths, target, [with_audio(paths)], ENCRYPTED))[-1].folder)

    manifest = json.loads((folder / "manifest.json").read_bytes())

    assert RECIPIENT == manifest["encrypted_to"]
    assert {"id": ID} == manifest["recording"]
    assert "text_sha256" not in manifest  # it would confirm a guess
    assert 6 == len(verify(target))
    sound = folder / f"{ID}.flac.age"
    sound.write_bytes(sound.read_bytes()[:-1])
    with pytest.raises(ExportError, match="not what was exported"):
        verify(target)


async def test_a_wrong_key_is_refused_before_anything_is_written(
    paths: Paths, target: Path
) -> None:
    """Not even a folder is made."""
    wrong = ExportOptions(recipient=RECIPIENT[:-1])

    with pytest.raises(ExportError, match="no public key"):
        await run(paths, target, [with_audio(paths)], wrong)

    assert [] == list(target.iterdir())


async def test_the_room_for_encryption_is_counted(paths: Paths, target: Path) -> None:
    """An encrypted file is larger than the plain one."""
    stick = CrampedStick(free_bytes=1_100_000)
    sound = ExportOptions(formats=(Format.FLAC,), recipient=RECIPIENT)

    with pytest.raises(ExportError, match=r"1\.1 MB free; 1\.\d MB are needed"):
        await run(paths, target, [with_audio(paths)], sound, stick)

    assert 0 == stick.written_bytes


async def test_the_audio_alone_can_be_encrypted(paths: Paths, target: Path) -> None:
    """Without a text the title still lies beside it, encrypted."""
    sound = ExportOptions(formats=(Format.FLAC,), recipient=RECIPIENT)

    done = (await run(paths, target, [with_audio(paths)], sound, Stick()))[-1]

    how_to = (Path(done.folder) / "HOW-TO-DECRYPT.txt").read_text(encoding="utf-8")
    assert f"{ID}.flac.age" in done.files
    assert f"{ID}.about.json.age" in how_to
