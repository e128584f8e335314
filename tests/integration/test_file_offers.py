"""What is taken of the files and folders that are named."""

import os
from pathlib import Path

import pytest

from appliance.domain.audio_suffixes import AUDIO_SUFFIXES
from appliance.station import file_offers
from appliance.station.file_offers import look_at
from appliance.station.stick_look import look
from appliance.station.watch_folder import listed
from tests.integration.somebody import as_somebody


def test_a_folder_gives_its_audio_files_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """Also those of its folders; not hidden ones, not other files, and no links."""
    for name in ("talk 10.wav", "talk 2.MP3", "sub/b.m4a", "notes.txt", ".hidden.wav", "._a.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "link.wav").symlink_to(tmp_path / "talk 2.MP3")
    (tmp_path / "out").symlink_to("/")

    offers, left_out = look_at([tmp_path])

    assert ["b.m4a", "talk 2.MP3", "talk 10.wav"] == [offer.name for offer in offers]
    assert [] == left_out


def test_a_stick_a_folder_and_a_watch_folder_offer_the_same(tmp_path: Path) -> None:
    """Whatever may be audio by its name, also in capitals, and nothing else."""
    audio = {f"{number}{suffix}" for number, suffix in enumerate(sorted(AUDIO_SUFFIXES))}
    audio |= {"A.M4B", "B.Avi", "c.ts", "d.asf", "e.wv", "f.ape", "g.w64"}
    for name in audio | {"notes.txt", "sheet.xlsx", "wav", "photo.jpg"}:
        (tmp_path / name).write_bytes(b"x")

    offers, left_out = look_at([tmp_path])
    watched, _ = listed(tmp_path)
    *_, contents = look(tmp_path)

    assert contents is not None
    assert [] == left_out
    assert audio == {offer.name for offer in offers}
    assert audio == set(watched)
    assert audio == {file.path for file in contents.audio}


def test_what_cannot_be_taken_is_left_out_with_the_reason(tmp_path: Path) -> None:
    """What is missing, a link or a pipe; an empty file is one and explained when its turn comes."""
    (tmp_path / "link.wav").symlink_to("/etc/hostname")
    (tmp_path / "empty.wav").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder").mkdir()
    named = ["gone.wav", "link.wav", "pipe.wav", "folder", "empty.wav"]

    offers, left_out = look_at([tmp_path / name for name in named])

    assert ["empty.wav"] == [offer.name for offer in offers]
    assert named[:4] == [Path(one.path).name for one in left_out]
    for one, word in zip(left_out, ("exist", "link", "pipe", "no file"), strict=True):
        assert word in one.reason
        assert one.hint


def test_a_folder_without_end_is_looked_at_only_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that is said."""
    monkeypatch.setattr(file_offers, "MOST_LOOKED_AT", 5)
    for number in range(9):
        (tmp_path / f"{number}.wav").write_bytes(b"x")

    offers, left_out = look_at([tmp_path])

    assert 5 == len(offers)
    assert "more than 5 files" in left_out[0].reason


def test_an_upload_has_the_name_its_sender_gave(tmp_path: Path) -> None:
    """It is shown and never used as a path."""
    (tmp_path / "upload-1").write_bytes(b"x")

    (offer,), _ = look_at([tmp_path / "upload-1"], ["../../会议.m4a"])

    assert ("../../会议.m4a", tmp_path / "upload-1") == (offer.name, offer.path)


def test_what_cannot_be_read_in_a_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, folders, and what is no file; the rest is taken."""
    for name in ("1.wav", "2.wav", "closed/3.wav", "folder.wav/4.wav"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    os.mkfifo(tmp_path / "in" / "pipe.wav")
    (tmp_path / "in" / "2.wav").chmod(0)
    (tmp_path / "in" / "closed").chmod(0)
    monkeypatch.chdir(tmp_path)
    with as_somebody(tmp_path):
        offers, left_out = look_at([Path("in")])
        _, nothing = look_at([Path("in/closed")])
    assert ["1.wav", "4.wav"] == [offer.name for offer in offers]
    assert ["in/2.wav", "in/closed", "in/pipe.wav"] == sorted(one.path for one in left_out)
    assert ["in/closed may not be read."] == [one.reason for one in nothing]
    assert all(one.hint for one in [*left_out, *nothing])


def test_of_a_folder_in_which_nothing_can_be_read_only_so_much_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has to go through the socket; the rest is counted."""
    monkeypatch.setattr(file_offers, "MOST_TOLD", 2)
    for number in range(5):
        os.mkfifo(tmp_path / f"{number}.wav")

    offers, left_out = look_at([tmp_path])

    assert ([], 3) == (offers, len(left_out))
    assert left_out[-1].reason.startswith("3 more in ")
