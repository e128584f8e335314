"""Pages as somebody uses them: NiceGUI's simulated user on our guarded application."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from nicegui import Client, ui
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep, TextState
from appliance.wire.capture import CaptureState, MicrophoneState
from tests.fakes.screen import fill, fresh_screen, settings_in
from tests.fakes.station import STICK, FakeStation, export_script, titled
from ui import recording_control
from ui.pages import transcript
from ui.widgets.captions import KEPT_LINES, CaptionsPanel
from ui.widgets.history_entry import HistoryEntry
from ui.widgets.playback import PAGE_LINES, Playback
from ui.widgets.record_button import RecordButton
from ui.widgets.touch import Words

ID = "20250512-093000-a1b2"
Kind = TypeVar("Kind", bound=ui.element)

RETRIES = 40
"""Of a tenth of a second each."""


PORT = 8124


@pytest.fixture
def station() -> FakeStation:
    """Return a station without recordings."""
    return FakeStation()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings on folders of this test."""
    return settings_in(tmp_path, PORT)


@pytest.fixture
async def user(
    station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[User]:
    """Return somebody who uses the screen, in English so that the tests can be read."""
    monkeypatch.setenv("NICEGUI_USER_SIMULATION", "true")
    with fresh_screen(station, settings, locale="en") as app:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=f"http://127.0.0.1:{PORT}"
            ) as client,
        ):
            yield User(client)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no countdown last."""
    monkeypatch.setattr(recording_control, "COUNT_S", 0.01)


async def sees(user: User, text: str) -> None:
    """Wait until the page shows a text."""
    await user.should_see(text, retries=RETRIES)


async def sees_no(user: User, text: str) -> None:
    """Wait until the page shows a text no longer."""
    await user.should_not_see(text, retries=RETRIES)


def tap(user: User, words: str) -> None:
    """Tap the button with these words."""
    assert user.client is not None
    found = [
        element
        for element in user.client.elements.values()
        if isinstance(element, Words) and element.text == words and element.visible
    ]
    assert found, f"nothing says {words}"
    for ancestor in found[0].ancestors(include_self=True):
        if ancestor.tag == "button":
            assert "aria-disabled" not in ancestor.props, f"{words} is switched off"
            dispatch(ancestor, "click", [])
            return
    pytest.fail(f"{words} is no button")


def dispatch(element: ui.element, event: str, args: object) -> None:
    """Send an event as the browser would."""
    for listener in list(element._event_listeners.values()):
        if listener.type == event:
            element._handle_event({"listener_id": listener.id, "args": args})


def only(user: User, kind: type[Kind]) -> Kind:
    """Return the one element of a kind."""
    assert user.client is not None
    (element,) = (item for item in user.client.elements.values() if isinstance(item, kind))
    return element


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that no page shows."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


async def test_record_and_save(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way of a speaker: start, words, mark, stop, saved."""
    monkeypatch.setattr(recording_control, "BOUNCE_S", 0.0)
    await user.open("/")
    await sees(user, "Ready")
    tap(user, "Start")
    await sees(user, "Recording")
    station.hear(recorded_samples=16_000 * 754)
    station.say("We begin.", stable="The pump ", tentative="is loud")
    await sees(user, "0:12:34")
    panel = only(user, CaptionsPanel)
    assert [line["text"] for line in panel.props["lines"]] == ["We begin."]
    assert (panel.props["stable"], panel.props["tentative"]) == ("The pump ", "is loud")
    tap(user, "Defect")
    await sees(user, "1 · 0:12:34")
    tap(user, "Stop")
    await sees(user, "Saved: 12 min 34 s.")
    await sees(user, "Open the text")
    await sees(user, "Ready")
    assert station.asked == ["start", "mark defect", "stop"]


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
    """Long enough to be read."""
    await user.open("/")
    await sees(user, "Heard")
    station.hear(clipped_samples=40)
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


async def test_an_empty_history_tells_how_to_fill_it(user: User) -> None:
    """A first visit."""
    await user.open("/history")
    await sees(user, "No recordings yet")


