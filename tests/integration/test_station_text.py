"""Live text, catching up and second passes between a fake capture and a fake inference."""

import asyncio
from pathlib import Path

import pytest

from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library
from appliance.station import live_text
from appliance.station.box import BoxStation
from appliance.wire.inference import SessionKind
from tests.fakes.box import fake_box, until, until_text
from tests.fakes.inference_server import WORD_SAMPLES, spoken


def shown(station: BoxStation) -> list[str]:
    """Return the final captions."""
    return [caption.text for caption in station.snapshot().captions.finals]


async def begun(station: BoxStation) -> str:
    """Wait for capture, then start a recording."""
    await until(station, lambda: station.snapshot().capture is not None)
    return await station.start_recording("Meeting")


async def test_words_become_captions_and_then_a_complete_text(tmp_path: Path) -> None:
    """What is spoken shows as captions, and after the stop a second pass completes the text."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await begun(station)
        for word in (1, 2, 0, 3):
            await box.capture.hear(spoken(word))
        await until(station, lambda: shown(station) == ["1", "2", "3"])
        await station.stop_recording()
        view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert view.transcript.kind is TranscriptKind.SECOND_PASS
    assert view.transcript.complete
    assert [segment.text for segment in view.transcript.segments] == ["1", "2", "3"]
    assert view.summary.title == "Meeting"
    assert view.summary.duration_s == 4.0
    assert [start.kind for start in box.inference.sessions] == [
        SessionKind.LIVE,
        SessionKind.BATCH,
    ]


async def test_in_kiosk_mode_words_go_when_their_speaker_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a permit would be dead, too; not while a recording runs, nor where nobody passes by."""
    async with fake_box(tmp_path) as box, box.station() as station:
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        await begun(station)
        await box.capture.hear(spoken(1, 0))
        await until(station, lambda: shown(station) == ["1"])
        await station.stop_recording()
        kept = shown(station)
        with monkeypatch.context() as patch:
            patch.setattr(live_text, "IDLE_S", 0.0)
            await begun(station)
            await box.capture.hear(spoken(2, 0))
            await until(station, lambda: shown(station) == ["2"])
            patch.setattr(live_text, "IDLE_S", 0.05)
            await station.stop_recording()
            await until(station, lambda: shown(station) == [])
            await station.settings.change("station.kiosk", False, permit)
            open_to_all = shown(station)
    assert (["1"], ["2"]) == (kept, open_to_all)


async def test_audio_not_told_is_read_from_disk(tmp_path: Path) -> None:
    """A range that capture could not tell in time is taken from its files."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await begun(station)
        await box.capture.hear(spoken(1))
        box.capture.muted = True
        await box.capture.hear(spoken(2, 3))
        box.capture.muted = False
        await box.capture.hear(spoken(4))
        await until(station, lambda: shown(station) == ["1", "2", "3", "4"])


async def test_quiet_before_a_pause_does_not_hold_the_text_up(tmp_path: Path) -> None:
    """Too short to be written down, and yet it is heard once and not again and again."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await begun(station)
        await box.capture.hear(spoken(1, 0, 0))
        await station.pause_recording()
        await until(station, lambda: shown(station) == ["1"])
        await station.resume_recording()
        await box.capture.hear(spoken(3))
        await until(station, lambda: shown(station) == ["1", "3"])
        await station.stop_recording()
        await until_text(station, recording_id, TextState.COMPLETE)
        live = [one for one in box.inference.sessions if one.kind is SessionKind.LIVE]

    assert [0, 3 * WORD_SAMPLES] == [one.first_sample for one in live]


async def test_no_utterance_spans_a_pause(tmp_path: Path) -> None:
    """What was begun is finished at the pause; live and later nothing is glued across it."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await begun(station)
        half = len(spoken(2)) // 2
        await box.capture.hear(spoken(1) + spoken(2)[:half])
        await station.pause_recording()
        await until(station, lambda: shown(station) == ["1", "2"])
        await station.resume_recording()
        await box.capture.hear(spoken(3)[:half])
        await until(station, lambda: shown(station) == ["1", "2", "3"])
        await station.stop_recording()
        view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert view.transcript.kind is TranscriptKind.SECOND_PASS
    assert [(1, 0), (2, 16_000), (3, 24_000)] == [
        (int(segment.text), segment.start_sample) for segment in view.transcript.segments
    ]


async def test_a_sender_stays_within_its_window(tmp_path: Path) -> None:
    """However much audio is on disk, inference is never sent more than 30 s ahead."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await begun(station)
            await box.inference.kill()
            for _ in range(10):
                await box.capture.hear(spoken(*[0] * 10))
            await station.stop_recording()
            await box.inference.start()
            await until_text(station, recording_id, TextState.COMPLETE)
        assert 2 * WORD_SAMPLES <= box.inference.greatest_lead_samples <= 30 * WORD_SAMPLES


