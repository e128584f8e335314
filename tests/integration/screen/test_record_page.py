"""The record page as somebody uses it."""

import asyncio
from dataclasses import replace

import pytest
from nicegui import Client
from nicegui.testing.user import User

from appliance.domain.voice_activation import VoiceActivationState
from appliance.errors import ApplianceError
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.wire.capture import CaptureState, MicrophoneState
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, only, sees, sees_no, tap, until
from ui.widgets.captions import KEPT_LINES, CaptionsPanel
from ui.widgets.meter import Meter
from ui.widgets.record_button import RecordButton
from ui.widgets.text_field import TextField


async def test_record_and_save(user: User, station: FakeStation) -> None:
    """The whole way of a speaker: start, words, mark, stop, saved."""
    await user.open("/")
    await sees(user, "Ready")
    tap(user, "Start")
    await sees(user, "Recording")
    station.say("We begin.", stable="The pump ", tentative="is loud")
    station.hear(recorded_samples=16_000 * 754)
    await sees(user, "0:12:34")
    panel = only(user, CaptionsPanel)
    assert [line["text"] for line in panel.props["lines"]] == ["We begin."]
    assert (panel.props["stable"], panel.props["tentative"]) == ("The pump ", "is loud")
    tap(user, "Defect")
    await sees(user, "1 · 0:12:34")
    tap(user, "Stop")
    await sees(user, "Tap again to stop")
    await sees(user, "Recording")
    tap(user, "Tap again to stop")
    await sees(user, "Saved: 12 min 34 s.")
    await sees(user, "Open the text")
    await sees(user, "Ready")
    assert station.asked == ["start", "mark defect", "stop"]


async def test_a_box_that_listens_says_so(user: User, station: FakeStation) -> None:
    """Before it records, and of the recording that it began."""
    await user.open("/")
    await sees(user, "Ready")
    station.voice_activation = replace(
        NOT_CHOSEN, state=VoiceActivationState.LISTENING, end_after_s=300, preroll_buffer_s=15
    )
    station.changed()
    await sees(user, "Listening")
    await sees(user, "This box listens: a recording begins by itself when somebody speaks.")
    station.voice_activation = replace(
        station.voice_activation, state=VoiceActivationState.RECORDING
    )
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    await sees(user, "Recording")
    await sees_no(user, "Listening")
    await sees(user, "This recording began by itself, because somebody spoke.")
    await sees(user, "It ends by itself after 5 min without speech.")


async def test_pause_is_shown_for_what_it_is(user: User, station: FakeStation) -> None:
    """Red is for recording; a paused one is not red."""
    await user.open("/")
    tap(user, "Start")
    await sees(user, "Recording")
    assert "on-air" in only(user, RecordButton).classes
    tap(user, "Pause")
    await sees(user, "Paused")
    assert "on-air" not in only(user, RecordButton).classes
    tap(user, "Go on recording")
    await sees(user, "Recording")
    assert station.asked == ["start", "pause", "resume"]


async def test_a_page_opened_during_a_recording_shows_it(user: User, station: FakeStation) -> None:
    """Another screen started it, or this one was restarted."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    station.say("We begin.")
    await user.open("/")
    await sees(user, "Recording")
    await sees(user, "0:01:01")
    assert len(only(user, CaptionsPanel).props["lines"]) == 1


async def test_without_a_microphone_the_button_is_off_with_the_reason(
    user: User, station: FakeStation
) -> None:
    """And on again by itself once there is one."""
    station.hear(
        microphone_state=MicrophoneState.ABSENT, problem="No microphone is connected. Plug it in."
    )
    await user.open("/")
    await sees(user, "No microphone.")
    await sees(user, "No microphone is connected. Plug it in.")
    assert "aria-disabled" in only(user, RecordButton).props
    station.hear(microphone_state=MicrophoneState.LISTENING, problem="")
    await sees_no(user, "No microphone.")
    tap(user, "Start")
    await sees(user, "Recording")


async def test_while_the_recorder_is_away_the_page_waits(user: User, station: FakeStation) -> None:
    """The time stays where it was: a running recording goes on."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    await user.open("/")
    await sees(user, "0:01:01")
    status, station.capture = station.capture, None
    station.changed()
    await sees(user, "The recorder is starting again.")
    await sees(user, "One moment")
    await sees(user, "0:01:01")
    station.capture = status
    station.changed()
    await sees(user, "Stop")


