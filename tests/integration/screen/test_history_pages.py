"""History and transcripts as somebody uses them."""

import asyncio

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep, SpeakerState, TextState
from tests.fakes.screen import fill
from tests.fakes.station import STICK, FakeStation, export_script, titled
from tests.integration.screen.person import ID, dispatch, only, sees, sees_no, tap, until
from ui.pages import transcript
from ui.widgets.history_entry import HistoryEntry
from ui.widgets.playback import PAGE_LINES, Playback


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


async def test_a_transcript_shows_speakers_and_its_raw_text(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A tap changes between what was recognised and what was made of it, and back."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    await sees(user, "3 speakers")
    playback = only(user, Playback)

    def shown() -> tuple[str, str]:
        line = playback.props["first"][1]
        return line["who"], line["text"]

    assert ("Speaker 1", "三号生产线的良率提高到了 98.5%。") == shown()
    tap(user, "Raw text")
    await until(lambda: shown() == ("Speaker 1", "三号生产线的良率提高到了百分之九十八点五"))
    tap(user, "Normalised text")
    await until(lambda: shown()[1] == "三号生产线的良率提高到了 98.5%。")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SpeakerState.WAITING, "Speakers are being told apart"),
        (SpeakerState.FAILED, "Speakers not told apart: It took too long."),
    ],
)
async def test_a_transcript_says_where_its_speakers_are(
    user: User, station: FakeStation, state: SpeakerState, words: str
) -> None:
    """The text itself is complete."""
    problem = "It took too long." if state is SpeakerState.FAILED else ""
    station.add_recording(ID, texts=("好。",), speaker_state=state, speaker_problem=problem)
    await user.open(f"/transcript/{ID}")
    await sees(user, words)
    await sees(user, "Text complete")
    await sees_no(user, "Raw text")


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
    station.plugged = (STICK.model_copy(update={"writable": False}),)
    station.changed()
    station.plugged = (STICK,)
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


async def test_a_stick_that_is_still_in_use_is_not_called_safe(
    user: User, station: FakeStation
) -> None:
    """What was verified is done, but another export writes on."""
    station.add_recording(ID)
    station.plugged = (STICK,)
    station.export_steps = [
        ExportProgress(step=ExportStep.DONE, folder="/media/KINGSTON/Tingxia", eject_first=True)
    ]
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "KINGSTON")
    station.export_gate.set()
    await sees(user, "Verified. Leave the stick in, it is still in use.")
    await user.should_not_see("safe to remove")


async def test_a_failed_export_says_why_and_can_be_tried_again(
    user: User, station: FakeStation
) -> None:
    """Nothing is called done."""
    station.add_recording(ID)
    station.plugged = (STICK,)
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
    station.plugged = (STICK,)
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