async def test_inference_killed_in_mid_utterance_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    """Half a word before the death and half after it are still one word, once."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await begun(station)
        second = spoken(2)
        await box.capture.hear(spoken(1) + second[:16_000])
        await until(station, lambda: shown(station) == ["1"])
        await box.inference.kill()
        await until(station, lambda: station.snapshot().inference is None)
        await box.capture.hear(second[16_000:] + spoken(3))
        await box.inference.start()
        await until(station, lambda: shown(station) == ["1", "2", "3"])
        await station.stop_recording()
        await until_text(station, recording_id, TextState.REFINING, TextState.COMPLETE)
    async with Library.open(box.paths) as library:
        live = await library.transcript(recording_id, TranscriptKind.LIVE)
    assert live is not None
    assert live.complete
    assert live.text.split() == ["1", "2", "3"]
    assert box.inference.sessions[1].first_sample == WORD_SAMPLES


async def test_a_final_that_was_not_decided_is_taken_back(tmp_path: Path) -> None:
    """A final whose decision was never heard is understood again, and appears once."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await begun(station)
        box.inference.deaf_to_finals = True
        await box.capture.hear(spoken(1))
        await box.inference.died.wait()
        box.inference.deaf_to_finals = False
        await box.capture.hear(spoken(2))
        await until(station, lambda: shown(station) == ["1", "2"])


async def test_a_word_that_kills_inference_is_passed_over_and_named(tmp_path: Path) -> None:
    """After three deaths live and one more later the text goes on and says what is missing."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.poison = 13
        recording_id = await begun(station)
        for word in (1, 13, 3):
            await box.capture.hear(spoken(word))
        await station.stop_recording()
        view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert view.transcript.segments[0].text == "1"
    assert "13" not in view.transcript.text
    assert "0:00:01" in view.summary.problem
    assert box.inference.deaths == 4


async def test_a_new_station_finds_the_running_recording_and_its_captions(
    tmp_path: Path,
) -> None:
    """What was said while the station was away is caught up; what was understood stays."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await begun(station)
            await box.capture.hear(spoken(1, 2))
            await until(station, lambda: shown(station) == ["1", "2"])
        await box.capture.hear(spoken(3))
        async with box.station() as station:
            await until(station, lambda: shown(station) == ["1", "2", "3"])
            await box.capture.hear(spoken(4))
            await until(station, lambda: shown(station) == ["1", "2", "3", "4"])
            assert (await station.recording(recording_id)).summary.running
            await station.stop_recording()
            view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert view.transcript.text.split() == ["1", "2", "3", "4"]


async def test_a_recording_that_ended_while_the_station_was_away_is_completed(
    tmp_path: Path,
) -> None:
    """The box recovers by itself: what nobody followed is found on disk and recognised."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await begun(station)
            await box.capture.hear(spoken(1))
        await box.capture.hear(spoken(2))
        await box.capture.stop()
        async with box.station() as station:
            view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert view.transcript.text.split() == ["1", "2"]
    assert view.summary.duration_s == 2.0


async def test_a_text_whose_completion_was_not_noted_is_noted_after_a_restart(
    tmp_path: Path,
) -> None:
    """A station killed between the last word and its note makes no text twice."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await begun(station)
            await box.capture.hear(spoken(1))
            await station.stop_recording()
            await until_text(station, recording_id, TextState.COMPLETE)
        sessions = len(box.inference.sessions)
        async with Library.open(box.paths) as library:
            await library.set_text_state(recording_id, TextState.WAITING)
        async with box.station() as station:
            await until_text(station, recording_id, TextState.COMPLETE)
        assert len(box.inference.sessions) == sessions


async def test_a_recording_without_audio_becomes_complete(tmp_path: Path) -> None:
    """A start followed by a stop leaves nothing that is waited for."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await begun(station)
        await station.stop_recording()
        view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.summary.duration_s == 0.0


async def test_capture_that_comes_back_goes_on_with_the_same_captions(tmp_path: Path) -> None:
    """A capture that was away for a moment costs no text."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await begun(station)
        await box.capture.hear(spoken(1))
        await until(station, lambda: shown(station) == ["1"])
        await box.capture.kill()
        await until(station, lambda: station.snapshot().capture is None)
        await box.capture.start()
        await box.capture.listened_to()
        await box.capture.hear(spoken(2))
        await until(station, lambda: shown(station) == ["1", "2"])


@pytest.mark.parametrize("kills", [5])
async def test_repeated_deaths_at_random_places_change_nothing(tmp_path: Path, kills: int) -> None:
    """The text is the same, however often inference died while it was made."""
    words = [str(word) for word in range(1, 2 * kills + 1)]
    async with fake_box(tmp_path) as box, box.station() as station:
        await begun(station)
        for turn in range(kills):
            await box.capture.hear(spoken(2 * turn + 1))
            await asyncio.sleep(0)
            await box.inference.kill()
            await box.capture.hear(spoken(2 * turn + 2))
            await box.inference.start()
        await until(station, lambda: shown(station) == words)