async def test_a_refusal_says_why_and_what_next(user: User, station: FakeStation) -> None:
    """Until it was read."""
    station.refusal = ApplianceError("The disk is full.", hint="Make room.")
    await user.open("/")
    tap(user, "Start")
    await sees(user, "The disk is full.")
    await sees(user, "Make room.")
    tap(user, "Understood")
    await sees_no(user, "The disk is full.")


async def test_an_interrupted_recording_says_so(user: User, station: FakeStation) -> None:
    """It ended without a tap."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    await user.open("/")
    station.add_recording(ID, duration_s=3725, stop_reason="disk-full")
    station.hear(state=CaptureState.IDLE, recording_id=None)
    await sees(user, "Saved: 1 h 2 min.")
    await sees(user, "The disk was full; everything up to then is kept.")


async def test_captions_of_a_long_meeting_stay_few(user: User, station: FakeStation) -> None:
    """A page that stays open for days must not grow."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    await user.open("/")
    assert user.client is not None
    await sees(user, "Recording")
    before = len(user.client.elements)
    station.say(*(f"Sentence {number}." for number in range(5000)))
    panel = only(user, CaptionsPanel)
    await until(lambda: bool(panel.props.get("shortened")))
    assert len(panel.props["lines"]) == KEPT_LINES
    assert panel.props["lines"][-1]["text"] == "Sentence 4999."
    assert len(user.client.elements) == before


