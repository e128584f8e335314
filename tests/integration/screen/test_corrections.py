"""Lines of a recording that are corrected, and notes beside its markers."""

import asyncio
from dataclasses import replace

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.marker import Marker
from appliance.errors import ApplianceError
from appliance.station.errors import StationError
from appliance.station.face_lock import Permit
from appliance.wire.shelf import HistoryTold
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.recordings_shelf import FakeRecordingsShelf
from tests.fakes.station import FakeStation
from tests.integration.screen.correcting import correct, proposed, wish
from tests.integration.screen.person import (
    ID,
    dispatch,
    enter,
    fields,
    only,
    sees,
    tap,
    tap_undo,
    until,
)
from ui.widgets.text_field import TextField
from ui.widgets.text_lines import TextLines
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"kind": "text", "text": "改过了。"}, {"kind": EditKind.TEXT, "text": "改过了。"}),
        ({"kind": "split", "before": 4}, {"kind": EditKind.SPLIT, "before_character": 4}),
        ({"kind": "join"}, {"kind": EditKind.MERGE}),
        ({"kind": "remove"}, {"kind": EditKind.REMOVE}),
    ],
)
async def test_a_line_is_corrected_in_place(
    user: User,
    station: FakeStation,
    settings: Settings,
    asked: dict[str, object],
    wanted: dict[str, object],
) -> None:
    """The station hears which line, what stood there and what is wanted."""
    text_lines = await correct(user, station, settings)
    line = text_lines.props["first"][1]
    dispatch(text_lines, "change", wish(line, **asked))
    await until(lambda: "edit" in {asked[0] for asked in station.shelf.asked})
    expected = EditRequest(start_sample=162667, was=line["text"], **wanted)  # type: ignore[arg-type]
    assert ("edit", ID, expected) in station.shelf.asked


