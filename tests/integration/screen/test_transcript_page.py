"""A recording to read, to hear and to correct, as somebody uses it."""

import asyncio
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.audio import to_samples
from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.transcript import TranscriptKind
from appliance.station.errors import StationError
from appliance.station.face import RecordingSummary, RecordingView, SpeakerState, TextState
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    ID,
    dispatch,
    fields,
    only,
    sees,
    sees_no,
    tap,
    tap_beside,
    tap_undo,
    until,
)
from ui import reading
from ui.pages import transcript
from ui.quotes import quotes
from ui.widgets.player import Player
from ui.widgets.text_field import TextField
from ui.widgets.text_lines import PAGE_LINES, TextLines
from ui.widgets.touch import Words
from ui.widgets.waveform import Waveform


async def test_a_transcript_names_its_version(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """And follows when a better one is there."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    await sees(user, "Live text")
    text_lines = only(user, TextLines)
    assert only(user, Player).props["src"] == f"/api/recordings/{ID}/audio"
    assert [line["sign"] for line in text_lines.props["first"]].count("gap") == 1
    station.add_recording(ID, texts=("Better.",), kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await sees(user, "Refined text")
    assert [line["text"] for line in text_lines.props["first"]] == ["Better."]


async def test_a_transcript_shows_speakers_and_its_raw_text(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A switch changes between what was recognised and what was made of it, and back."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    await sees(user, "3 speakers")
    text_lines = only(user, TextLines)

    def shown() -> tuple[str, str]:
        line = text_lines.props["first"][1]
        return line["who"], line["text"]

    assert ("Speaker 1", "三号生产线的良率提高到了 98.5%。") == shown()
    tap(user, "Text")
    await sees(user, "Which text?")
    tap(user, "As it was recognised")
    await until(lambda: shown() == ("Speaker 1", "三号生产线的良率提高到了百分之九十八点五"))
    tap(user, "As it was recognised")
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


async def test_a_long_transcript_is_sent_in_pages(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four hours are five thousand lines; the browser gets them as it needs them."""
    station.add_recording(ID, texts=tuple(f"Line {n}." for n in range(5000)), duration_s=14400)
    await user.open(f"/transcript/{ID}")
    text_lines = only(user, TextLines)
    assert (len(text_lines.props["first"]), text_lines.props["total"]) == (PAGE_LINES, 5000)
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(text_lines, "run_method", lambda *message: sent.append(message))
    dispatch(text_lines, "more", {"start": 4900, "until": 0})
    await until(lambda: bool(sent))
    ((method, start, lines),) = sent
    assert (method, start) == ("append", 4900)
    assert isinstance(lines, list)
    assert [line["n"] for line in lines] == list(range(4900, 5000))


async def test_an_unknown_recording_leads_back(user: User) -> None:
    """A bookmark of something that was deleted."""
    await user.open("/transcript/20250101-000000-0000")
    await sees(user, "There is no recording 20250101-000000-0000.")
    await sees(user, "To the history")


async def test_a_library_that_is_busy_is_asked_again(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a tap, and the text is there."""
    station.add_recording(ID, texts=("好。",))

    async def busy(_recording_id: str) -> NoReturn:
        raise StationError("The library is busy.", hint="Try again in a moment.")

    with monkeypatch.context() as patched:
        patched.setattr(station, "recording", busy)
        await user.open(f"/transcript/{ID}")
        await sees(user, "Try again in a moment.")
    tap(user, "Try again")
    await sees(user, "Live text")


async def test_what_came_while_the_library_was_busy_is_shown(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself: nothing that changes afterwards has the page look again.

    What lasts is told meanwhile.
    """
    monkeypatch.setattr(reading, "AGAIN_S", 0.01)
    station.add_recording(ID, texts=("好。",))
    await user.open(f"/transcript/{ID}")
    await sees(user, "Live text")
    asked = list[str]()

    async def busy(recording_id: str) -> NoReturn:
        asked.append(recording_id)
        raise StationError("The library is busy.", hint="Try again in a moment.")

    with monkeypatch.context() as patched:
        patched.setattr(station, "summary", busy)
        await station.retranscribe(ID)
        await until(lambda: bool(asked))
        await sees(user, "The library is busy.")
    await sees(user, "Text complete, being refined")
    await sees_no(user, "The library is busy.")


async def test_a_text_that_is_being_made_is_read_with_pauses(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it grows by meanwhile; once it is made, and what is corrected then, at once."""
    monkeypatch.setattr(transcript, "REFRESH_S", 0.01)
    monkeypatch.setattr(transcript, "PAUSES", 1e9)
    summaries = _counted(station, monkeypatch)
    station.add_recording(ID, texts=("好。",), text_state=TextState.REFINING)
    await user.open(f"/transcript/{ID}")
    await sees(user, "Text complete, being refined")
    await _noted(station, summaries, revision=1)
    await until(lambda: 2 == station.texts_read)
    for revision in (2, 3, 4):
        await _noted(station, summaries, revision=revision)
    assert 2 == station.texts_read
    await _noted(station, summaries, revision=5, text_state=TextState.COMPLETE)
    await until(lambda: 3 == station.texts_read)
    await _noted(station, summaries, revision=6)
    await until(lambda: 4 == station.texts_read)


async def test_what_came_in_a_pause_is_read_after_it(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nobody tells of it again."""
    read = station.recording

    async def slow(recording_id: str, version: TranscriptKind | None = None) -> RecordingView:
        await asyncio.sleep(0.05)
        return await read(recording_id, version)

    monkeypatch.setattr(transcript, "REFRESH_S", 0.01)
    monkeypatch.setattr(station, "recording", slow)
    summaries = _counted(station, monkeypatch)
    station.add_recording(ID, texts=("好。",), text_state=TextState.WAITING)
    await user.open(f"/transcript/{ID}")
    await sees(user, "Live text")
    await _noted(station, summaries, revision=1)
    await until(lambda: 2 == station.texts_read)
    await _noted(station, summaries, revision=2)
    await until(lambda: 3 == station.texts_read)


def _counted(station: FakeStation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return whose summaries are asked for from now on."""
    asked, summary = list[str](), station.summary

    async def counted(recording_id: str) -> RecordingSummary:
        asked.append(recording_id)
        return await summary(recording_id)

    monkeypatch.setattr(station, "summary", counted)
    return asked


async def _noted(station: FakeStation, summaries: list[str], **changed: Any) -> None:
    """Have the library note a change, and wait until the page has asked for it."""
    view = station.views[ID]
    station.views[ID] = replace(view, summary=replace(view.summary, **changed))
    before = len(summaries)
    station.changed()
    await until(lambda: len(summaries) > before)
    await asyncio.sleep(0)


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
    assert only(user, TextLines).props["nothing"] == words


async def test_a_jump_brings_all_lines_up_to_there(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever taps the last hour on the outline reads that hour."""
    station.add_recording(ID, texts=tuple(f"Line {n}." for n in range(5000)), duration_s=14400)
    await user.open(f"/transcript/{ID}")
    text_lines = only(user, TextLines)
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(text_lines, "run_method", lambda *message: sent.append(message))
    dispatch(text_lines, "more", {"start": PAGE_LINES, "until": 14400 * 0.8})
    await until(lambda: bool(sent))
    ((_method, start, lines),) = sent
    assert isinstance(lines, list)
    assert (PAGE_LINES, 4001 + PAGE_LINES) == (start, lines[-1]["n"] + 1)
    assert lines[-1] == text_lines.props["first"][-1]


async def test_the_outline_shows_where_something_is(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Utterances, markers and gaps, in seconds."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    shown = only(user, Waveform).props
    assert f"/api/recordings/{ID}/peaks" == shown["src"]
    assert (61, 6) == (shown["duration"], len(shown["regions"]))
    assert ([22, 45], [31]) == (shown["marks"], shown["gaps"])


async def test_every_character_knows_when_it_is_said(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """So a tap on a word plays from there."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    line = only(user, TextLines).props["first"][1]
    assert len(line["text"]) == len(line["starts"])
    assert sorted(line["starts"]) == list(line["starts"])
    assert int(line["start"] * 1000) <= line["starts"][0]


async def test_speakers_get_names(user: User, station: FakeStation, settings: Settings) -> None:
    """Only what was changed is said to the station."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    tap(user, "Name speakers")
    await sees(user, "Who speaks?")
    await sees(user, f"“{quotes(station.views[ID])[0].text}”")
    field = next(
        field for field in user.find(TextField).elements if field.props["label"] == "Speaker 2"
    )
    dispatch(field, "change", "王工")
    tap(user, "Keep")
    await until(lambda: ("name-speaker", ID, 2, "王工") in station.shelf.asked)


async def test_title_and_tags_are_kept_once_they_are_whole(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Fingers rest between letters: half a word becomes neither a tag nor a line of the log."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    await sees(user, "This recording")
    labelled = fields(user)
    for label, typed in (("Title", "泵"), ("Title", "泵站"), ("Tags", "we"), ("Tags", "weekly")):
        dispatch(labelled[label], "change", typed)
    assert [] == station.shelf.asked
    tap_beside(labelled["Title"], "Done")
    await until(lambda: len(station.shelf.asked) == 2)
    assert [("rename", ID, "泵站"), ("tag", ID, ("weekly",), ())] == station.shelf.asked


async def test_what_was_deleted_can_be_brought_back(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The history is shown with a way back."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    tap(user, "Delete")
    await until(lambda: ("delete", ID) in station.shelf.asked)
    tap_undo(user)
    await until(lambda: ("restore", ID) in station.shelf.asked)


async def test_a_title_does_not_push_out_when_it_was(user: User, station: FakeStation) -> None:
    """The moment stands below it, where it wraps; a title alone may be cut."""
    station.add_recording(ID, texts=("好。",), title="周会")
    await user.open(f"/transcript/{ID}")
    await sees(user, "周会")
    (when,) = (one.text for one in user.find(Words).elements if "09:30" in one.text)
    assert when.endswith(" · 1 min 0 s"), when


async def test_a_correction_on_another_screen_comes_by_itself(
    user: User, station: FakeStation
) -> None:
    """Also where nothing else of the recording is another, such as how it begins."""
    station.add_recording(ID, texts=("好。", "三号线。"))
    station.shelf = EditingShelf(station)
    await user.open(f"/transcript/{ID}")
    await until(lambda: bool(station.listeners))
    text_lines = only(user, TextLines)
    line = text_lines.props["first"][1]
    edit = EditRequest(
        kind=EditKind.TEXT,
        start_sample=to_samples(line["start"]),
        was=line["text"],
        text="三号生产线。",
    )
    await station.shelf.edit(ID, edit)
    await until(lambda: text_lines.props["first"][1]["text"] == "三号生产线。")