async def test_hours_of_meters_leave_no_trace(user: User, station: FakeStation) -> None:
    """Thousands of redraws leave as many elements as there were."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    await user.open("/")
    assert user.client is not None
    await sees(user, "Recording")
    before = len(user.client.elements)
    for number in range(20):
        station.hear(level_dbfs=-40.0 + number, silent_s=float(number), clipped_samples=number)
        await asyncio.sleep(0.02)
    station.hear(silent_s=0.0)
    await sees_no(user, "Silence for")
    assert len(user.client.elements) == before


async def test_too_loud_is_said_in_words(user: User, station: FakeStation) -> None:
    """Long enough to be read; of what was too loud before the page was opened nothing is said."""
    station.hear(clipped_samples=40)
    await user.open("/")
    await sees(user, "Heard")
    await user.should_not_see("Too loud: move the microphone away")
    station.hear(clipped_samples=41)
    await sees(user, "Too loud: move the microphone away")


@pytest.mark.parametrize("path", ["/", "/history", f"/transcript/{ID}"])
async def test_a_browser_that_left_leaves_nothing_behind(
    user: User, station: FakeStation, path: str
) -> None:
    """Its subscriptions with the station end with it, and come back when it does."""
    station.add_recording(ID)
    client = await user.open(path)
    await until(lambda: bool(station.listeners))
    (socket_id,) = client._socket_to_document_id
    client.handle_disconnect(socket_id)
    assert station.listeners == {}
    client.delete()
    station.changed()
    assert station.listeners == {}
    assert client.id not in Client.instances


async def test_an_unloaded_model_is_loaded_by_a_tap(user: User, station: FakeStation) -> None:
    """What cannot be done is told; the next tap tries again."""
    await station.unload_recogniser()
    await user.open("/")
    await sees(user, "No text: the model was unloaded.")
    station.refusal = ApplianceError("The recogniser is being restarted.", hint="Try again.")
    tap(user, "Load the model")
    await sees(user, "The recogniser is being restarted.")
    tap(user, "Load the model")
    await sees_no(user, "No text: the model was unloaded.")
    await sees_no(user, "The recogniser is being restarted.")
    assert ["unload", "reload", "reload"] == station.asked


async def test_the_next_recording_and_the_running_one_are_named(
    user: User, station: FakeStation
) -> None:
    """By the same line; who opened it while one ran means that one."""
    await user.open("/")
    tap(user, "Name the next recording")
    field = only(user, TextField)
    dispatch(field, "change", " Handover ")
    tap(user, "Keep")
    await sees(user, "Next recording: Handover")
    tap(user, "Start")
    await sees(user, "Recording")
    await sees(user, "Handover")
    assert station.capture is not None
    running = station.capture.recording_id
    tap(user, "Handover")
    await station.stop_recording()
    dispatch(only(user, TextField), "enter", "Shift handover")
    await until(lambda: f"entitle {running}: Shift handover" in station.asked)
    assert "entitle None: Handover" in station.asked


async def test_a_title_that_is_refused_stays_in_the_field(user: User, station: FakeStation) -> None:
    """With the reason below it; a title that is as before is not asked for again."""
    await user.open("/")
    tap(user, "Name the next recording")
    field = only(user, TextField)
    dispatch(field, "change", "Handover")
    station.refusal = ApplianceError("The disk is full.", hint="Make room.")
    tap(user, "Keep")
    await until(lambda: field.props["error"] == "The disk is full. Make room.")
    assert "Handover" == field.value
    tap(user, "Keep")
    await sees(user, "Next recording: Handover")
    asked = len(station.asked)
    tap(user, "Next recording: Handover")
    tap(user, "Keep")
    await sees(user, "Next recording: Handover")
    assert len(station.asked) == asked


async def test_words_that_are_behind_are_marked_until_they_catch_up(
    user: User, station: FakeStation
) -> None:
    """By how much, and that the recording goes on; the words stay."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    station.say("We begin.", behind_s=8.2)
    await user.open("/")
    await sees(user, "Text: 8 s behind")
    panel = only(user, CaptionsPanel)
    marks = ("late", "meanwhile", "old")
    expected = ["The words are 8 s behind.", "The recording goes on.", True]
    assert expected == [panel.props[mark] for mark in marks]
    assert ["We begin."] == [line["text"] for line in panel.props["lines"]]
    station.say()
    await until(lambda: not panel.props["old"])
    assert ["", "", False] == [panel.props[mark] for mark in marks]


async def test_words_that_are_behind_are_not_said_to_appear_while_people_speak(
    user: User, station: FakeStation
) -> None:
    """Somebody spoke, and nothing stands there yet; that they are late stands above."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    station.say(behind_s=12.0)
    await user.open("/")
    await sees(user, "Text: 12 s behind")
    panel = only(user, CaptionsPanel)
    assert panel.props["empty"] == ""
    station.say()
    await until(lambda: panel.props["empty"] == "Words appear here while people speak.")


async def test_the_time_of_a_recorder_that_is_gone_is_marked(
    user: User, station: FakeStation
) -> None:
    """What stands there is the last that is known."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    await user.open("/")
    await sees(user, "0:01:01")
    (elapsed,) = user.find("0:01:01").elements
    assert "data-stale" not in elapsed.props
    station.capture = None
    station.changed()
    await until(lambda: "data-stale" in elapsed.props)
    await sees(user, "0:01:01")


async def test_what_was_told_some_time_ago_is_marked(user: User, station: FakeStation) -> None:
    """Time and level say so in words; the button, and what was said, stay."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 61)
    await user.open("/")
    await sees(user, "Heard")
    meter = only(user, Meter)
    assert "data-stale" not in meter.props
    station.is_late = True
    station.changed()
    await sees(user, "Not up to date")
    await sees_no(user, "Heard")
    await sees(user, "0:01:01")
    assert "data-stale" in meter.props
    assert "on-air" in only(user, RecordButton).classes
    station.is_late = False
    station.changed()
    await sees_no(user, "Not up to date")
    assert "data-stale" not in meter.props
