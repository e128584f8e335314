"""Recordings whose text is here and whose audio is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.export.formats.audio import largest_flac_bytes
from appliance.library import Library
from appliance.recordings import KeyFolder, RecordingAudio, recover
from appliance.recordings.errors import RecordingsError
from appliance.recordings.recovery import conclude
from appliance.station.box import BoxStation
from tests.fakes.box import FakeBox, fake_box, recorded, until_text
from tests.integration.test_station_speakers import until_speakers

WORDS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
"""Three files: five words in each but the last."""

ALL = "\n".join(map(str, WORDS))


def gone(file: Path) -> None:
    """Lose a file."""
    file.unlink()


def cut(file: Path) -> None:
    """Lose all of a file but its first second."""
    with file.open("r+b") as audio:
        audio.truncate(44 + 2 * 16_000)


LOSSES = [
    pytest.param(lose, numbers, id=f"{lose.__name__}-{'-'.join(map(str, numbers))}")
    for lose in (gone, cut)
    for numbers in ((1,), (2,), (3,), (2, 3), (1, 2, 3))
]
Lose = Callable[[Path], None]


def lose_some(folder: Path, lose: Lose, numbers: tuple[int, ...]) -> None:
    """Lose these files of a recording."""
    files = sorted(folder.glob("*.wav"))
    for number in numbers:
        lose(files[number - 1])


async def soundless(box: FakeBox, station: BoxStation) -> str:
    """Record something, and lose its audio once its text is complete."""
    recording_id = await recorded(box, station, 7)
    await until_text(station, recording_id, TextState.COMPLETE)
    for file in box.paths.recording(recording_id).glob("*.wav"):
        file.unlink()
    return recording_id


async def test_a_text_that_cannot_be_made_again_stays_and_holds_nobody_up(tmp_path: Path) -> None:
    """The reason is told, and the text of the next recording is made."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await soundless(box, station)
        await station.retranscribe(lost)
        other = await recorded(box, station, 8)
        await until_text(station, other, TextState.COMPLETE)
        await until_text(station, lost, TextState.COMPLETE)
        view = await station.recording(lost)
    assert view.transcript is not None
    assert "7" == view.transcript.segments[0].text
    assert "is not on this box" in view.summary.problem


async def test_audio_that_is_lost_is_not_exported_as_silence(tmp_path: Path) -> None:
    """An export with it is refused before anything is written."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await soundless(box, station)
    with pytest.raises(RecordingsError, match="is not on this box"):
        largest_flac_bytes(box.paths.recording(lost))


@pytest.mark.parametrize(("lose", "numbers"), LOSSES)
async def test_a_text_whose_audio_is_lost_in_part_stays(
    tmp_path: Path, lose: Lose, numbers: tuple[int, ...]
) -> None:
    """It is not made again of the rest, the reason is told, and others are not kept waiting."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await recorded(box, station, *WORDS)
        await until_text(station, lost, TextState.COMPLETE)
        lose_some(box.paths.recording(lost), lose, numbers)
        await station.retranscribe(lost)
        view = await until_text(station, lost, TextState.COMPLETE)
        other = await recorded(box, station, 13)
        await until_text(station, other, TextState.COMPLETE)
    assert view.transcript is not None
    assert ALL == view.transcript.text
    assert "could not be made again" in view.summary.problem