async def test_the_history_lists_what_there_is(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Days, times, lengths, words, how far the text is, marks and gaps; new ones by themselves."""
    fill(station, settings.paths)
    await user.open("/history")
    for words in (
        "Monday, 12 May 2025",
        "09:30",
        "1 min 1 s",
        "我们开始今天的例会",
        "Text complete, being refined",
        "Text 40 % done",
        "No text: The model is not loaded.",
        "2 markers",
        "1 gap",
    ):
        await sees(user, words)
    station.add_recording("20250513-070000-0001", texts=("Early.",))
    station.changed()
    await sees(user, "Tuesday, 13 May 2025")


async def test_a_long_history_comes_in_pages(user: User, station: FakeStation) -> None:
    """Older ones when they are asked for."""
    for number in range(60):
        station.add_recording(f"20250512-0930{number:02}-0000", texts=(f"Talk {number}.",))
    await user.open("/history")
    await sees(user, "Talk 59.")
    await user.should_not_see("Talk 5.")
    tap(user, "Show older")
    await sees(user, "Talk 5.")
    await sees_no(user, "Show older")


async def test_a_transcript_names_its_version(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """And follows when a better one is there."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    await sees(user, "Live text")
    playback = only(user, Playback)
    assert playback.props["src"] == f"/api/recordings/{ID}/audio"
    assert [line["sign"] for line in playback.props["first"]].count("gap") == 1
    station.add_recording(ID, texts=("Better.",), kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await sees(user, "Refined text")
    assert [line["text"] for line in playback.props["first"]] == ["Better."]


async def test_a_long_transcript_is_sent_in_pages(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four hours are five thousand lines; the browser gets them as it needs them."""
    station.add_recording(ID, texts=tuple(f"Line {n}." for n in range(5000)), duration_s=14400)
    await user.open(f"/transcript/{ID}")
    playback = only(user, Playback)
    assert (len(playback.props["first"]), playback.props["total"]) == (PAGE_LINES, 5000)
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(playback, "run_method", lambda *message: sent.append(message))
    dispatch(playback, "more", 4900)
    ((method, start, lines),) = sent
    assert (method, start) == ("append", 4900)
    assert isinstance(lines, list)
    assert [line["n"] for line in lines] == list(range(4900, 5000))


async def test_an_unknown_recording_leads_back(user: User) -> None:
    """A bookmark of something that was deleted."""
    await user.open("/transcript/20250101-000000-0000")
    await sees(user, "There is no recording 20250101-000000-0000.")
    await sees(user, "To the history")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TextState.WAITING, "The text comes here by itself."),
        (TextState.COMPLETE, "No words were heard."),
        (TextState.FAILED, "No text"),
    ],
)
async def test_a_transcript_without_words_says_why(
    user: User, station: FakeStation, state: TextState, words: str
) -> None:
    """Not yet, none, or never."""
    station.add_recording(ID, text_state=state)
    await user.open(f"/transcript/{ID}")
    assert only(user, Playback).props["nothing"] == words


async def test_export_waits_for_a_stick_and_is_done_when_verified(
    user: User, station: FakeStation
) -> None:
    """Each step is shown; safe to remove is said at the very end only."""
    station.add_recording(ID)
    station.export_steps = export_script("/media/KINGSTON/Tingxia")
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    station.sticks = (STICK.model_copy(update={"writable": False}),)
    station.changed()
    station.sticks = (STICK,)
    station.changed()
    await sees(user, "14.2 GB of 31.0 GB free")
    tap(user, "KINGSTON")
    await sees(user, "Exporting. Leave the stick in.")
    for step in station.export_steps[:-1]:
        assert isinstance(step, ExportProgress)
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())
        await sees(user, step.file or "Checking the stick")
        await user.should_not_see("safe to remove")
    station.export_gate.set()
    await sees(user, "Verified. The stick is safe to remove.")
    await sees(user, "Folder: /media/KINGSTON/Tingxia")
    await sees(user, "transcript.srt")
    assert [(ids, str(target)) for ids, target in station.exported] == [([ID], "/media/KINGSTON")]


async def test_a_failed_export_says_why_and_can_be_tried_again(
    user: User, station: FakeStation
) -> None:
    """Nothing is called done."""
    station.add_recording(ID)
    station.sticks = (STICK,)
    station.export_steps = [
        ExportProgress(step=ExportStep.CHECKING),
        ApplianceError("The stick is gone.", hint="Plug it in again."),
    ]
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "KINGSTON")
    for _step in station.export_steps:
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())
    await sees(user, "The stick is gone.")
    await sees(user, "Plug it in again.")
    await user.should_not_see("safe to remove")
    tap(user, "Try again")
    await sees(user, "Which stick?")


async def test_an_export_can_be_cancelled(user: User, station: FakeStation) -> None:
    """It ends where it stands; the dialog closes."""
    station.add_recording(ID)
    station.sticks = (STICK,)
    station.export_steps = export_script("/media/KINGSTON")
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "KINGSTON")
    await until(lambda: bool(station.exported))
    assert only(user, ui.dialog).value
    tap(user, "Cancel")
    await until(lambda: not only(user, ui.dialog).value)
    tap(user, "Export")
    await sees(user, "Which stick?")


async def test_the_cookie_chooses_the_language(user: User) -> None:
    """The other one is offered in itself."""
    await user.open("/")
    await sees(user, "中文")
    user.http_client.cookies.set("tingxia-language", "zh-CN")
    await user.open("/")
    await sees(user, "准备就绪")
    await sees(user, "English")


async def test_the_history_shows_a_title_and_the_first_words(
    user: User, station: FakeStation
) -> None:
    """Somebody who looks for a meeting knows its name or how it began."""
    view = station.add_recording(ID, texts=("We begin.",))
    station.views[ID] = titled(view, "Weekly meeting")
    await user.open("/history")
    await sees(user, "Weekly meeting")
    await sees(user, "We begin.")


async def test_an_entry_of_the_history_stays_under_the_finger(
    user: User, station: FakeStation
) -> None:
    """While a recording grows, its entry is told anew and not replaced: a tap would be lost."""
    station.add_recording(ID, texts=("We begin.",), duration_s=60)
    await user.open("/history")
    await sees(user, "1 min 0 s")
    before = only(user, HistoryEntry)
    station.add_recording(ID, texts=("We begin.",), duration_s=61)
    station.changed()
    await sees(user, "1 min 1 s")
    assert only(user, HistoryEntry) is before


async def test_a_text_with_a_hole_says_so(user: User, station: FakeStation) -> None:
    """Complete does not mean that everything was understood."""
    problem = "Not recognised from 0:00:01 to 0:00:02: the recogniser crashed there."
    station.add_recording(ID, texts=("We begin.",), problem=problem)
    for path in ("/history", f"/transcript/{ID}"):
        await user.open(path)
        await sees(user, "Text complete")
        await sees(user, problem)


async def test_a_text_is_read_again_only_if_something_is_new(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four hours of text are half a second of work for the library, which finals wait for."""
    monkeypatch.setattr(transcript, "REFRESH_S", 0.01)
    station.add_recording(ID, texts=("Old.",))
    await user.open(f"/transcript/{ID}")
    await until(lambda: bool(station.listeners))
    for _turn in range(10):
        station.hear(level_dbfs=-30.0)
        await asyncio.sleep(0.02)
    assert station.texts_read == 1
    station.add_recording(ID, texts=("New.",))
    station.changed()
    await until(lambda: only(user, Playback).props["first"][0]["text"] == "New.")
    assert station.texts_read == 2


async def test_a_rebuilt_library_is_told_until_somebody_has_read_it(
    user: User, station: FakeStation
) -> None:
    """Not for the weeks until the next start."""
    station.library_notice = "The library was damaged and is rebuilt; the old one lies in /q/1."
    await user.open("/")
    await sees(user, station.library_notice)
    tap(user, "Understood")
    await sees_no(user, "The library was damaged")
    assert station.library_notice == ""
