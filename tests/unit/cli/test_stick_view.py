"""Sticks in words."""

import pytest

from appliance.cli import stick_view
from appliance.domain.stick_contents import Refusal
from appliance.station.stick_reasons import REASONS
from appliance.wire.sticks import (
    AudioLine,
    PackLine,
    RefusedLine,
    StickContentsTold,
    StickFileLine,
    SticksTold,
)
from appliance.wire.supervision import Volume
from tests.fakes.station import STICK


def test_every_refusal_is_said_in_words() -> None:
    """None is shown as the code that it is."""
    assert set(Refusal) == set(REASONS)


def test_a_look_says_what_there_is_and_what_is_left_out() -> None:
    """With the counts that are not listed one by one."""
    told = StickContentsTold(
        audio=(StickFileLine(path="a.wav", size_bytes=2_000_000),),
        models=(StickFileLine(path="models/nano", size_bytes=5),),
        bundles=(StickFileLine(path="bundles/voice", size_bytes=0),),
        refused=(RefusedLine(path="out", refusal="link"),),
        refused_count=3,
        exported_count=2,
        cut_short="entries",
    )
    lines = "\n".join(stick_view.contents_lines(told))
    for part in (
        "a.wav  2.0 MB",
        "models/nano  5 bytes",
        "models import",
        "bundles/voice",
        "2 audio",
        "10000",
    ):
        assert part in lines
    assert [
        "Left out: out: it is a link; links are not followed.",
        "Left out: 2 more.",
    ] == stick_view.refused_lines(told)


def test_an_empty_stick_and_no_stick_are_said() -> None:
    """Silence would look like a fault."""
    assert ["There is nothing to take from this stick."] == stick_view.contents_lines(
        StickContentsTold()
    )
    assert "No stick" in stick_view.plugged_lines(SticksTold())[0]


def test_a_stick_that_is_not_open_is_told_with_the_next_step() -> None:
    """By what is written on it."""
    what, fix = stick_view.plugged_lines(SticksTold(unopened=("Intenso (8.0 GB)", "15.9 GB")))
    assert "Plugged in, but not open: Intenso (8.0 GB), 15.9 GB." == what
    assert fix.startswith("→ To use it, pull it out and plug it in again.")


def test_a_stick_cannot_write_to_the_terminal() -> None:
    """Its mount point may hold what its maker put into its label."""
    volume = Volume(
        identity="1A2B",
        label="",
        mount_point="/media/\x1b[2J",
        filesystem="vfat",
        free_bytes=1_500_000_000,
        total_bytes=2_000_000_000,
        writable=False,
    )
    expected = [r"1A2B  1.5 GB free of 2.0 GB, vfat, read-only  /media/\x1b[2J"]
    assert expected == stick_view.plugged_lines(SticksTold(volumes=(volume,)))


def test_a_folder_that_stands_in_for_a_stick_says_so() -> None:
    """Where a stick has the name of its file system."""
    folder = STICK.model_copy(update={"is_stand_in": True, "filesystem": "folder"})
    (line,) = stick_view.plugged_lines(SticksTold(volumes=(folder,)))
    assert "of 31.0 GB, stand-in stick: a folder on this machine  /media/KINGSTON" in line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (AudioLine(path="a.wav", job_id="x"), "a.wav is queued as x."),
        (
            AudioLine(path="a.wav", refusal="not-audio", detail="text"),
            "Left out: a.wav: it is no audio (text).",
        ),
        (AudioLine(path="a.wav", refusal="of-tomorrow"), "Left out: a.wav: of-tomorrow."),
    ],
)
def test_what_became_of_a_file(line: AudioLine, expected: str) -> None:
    """One sentence each; a reason of a newer release is shown as it is."""
    assert expected == stick_view.audio_line(line)


def test_what_became_of_a_pack() -> None:
    """New, known, or left out."""
    new = PackLine(path="p", name="words", is_new=True, terms=2, rules=1)
    assert "words is installed: 2 terms, 1 rules." == stick_view.pack_line(new)
    known = new.model_copy(update={"is_new": False})
    assert "words is in the box already: 2 terms, 1 rules." == stick_view.pack_line(known)
    other = new.model_copy(update={"refusal": "other-pack"})
    assert "--replace" in stick_view.pack_line(other)