@pytest.mark.parametrize(("lose", "numbers"), LOSSES)
async def test_live_text_whose_audio_is_lost_in_part_is_not_refined(
    tmp_path: Path, lose: Lose, numbers: tuple[int, ...]
) -> None:
    """The pass that is still to be made would know less than the text that is there."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            lost = await recorded(box, station, *WORDS)
            await until_text(station, lost, TextState.COMPLETE)
        async with Library.open(box.paths) as library:
            await library.discard(lost, TranscriptKind.SECOND_PASS)
            await library.set_text_state(lost, TextState.REFINING)
        lose_some(box.paths.recording(lost), lose, numbers)
        async with box.station() as station:
            view = await until_text(station, lost, TextState.COMPLETE)
    assert view.transcript is not None
    assert (TranscriptKind.LIVE, ALL) == (view.transcript.kind, view.transcript.text)
    assert "could not be made again" in view.summary.problem


@pytest.mark.parametrize(
    ("lose", "numbers", "words", "where"),
    [
        (gone, (1,), (6, 7, 8, 9, 10, 11, 12), "0:00:00 to 0:00:05"),
        (gone, (2,), (1, 2, 3, 4, 5, 11, 12), "0:00:05 to 0:00:10"),
        (gone, (3,), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "0:00:10 to 0:00:12"),
        (gone, (2, 3), (1, 2, 3, 4, 5), "0:00:05 to 0:00:12"),
        (cut, (2,), (1, 2, 3, 4, 5, 6, 11, 12), "0:00:06 to 0:00:10"),
        (cut, (1, 2, 3), (1, 6, 11), "0:00:01 to 0:00:05"),
    ],
)
async def test_what_is_left_of_audio_becomes_text_where_there_was_none(
    tmp_path: Path, lose: Lose, numbers: tuple[int, ...], words: tuple[int, ...], where: str
) -> None:
    """What is missing is told with its place, also when the station starts again meanwhile."""
    async with fake_box(tmp_path) as box:
        await box.inference.kill()
        async with box.station() as station:
            lost = await recorded(box, station, *WORDS)
        lose_some(box.paths.recording(lost), lose, numbers)
        await box.inference.start()
        async with box.station() as station:
            view = await until_text(station, lost, TextState.COMPLETE)
    assert view.transcript is not None
    assert (TranscriptKind.SECOND_PASS, list(map(str, words))) == (
        view.transcript.kind,
        view.transcript.text.split(),
    )
    assert f"No audio from {where}" in view.summary.problem
    assert 1 == view.summary.problem.count(where)


async def test_no_text_is_made_where_no_audio_is_left_at_all(tmp_path: Path) -> None:
    """The text fails with its reason, and nothing is played as silence."""
    async with fake_box(tmp_path) as box:
        await box.inference.kill()
        async with box.station() as station:
            lost = await recorded(box, station, *WORDS)
        folder = box.paths.recording(lost)
        lose_some(folder, gone, (1, 2, 3))
        await box.inference.start()
        async with box.station() as station:
            view = await until_text(station, lost, TextState.FAILED)
    assert "is not on this box" in view.summary.problem
    with pytest.raises(RecordingsError, match="is not on this box"):
        RecordingAudio(folder).require_audio()


async def test_a_text_is_made_again_where_nothing_was_said_in_what_is_lost(tmp_path: Path) -> None:
    """It loses no word by that; what is missing is told."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await recorded(box, station, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 11)
        await until_text(station, lost, TextState.COMPLETE)
        lose_some(box.paths.recording(lost), gone, (2,))
        await box.inference.tell(model="better")
        await station.retranscribe(lost)
        view = await until_text(station, lost, TextState.COMPLETE)
    assert view.transcript is not None
    assert {"better"} == {segment.model for segment in view.transcript.segments}
    assert "1\n2\n3\n4\n5\n11" == view.transcript.text
    assert "No audio from 0:00:05 to 0:00:10" in view.summary.problem


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_loss_that_recovery_wrote_down_costs_no_word_of_a_text(
    tmp_path: Path, number: int
) -> None:
    """The journal calls what is left whole; the text still knows more."""
    async with fake_box(tmp_path) as box, box.station() as station:
        lost = await recorded(box, station, *WORDS)
        await until_text(station, lost, TextState.COMPLETE)
        lose_some(box.paths.recording(lost), gone, (number,))
        recover(box.paths.recording(lost))
        await station.retranscribe(lost)
        view = await until_text(station, lost, TextState.COMPLETE)
    assert view.transcript is not None
    assert ALL == view.transcript.text
    assert "could not be made again" in view.summary.problem


async def test_what_a_power_cut_took_from_the_end_keeps_no_text_from_being_refined(
    tmp_path: Path,
) -> None:
    """Live text had heard two seconds that never reached the disk."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            cut_off = await recorded(box, station, *WORDS)
            await until_text(station, cut_off, TextState.COMPLETE)
        folder = box.paths.recording(cut_off)
        journal = folder / "journal.jsonl"
        journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:-2]))
        with max(folder.glob("*.wav")).open("r+b") as audio:
            audio.truncate(44)
        conclude(folder, reason="interrupted")
        async with Library.open(box.paths) as library:
            await library.discard(cut_off, TranscriptKind.SECOND_PASS)
            await library.set_text_state(cut_off, TextState.REFINING)
        async with box.station() as station:
            view = await until_text(station, cut_off, TextState.COMPLETE)
    assert view.transcript is not None
    assert (TranscriptKind.SECOND_PASS, ALL.removesuffix("\n11\n12")) == (
        view.transcript.kind,
        view.transcript.text,
    )
    assert "" == view.summary.problem


async def test_encrypted_audio_that_was_changed_costs_no_word_of_a_text(tmp_path: Path) -> None:
    """It is found only while it is read; the text that was there stays all the same."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.capture.keys = KeyFolder(box.paths.keys)
        lost = await recorded(box, station, *WORDS)
        await until_text(station, lost, TextState.COMPLETE)
        file = box.paths.recording(lost) / "0002.tca"
        content = file.read_bytes()
        file.write_bytes(content[:1000] + bytes(2 * 16_000) + content[1000 + 2 * 16_000 :])
        await station.retranscribe(lost)
        view = await until_text(station, lost, TextState.COMPLETE)
    assert view.transcript is not None
    assert ALL == view.transcript.text
    assert "could not be made again" in view.summary.problem


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_speakers_are_not_told_apart_by_a_part_of_what_they_said(
    tmp_path: Path, number: int
) -> None:
    """Whose words are not heard would be taken for another; the reason is told."""
    async with fake_box(tmp_path) as box:
        await box.inference.tell(can_diarise=True)
        async with box.station(tell_speakers=False) as station:
            lost = await recorded(box, station, *WORDS)
            await until_text(station, lost, TextState.COMPLETE)
        lose_some(box.paths.recording(lost), gone, (number,))
        async with Library.open(box.paths) as library:
            await library.set_speaker_state(lost, SpeakerState.WAITING)
        async with box.station() as station:
            view = await until_speakers(station, lost, SpeakerState.FAILED)
    assert "is not on this box" in view.summary.speaker_problem


async def test_speakers_of_what_is_left_are_told_apart(tmp_path: Path) -> None:
    """Where the text itself was made of what is left."""
    async with fake_box(tmp_path) as box:
        await box.inference.tell(can_diarise=True)
        await box.inference.kill()
        async with box.station() as station:
            lost = await recorded(box, station, 1, 102, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        lose_some(box.paths.recording(lost), gone, (3,))
        await box.inference.start()
        async with box.station() as station:
            view = await until_speakers(station, lost, SpeakerState.FOUND)
    assert view.transcript is not None
    assert [1, 2, 1] == [segment.speaker for segment in view.transcript.segments][:3]