async def test_in_kiosk_mode_a_line_is_removed_after_the_pin(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It is deleted; a correction is everybody's."""
    text_lines = await correct(user, station, settings)
    station.lock.pin = "135790"
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    line = text_lines.props["first"][1]
    dispatch(text_lines, "change", wish(line, id=1, kind="remove", text="改过了。"))
    await sees(user, "Unlock")
    assert [EditKind.TEXT] == [request.kind for request in requests(station)]
    await enter(user, "135790")
    await until(lambda: len(requests(station)) == 2)
    assert EditKind.REMOVE is requests(station)[-1].kind


async def test_in_kiosk_mode_a_line_is_removed_again_after_the_pin(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Whoever undid it had the line back."""
    station.shelf = EditingShelf(station)
    text_lines = await correct(user, station, settings)
    dispatch(text_lines, "change", wish(text_lines.props["first"][1], kind="remove"))
    await until(lambda: len(requests(station)) == 1)
    dispatch(text_lines, "undo", [])
    redo = next(each for each in user.find(TouchButton).elements if each.words.text == "Redo")
    await until(lambda: "aria-disabled" not in redo.props)
    station.lock.pin = "135790"
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    tap(user, "Redo")
    await enter(user, "135790")
    await until(lambda: "aria-disabled" in redo.props)


async def test_a_line_that_is_another_by_now_is_left_alone(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The second pass may have come while somebody typed."""
    text_lines = await correct(user, station, settings)
    before = list(station.shelf.asked)
    line = text_lines.props["first"][1] | {"text": "something else"}
    dispatch(text_lines, "change", wish(line, kind="remove"))
    await until(
        lambda: only(user, Toast).props["shown"]["what"] == "This line has changed meanwhile."
    )
    dispatch(text_lines, "undo", [])
    await until(lambda: ("undo", ID) in station.shelf.asked)
    assert "edit" not in {asked[0] for asked in station.shelf.asked[len(before) :]}


async def test_a_refused_correction_says_why(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed stays in its line: the browser hears an answer, and not that it is done."""
    text_lines = await correct(user, station, settings)
    sent = messages(text_lines, monkeypatch)
    line = text_lines.props["first"][1]
    station.shelf.refusal = ApplianceError("The text is being made.", hint="Wait a moment.")
    dispatch(text_lines, "change", wish(line, kind="text", text="x"))
    await until(lambda: only(user, Toast).props["shown"]["what"] == "The text is being made.")
    await until(lambda: bool(sent))
    assert [("answered", 1)] == sent
    assert [] == requests(station)
    dispatch(text_lines, "change", wish(line, id=2, kind="text", text="x"))
    await until(lambda: len(sent) == 3)
    assert [("done", 2), ("answered", 2)] == sent[1:]


class SlowShelf(FakeRecordingsShelf):
    """Takes an edit up when the gate is set, and refuses what is meant for another text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.text = text
        self.found: list[str] = []
        """What stood in the line when an edit came."""

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """Take it up."""
        self.found.append(self.text)
        await self.gate.wait()
        if edit.was != self.text:
            raise ApplianceError("The text is another by now.", hint="Look again.")
        if edit.kind is EditKind.TEXT:
            self.text = edit.text
        return await super().edit(recording_id, edit, permit)


async def test_a_second_wish_is_done_after_the_first(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It was meant for what the first one makes of the line, and waits for that."""
    text_lines = await correct(user, station, settings)
    line = text_lines.props["first"][1]
    shelf = station.shelf = SlowShelf(line["text"])
    dispatch(text_lines, "change", wish(line, id=1, kind="text", text="改过了。"))
    await until(lambda: bool(shelf.found))
    dispatch(text_lines, "change", wish(line, id=2, kind="join", text="改过了。"))
    dispatch(text_lines, "undo", [])
    shelf.gate.set()
    await until(lambda: ("undo", ID) in shelf.asked)
    kinds = [EditKind.TEXT, EditKind.TEXT, EditKind.MERGE]
    assert kinds == [request.kind for request in requests(station)]
    assert ("undo", ID) == [asked for asked in shelf.asked if asked[0] != "history"][-1]
    assert [line["text"], "改过了。", "改过了。"] == shelf.found


async def test_a_wish_is_done_though_its_lines_have_come_before_the_answer(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The station tells everybody of an edit before it has answered whoever wanted it."""
    text_lines = await correct(user, station, settings)
    sent = messages(text_lines, monkeypatch)
    shelf = station.shelf = EditingShelf(station)
    edit = shelf.edit

    async def late(recording_id: str, request: EditRequest, permit: Permit | None) -> HistoryTold:
        told = await edit(recording_id, request, permit)
        await until(lambda: text_lines.props["first"][1]["text"] == request.text)
        return told

    monkeypatch.setattr(shelf, "edit", late)
    line = text_lines.props["first"][1]
    dispatch(text_lines, "change", wish(line, kind="text", text="改过了。"))
    await until(lambda: ("answered", 1) in sent)
    assert [("done", 1), ("answered", 1)] == sent


async def test_a_line_that_was_kept_has_its_text_before_the_lines_come_again(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long text is read again in a second; whatever is told meanwhile tells no older one."""
    text_lines = await correct(user, station, settings)
    monkeypatch.setattr(text_lines, "show", lambda *_lines, **_how: None)
    line = text_lines.props["first"][1]
    dispatch(text_lines, "change", wish(line, kind="text", text="改过了。"))
    await until(lambda: bool(requests(station)))
    dispatch(text_lines, "left", [])
    await until(lambda: not text_lines.props["editing"])
    told = text_lines.props["first"][1]
    assert ("改过了。", ()) == (told["text"], told["starts"])


async def test_what_was_taken_back_and_comes_again_is_another_text(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Whoever saw what stood there before has not seen it."""
    text_lines = await correct(user, station, settings)
    shelf = station.shelf = EditingShelf(station)
    line = text_lines.props["first"][1]

    def stands(text: str) -> bool:
        return bool(text_lines.props["first"][1]["text"] == text)

    dispatch(text_lines, "change", wish(line, kind="text", text="改过了。"))
    await until(lambda: stands("改过了。"))
    kept = requests(station)[0]
    await until(lambda: ("history", ID) in shelf.asked)
    await shelf.undo(ID)
    station.changed()
    await until(lambda: stands(line["text"]))
    await shelf.edit(ID, kept, None)
    await until(lambda: stands("改过了。"))
    dispatch(text_lines, "change", wish(line, kind="remove"))
    words = "This line has changed meanwhile."
    await until(lambda: only(user, Toast).props["shown"]["what"] == words)
    assert EditKind.REMOVE not in {request.kind for request in requests(station)}


def requests(station: FakeStation) -> list[EditRequest]:
    """Return the edits that were asked for."""
    return [last for *_, last in station.shelf.asked if isinstance(last, EditRequest)]


async def test_what_is_done_to_a_line_is_done_to_what_was_typed(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It is kept first, and the cut is counted in it."""
    text_lines = await correct(user, station, settings)
    line = text_lines.props["first"][1]
    was = line["text"]
    dispatch(text_lines, "change", wish(line, kind="split", text="改过了。", before=2))
    await until(lambda: len(requests(station)) == 2)
    start = 162667
    assert [
        EditRequest(kind=EditKind.TEXT, start_sample=start, was=was, text="改过了。"),
        EditRequest(kind=EditKind.SPLIT, start_sample=start, was="改过了。", before_character=2),
    ] == requests(station)


@pytest.mark.parametrize("kind", ["split", "join", "remove", "speaker"])
async def test_nothing_is_done_to_a_line_whose_text_is_refused(
    user: User, station: FakeStation, settings: Settings, kind: str
) -> None:
    """What was typed is still open, and the next wish is heard."""
    text_lines = await correct(user, station, settings)
    line = text_lines.props["first"][1]
    station.shelf.refusal = ApplianceError("The text is being made.", hint="Wait a moment.")
    dispatch(text_lines, "change", wish(line, kind=kind, text="改过了。", before=2))
    await until(lambda: only(user, Toast).props["shown"]["what"] == "The text is being made.")
    assert [] == requests(station)
    dispatch(text_lines, "change", wish(line, kind="text", text="改过了。"))
    await until(lambda: len(requests(station)) == 1)


def messages(text_lines: TextLines, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Return what the browser is told from now on."""
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(text_lines, "run_method", lambda *message: sent.append(message))
    return sent


async def test_undo_asks_the_browser_for_what_is_typed_first(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is taken back before that is kept."""
    text_lines = await correct(user, station, settings)
    sent = messages(text_lines, monkeypatch)
    tap(user, "Undo")
    await until(lambda: bool(sent))
    assert [("undo",)] == sent
    assert ("undo", ID) not in station.shelf.asked
    dispatch(text_lines, "undo", [])
    await until(lambda: ("undo", ID) in station.shelf.asked)


async def test_a_correction_ends_once_the_browser_has_kept_its_draft(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the lines can be corrected."""
    text_lines = await correct(user, station, settings)
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(text_lines, "run_method", lambda *message: sent.append(message))
    tap(user, "Done")
    await until(lambda: sent == [("leave",)])
    assert text_lines.props["editing"]
    dispatch(text_lines, "left", [])
    await until(lambda: not text_lines.props["editing"])
    await sees(user, "Correct")


async def test_a_page_that_may_have_come_too_early_is_read_again(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """What was typed as the former page went may have been kept just after this one was read."""
    text_lines = await correct(user, station, settings)
    await until(lambda: station.texts_read == 2)
    dispatch(text_lines, "unsure", [])
    await until(lambda: station.texts_read == 3)


async def test_another_speaker_is_chosen_for_a_line(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """One of those that are known, a new one, or nobody."""
    text_lines = await correct(user, station, settings)
    dispatch(text_lines, "change", wish(text_lines.props["first"][1], kind="speaker"))
    await sees(user, "Who speaks here?")
    await sees(user, "Somebody else")
    tap(user, "Speaker 2")
    await until(lambda: "edit" in {asked[0] for asked in station.shelf.asked})
    (request,) = (asked[2] for asked in station.shelf.asked if asked[0] == "edit")
    assert isinstance(request, EditRequest)
    assert (EditKind.SPEAKER, 2) == (request.kind, request.speaker)


async def note(user: User, station: FakeStation, settings: Settings) -> tuple[Marker, TextField]:
    """Tap a marker while correcting; returns it and the field for its note."""
    text_lines = await correct(user, station, settings)
    line = next(line for line in text_lines.props["first"] if line["sign"] == "defect")
    dispatch(text_lines, "change", wish(line, kind="note"))
    await sees(user, "Defect 0:00:45")
    field = next(field for field in user.find(TextField).elements if field.props["label"] == "Note")
    return station.views[ID].recording.markers[1], field


async def test_a_marker_gets_a_note(user: User, station: FakeStation, settings: Settings) -> None:
    """In place of the one that it has, which an undo brings back."""
    marker, field = await note(user, station, settings)
    assert "冷却泵" == marker.note == field.value
    dispatch(field, "change", " 二号  冷却泵 ")
    tap(user, "Keep")
    await until(lambda: ("note-marker", ID, marker, "二号 冷却泵") in station.shelf.asked)
    await until(lambda: only(user, Toast).props["shown"]["what"] == "The note is kept.")
    assert not any(dialog.value for dialog in user.find(ui.dialog).elements)
    tap_undo(user)
    noted = replace(marker, note="二号 冷却泵")
    await until(lambda: ("note-marker", ID, noted, "冷却泵") in station.shelf.asked)


async def test_a_note_that_is_refused_stays_in_its_field(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """With what to do."""
    _marker, field = await note(user, station, settings)
    dispatch(field, "change", "二号泵")
    station.shelf.refusal = StationError("The disk is full.", hint="Make room.")
    tap(user, "Keep")
    await until(lambda: field.props.get("error") == "The disk is full. Make room.")
    assert any(dialog.value for dialog in user.find(ui.dialog).elements)
    assert "二号泵" == field.value


async def test_a_correction_becomes_a_hot_word(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """What was put right is proposed, can be changed, and is added to the list."""
    field = await proposed(user, station, settings)
    dispatch(field, "change", "良品率")
    tap(user, "Add")
    await until(lambda: only(user, Toast).props["shown"]["what"] == "良品率 is a hot word now.")
    assert "良品率" in (await station.settings.hot_words()).text.splitlines()


async def test_whoever_is_chosen_for_a_line_can_be_named_there(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The sheet leads to the names."""
    text_lines = await correct(user, station, settings)
    dispatch(text_lines, "change", wish(text_lines.props["first"][1], kind="speaker"))
    await sees(user, "Who speaks here?")
    tap(user, "Name speakers")
    await sees(user, "A name stands wherever this speaker speaks, also in exports.")
    dispatch(fields(user)["Speaker 2"], "change", "王工")
    tap(user, "Keep")
    await until(lambda: ("name-speaker", ID, 2, "王工") in station.shelf.asked)
