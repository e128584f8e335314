"""Keys of encrypted recordings."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.recordings import KeyFolder, RecordingsError, RecordingWriter, destroy_key
from appliance.recordings.keys import KEY_BYTES, find_key
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

ID = "20250501-120000-abcd"
OTHER = "20250501-120000-abce"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of keys in a data folder, not made yet."""
    return tmp_path / "keys"


@pytest.fixture
def keys(folder: Path) -> KeyFolder:
    """The keys in it."""
    return KeyFolder(folder)


def test_each_recording_has_a_key_of_its_own(keys: KeyFolder, folder: Path) -> None:
    """Private to the user, and the same whenever it is asked for."""
    assert keys.read(ID) is None
    one, other = keys.make(ID), keys.make(OTHER)
    assert (KEY_BYTES, KEY_BYTES) == (len(one), len(other))
    assert one != other
    assert (one, other) == (keys.read(ID), keys.read(OTHER))
    assert one == keys.make(ID)
    assert {0o600} == {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert 0o700 == folder.stat().st_mode & 0o777


def test_the_key_is_on_the_disk_before_the_first_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File and name are synced when the recording begins: no audio can outlive its key."""
    synced: list[int] = []
    real = os.fsync

    def note(fd: int) -> None:
        synced.append(os.fstat(fd).st_ino)
        real(fd)

    monkeypatch.setattr(os, "fsync", note)
    writer = RecordingWriter.create(
        tmp_path / "recordings" / "2025-05-01" / ID,
        recording_id=ID,
        segment_samples=1000,
        clock=FakeClock(),
        keys=KeyFolder(tmp_path / "keys"),
    )
    key, folder = (path.stat().st_ino for path in (tmp_path / "keys" / ID, tmp_path / "keys"))
    assert folder in synced[synced.index(key) :]
    assert [] == list(writer.folder.glob("*.tca"))


def test_a_destroyed_key_is_overwritten_and_gone(keys: KeyFolder, folder: Path) -> None:
    """Whoever still holds the file open reads something else; a new key is another one."""
    key = keys.make(ID)
    with (folder / ID).open("rb") as held:
        assert keys.destroy(ID)
        held.seek(0)
        assert key not in held.read()
    assert (None, []) == (keys.read(ID), list(folder.iterdir()))
    assert not keys.destroy(ID)
    assert key != keys.make(ID)


def test_there_may_be_no_keys_at_all(keys: KeyFolder) -> None:
    """Deleting a plain recording asks for its key as well."""
    assert not keys.destroy(ID)


def test_what_is_no_id_has_no_key(keys: KeyFolder, folder: Path) -> None:
    """Nothing beside the folder is destroyed, whatever a removed folder was called."""
    keys.make(ID)
    stranger = folder.parent / "library.db"
    stranger.write_bytes(b"kept")
    for name in ("../library.db", ".", "..", "", f"../keys/{ID}"):
        assert not keys.destroy(name)
    assert b"kept" == stranger.read_bytes()
    assert keys.read(ID) is not None


def test_a_key_that_cannot_be_read_is_told(keys: KeyFolder, folder: Path) -> None:
    """Whoever asks for audio is told what is wrong, whatever lies in the place of the key."""
    (folder / ID).mkdir(parents=True)

    with pytest.raises(RecordingsError, match=f"{ID} cannot be read: Is a directory"):
        keys.read(ID)


def test_a_key_that_cannot_be_overwritten_is_removed_and_told(
    keys: KeyFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it is not done: the deletion must not be called complete."""
    keys.make(ID)

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", fail)
        with pytest.raises(RecordingsError, match="cannot be destroyed: Input/output error"):
            keys.destroy(ID)
    assert [] == list(folder.iterdir())
    assert not keys.destroy(ID)


@settings(max_examples=20, deadline=None)
@given(place=st.integers(min_value=0, max_value=45), bit=st.integers(min_value=0, max_value=7))
def test_a_damaged_key_is_told_from_damaged_audio(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    """It is refused by name; it never decrypts to noise or silence."""
    folder = tmp_path_factory.mktemp("keys")
    KeyFolder(folder).make(ID)
    content = bytearray((folder / ID).read_bytes())
    content[place] ^= 1 << bit
    for damaged in (bytes(content), bytes(content[:place])):
        (folder / ID).write_bytes(damaged)
        with pytest.raises(RecordingsError, match=f"{ID} is damaged"):
            KeyFolder(folder).read(ID)


def test_the_key_of_another_recording_is_refused(keys: KeyFolder, folder: Path) -> None:
    """A file that was copied to the wrong name is told so."""
    keys.make(OTHER)
    (folder / OTHER).rename(folder / ID)
    with pytest.raises(RecordingsError, match="another recording"):
        keys.read(ID)


@given(st.text())
def test_no_id_leads_out_of_the_folder(recording_id: str) -> None:
    """Ids come from journals, which may be damaged: each is a plain name or refused."""
    keys = KeyFolder(Path("/nonexistent/keys"))
    try:
        found = keys._path(recording_id)
    except RecordingsError:
        return
    assert found.parent == Path("/nonexistent/keys")
    assert found.name == recording_id


def test_the_key_is_found_from_wherever_a_recording_is_made(keys: KeyFolder, folder: Path) -> None:
    """Among the recordings, and in the inbox while a file is taken in."""
    key, data = keys.make(ID), folder.parent
    for place in (
        data / "recordings" / "2025-05-01" / ID,
        data / "inbox" / "a-file" / ID,
        data / "inbox" / f"importing-{ID}",
    ):
        assert key == find_key(place, ID)
        assert not destroy_key(place, OTHER)
    assert find_key(data / "recordings" / "2025-05-01" / OTHER, OTHER) is None
    assert destroy_key(data / "inbox" / "a-file" / ID, ID)
    assert keys.read(ID) is None


def test_a_recording_begun_again_takes_the_key_that_is_there(
    tmp_path: Path, keys: KeyFolder
) -> None:
    """An import that begins anew is not stopped by the key of its first attempt."""
    key = keys.make(ID)
    writer = RecordingWriter.create(
        tmp_path / "inbox" / ID,
        recording_id=ID,
        segment_samples=1000,
        clock=FakeClock(),
        keys=keys,
    )
    writer.append(ramp(0, 10))
    assert key == keys.read(ID)
