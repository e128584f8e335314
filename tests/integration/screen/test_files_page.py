"""The queue of files as somebody uses it."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.json import dumps
from nicegui.testing.user import User

from appliance.domain.batch import JobState
from appliance.domain.wishes import Wishes
from appliance.errors import ApplianceError
from appliance.station.face_sticks import StickProgress, StickStep
from appliance.station.file_failure import to_failure
from appliance.station.file_offers import look_at
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError
from tests.fakes.queued import NO_AUDIO, full_stick, mixed_queue, queued, stick_script
from tests.fakes.ready import READY
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import (
    ID,
    dispatch,
    only,
    plug,
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from tests.integration.screen.queueing import Told, deed, heard, toast
from ui.pages import files
from ui.widgets import stick_watch
from ui.widgets.file_list import FileList
from ui.widgets.pick_list import PickList
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.recogniser_row import RecogniserRow
from ui.widgets.text_field import TextField
from ui.widgets.uploads import Uploads


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what the list tells its browser from now on."""
    return heard(monkeypatch)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(files, "REFRESH_S", 0.01)


async def test_files_that_were_all_given_up_are_counted_nowhere(
    user: User, station: FakeStation
) -> None:
    """Nothing of nothing is done, and no bar is full of it."""
    station.files.files = (queued(1, JobState.CANCELLED),)
    await user.open("/files")
    await until(lambda: bool(user.find(FileList).elements))
    bar = only(user, ProgressBar)
    assert not bar.visible
    station.files.files = (queued(1, JobState.DONE),)
    station.changed()
    await until(lambda: bar.visible)


async def test_an_empty_queue_says_how_to_fill_it(user: User) -> None:
    """A first visit: one way, and no buttons for what is not there."""
    await user.open("/files")
    await sees(user, "No files here yet")
    await sees_no(user, "Pause all")
    tap(user, "Add files")
    await sees(user, "From where?")
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    await sees(user, "This computer")


async def test_every_file_says_where_it_stands(
    user: User, station: FakeStation, told: Told
) -> None:
    """State, share, time left, last words, failure with what to do, and its own buttons."""
    station.files.files = mixed_queue()
    station.files.audio_per_s = 12.0
    await user.open("/files")
    dispatch(only(user, FileList), "want", {"start": 0, "end": 9})
    total, news = told[-1]
    assert (12, list(range(9))) == (total, [place for place, _ in news])
    done, known, failed, working, reading, given_up, first, second, _ = (row for _, row in news)
    assert "Done · 1 min 1 s of sound" == done["facts"]
    assert ("/transcript/20250512-093000-a1b2", []) == (done["href"], done["deeds"])
    assert "Was here already" == known["facts"]
    assert "无声.wav is empty. Copy it again from where it was recorded." == failed["said"]
    assert ["retry", "remove"] == failed["deeds"] == given_up["deeds"]
    assert (68, "Text is being made · 48 s to go · 30 min 34 s of sound") == (
        working["percent"],
        working["facts"],
    )
    assert "下周二之前要把新的夹具装好，由王工负责。" == working["said"]
    assert ["cancel?"] == working["deeds"] == reading["deeds"]
    assert ("Waiting · as number 1", ["down", "cancel"]) == (first["facts"], first["deeds"])
    assert ["up", "down", "cancel"] == second["deeds"]


async def test_the_whole_queue_is_summed_up(user: User, station: FakeStation) -> None:
    """How many, how far, how long still; paused it says so instead."""
    station.files.files = mixed_queue()
    station.files.audio_per_s = 12.0
    await user.open("/files")
    await sees(user, "2 of 11 files · 1 failed · 9 min 59 s to go")
    assert "15" == only(user, ProgressBar).default_slot.children[1].props["aria-valuenow"]
    tap(user, "Pause all")
    await sees(user, "2 of 11 files · 1 failed · paused")
    assert station.files.paused
    tap(user, "Go on")
    await until(lambda: not station.files.paused)


async def test_of_a_thousand_files_only_what_changed_is_told(
    user: User, station: FakeStation, told: Told
) -> None:
    """Rows in sight, once; then the one that moved on."""
    working = queued(1, JobState.RECOGNISING, done_s=100.0, duration_s=1000.0)
    waiting = tuple(queued(number, position=number - 2) for number in range(2, 1001))
    station.files.files = (working, *waiting)
    await user.open("/files")
    shown = only(user, FileList)
    dispatch(shown, "want", {"start": 0, "end": 12})
    assert (1000, 12) == (told[-1][0], len(told[-1][1]))
    heard = len(told)
    station.files.files = (
        queued(1, JobState.RECOGNISING, done_s=200.0, duration_s=1000.0),
        *waiting,
    )
    await until(lambda: bool(station.listeners))
    station.changed()
    await until(lambda: len(told) > heard)
    ((place, row),) = told[-1][1]
    assert (0, 20) == (place, row["percent"])
    dispatch(shown, "want", {"start": 500, "end": 999_999})
    assert (500, 599) == (told[-1][1][0][0], told[-1][1][-1][0])


async def test_files_can_be_filtered(user: User, station: FakeStation, told: Told) -> None:
    """By what they came to."""
    station.files.files = mixed_queue()
    await user.open("/files")
    dispatch(only(user, FileList), "want", {"start": 0, "end": 20})
    tap(user, "Failed")
    assert ["无声.wav", "给客户的电话.amr"] == [row["name"] for _, row in told[-1][1]]
    tap(user, "To do")
    assert 8 == told[-1][0]


async def test_waiting_files_change_places(user: User, station: FakeStation) -> None:
    """One place sooner or later at a tap."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 9, "up")
    deed(user, 9, "down")
    await until(lambda: len(station.files.asked) == 2)
    assert ["move 00000009 1", "move 00000009 3"] == station.files.asked


async def test_a_file_that_was_given_up_can_be_taken_back(user: User, station: FakeStation) -> None:
    """For ten seconds, as all that is destructive."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 4, "cancel")
    await until(lambda: toast(user).get("undo") is True)
    assert "二号车间 质量评审会 2025-05-12 上午.m4a is given up." == toast(user)["what"]
    tap_undo(user)
    await until(lambda: ["cancel 00000004", "retry 00000004"] == station.files.asked)


async def test_a_refusal_is_told(user: User, station: FakeStation) -> None:
    """With what to do; nothing is called done."""
    station.files.files = mixed_queue()
    station.files.refusal = ApplianceError("It is on legal hold.", hint="Lift it first.")
    await user.open("/files")
    deed(user, 4, "cancel")
    await until(lambda: toast(user)["what"] == "It is on legal hold.")
    assert ("warning", "Lift it first.") == (toast(user)["sign"], toast(user)["next"])


async def test_failed_ones_are_tried_again(user: User, station: FakeStation) -> None:
    """One by one or all."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 3, "retry")
    tap(user, "Try failed again")
    await until(lambda: ["retry 00000003", "retry "] == station.files.asked)


async def test_what_is_no_audio_is_not_tried_again(user: User, station: FakeStation) -> None:
    """Neither among all nor on its sheet: it can only be taken off the list."""
    station.files.files = (queued(1, JobState.FAILED, failure=NO_AUDIO),)
    await user.open("/files")
    await sees(user, "1 failed")
    await sees_no(user, "Try failed again")
    deed(user, 1, "open")
    await sees(user, "Take off the list")
    await sees_no(user, "Try again")


async def test_finished_ones_are_exported(user: User, station: FakeStation) -> None:
    """What they became, each recording once, less what was deleted since."""
    trashed, gone = "20250511-160000-c3d4", "20250510-080000-0000"
    station.add_recording(ID)
    kept = station.add_recording(trashed)
    summary = replace(kept.summary, trashed="2025-05-12T09:00:00Z")
    station.views[trashed] = replace(kept, summary=summary)
    deleted = (trashed, gone)
    station.files.files = (
        *mixed_queue(),
        *(
            queued(number, JobState.DONE, recording_id=recording_id)
            for number, recording_id in enumerate(deleted, start=20)
        ),
    )
    station.plugged = (STICK,)
    await user.open("/files")
    tap(user, "Export finished")
    await sees(user, "Export 1 recording")
    tap(user, "Export 1 recording")
    await until(lambda: [([ID], Path("/media/KINGSTON"))] == station.exported)


async def test_where_nothing_finished_is_left_nothing_is_exported(
    user: User, station: FakeStation
) -> None:
    """It says why instead of writing an empty folder; without finished files it is not offered."""
    station.files.files = (queued(1, JobState.DONE, recording_id=ID),)
    await user.open("/files")
    tap(user, "Export finished")
    await until(lambda: "The recordings of the finished files were deleted." == toast(user)["what"])
    station.files.files = (queued(2, JobState.FAILED),)
    station.changed()
    await sees_no(user, "Export finished")


async def test_a_file_that_is_gone_meanwhile_is_no_error(user: User, station: FakeStation) -> None:
    """Somebody else took it off the list."""
    station.files.files = mixed_queue()
    await user.open("/files")
    deed(user, 99, "cancel")
    deed(user, 8, "up")
    await until(lambda: ["move 00000008 0"] == station.files.asked)


async def test_a_short_disk_is_told_as_long_as_it_holds(user: User, station: FakeStation) -> None:
    """With the reason and the next step."""
    station.files.files = mixed_queue()
    station.files.held = "There are only 12 MB free on the disk, and recordings go before files."
    await user.open("/files")
    await sees(user, "There are only 12 MB free")
    await sees(user, "Export recordings to a stick and delete them here")
    station.files.held = ""
    station.changed()
    await sees_no(user, "There are only 12 MB free")


async def test_sound_files_to_choose_of_go_with_their_stick(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no longer there cannot be added."""
    monkeypatch.setattr(stick_watch, "LOOK_S", 0.01)
    station.plugged, station.sticks.found = (STICK,), full_stick()
    await user.open("/files")
    tap(user, "Add files")
    await sees(user, "KINGSTON")
    tap(user, "KINGSTON")
    await sees(user, "Add 40 files")
    await plug(station)
    await until(lambda: not any(sheet.value for sheet in user.find(ui.dialog).elements))


async def test_audio_comes_from_a_stick(user: User, station: FakeStation) -> None:
    """Picked, with its own language and words; what was refused is named with the reason."""
    station.sticks.found = full_stick()
    station.sticks.steps = stick_script()
    await user.open("/files")
    tap(user, "Add files")
    await until(lambda: bool(station.listeners))
    station.plugged = (STICK,)
    station.changed()
    await sees(user, "KINGSTON")
    tap(user, "KINGSTON")
    await sees(user, "Add 40 files")
    dispatch(only(user, PickList), "picked", [0, 1])
    await sees(user, "Add 2 files")
    tap(user, "English")
    dispatch(only(user, TextField), "change", "听匣，Siemens  S7, 听匣")
    tap(user, "Add 2 files")
    await sees(user, "1 file added")
    await sees(user, "1 was not taken:")
    await sees(user, "It is a PDF document, not audio.")
    first, second = (file.path for file in full_stick().audio[:2])
    assert ("audio", "stick-1", (first, second)) in station.sticks.asked
    assert Wishes(language="en", hot_words=("听匣", "Siemens S7")) == station.sticks.wishes
    tap(user, "Remove the stick")
    await sees(user, "Pull stick KINGSTON out now.")


async def test_nothing_picked_is_nothing_added(user: User, station: FakeStation) -> None:
    """The button says so by being off."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "KINGSTON")
    await sees(user, "Add 40 files")
    dispatch(only(user, PickList), "picked", [])
    await sees(user, "Add 0 files")
    with pytest.raises(AssertionError, match="switched off"):
        tap(user, "Add 0 files")


async def test_a_stick_that_fails_can_be_tried_again(user: User, station: FakeStation) -> None:
    """While it is looked at and while it is copied."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.refusal = ApplianceError("The stick is gone.", hint="Plug it in again.")
    station.sticks.steps = [
        StickProgress(step=StickStep.CHECKING),
        ApplianceError("The stick cannot be read.", hint="Take another one."),
    ]
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "KINGSTON")
    await sees(user, "The stick is gone.")
    tap(user, "Try again")
    await sees(user, "Add 40 files")
    tap(user, "Add 40 files")
    await sees(user, "The stick cannot be read.")
    await sees(user, "Take another one.")


async def test_uploads_have_the_wishes_of_whoever_sends_them(user: User) -> None:
    """Language and words stand in the address of every upload."""
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Files can also be dropped anywhere on the page.")
    tap(user, "Chinese")
    dispatch(only(user, TextField), "change", "夹具")
    assert "language=zh&hot_word=%E5%A4%B9%E5%85%B7" == only(user, Uploads).props["query"]


async def test_a_kiosk_offers_no_files_of_its_own_disk(user: User, station: FakeStation) -> None:
    """Locked or not: there is nobody who could have put files there."""
    station.lock.pin = "2580"
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    await user.open("/files")
    tap(user, "Add files")
    await sees(user, "From where?")
    await user.should_not_see("This computer")


async def test_uploads_that_fail_are_told_on_one_card_until_it_is_read(user: User) -> None:
    """Each by its name and reason; also if the station could not be reached at all."""
    await user.open("/files")
    uploads = only(user, Uploads)
    dispatch(uploads, "begin", [])
    refused = {"name": "a.wav", "detail": "The file did not come whole.", "hint": "Again, please."}
    dispatch(uploads, "failed", refused)
    dispatch(uploads, "failed", {"name": "b.wav", "detail": "", "hint": ""})
    await sees(user, "2 were not taken:")
    await sees(user, "a.wav: The file did not come whole. Again, please.")
    await sees(user, "b.wav: The box could not be reached. Add the file again.")
    for number in range(30):
        dispatch(uploads, "failed", {**refused, "name": f"{number}.wav"})
    await sees(user, "32 were not taken:")
    await sees(user, "and 12 more")
    tap(user, "Understood")
    await sees_no(user, "not taken")
    dispatch(uploads, "failed", refused)
    await sees(user, "1 was not taken:")
    dispatch(uploads, "over", 3)
    await until(lambda: toast(user)["what"] == "3 files added")


async def test_a_file_whose_name_is_no_utf_8_has_its_row(
    user: User, station: FakeStation, told: Told, tmp_path: Path
) -> None:
    """Its name can be read, and what went wrong with it as well; both go to the browser."""
    odd = tmp_path / os.fsdecode(b"\xb2\xe2.wav")
    odd.write_bytes(b"x")
    (offer,), _ = look_at([odd])
    failure = to_failure(UnreadableAudioError(Refusal.EMPTY, odd), file=odd, name=str(odd))
    station.files.files = (queued(1, JobState.FAILED, name=offer.name, failure=failure),)
    await user.open("/files")
    dispatch(only(user, FileList), "want", {"start": 0, "end": 9})
    ((_, row),) = told[-1][1]
    shown = json.loads(dumps(row))
    assert "测.wav" == shown["name"]
    assert shown["said"].startswith(f"{tmp_path}/测.wav is empty.")


async def test_the_sheet_names_the_model_that_hears_the_files(
    user: User, station: FakeStation
) -> None:
    """That of all recordings, the refining one where there is one; with the way to change it."""
    station.inference = READY.model_copy(update={"model": "whisper-base"})
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Recognised with Whisper base")
    assert {"/settings?group=recognition"} == ways(user)
    station.inference = READY.model_copy(update={"second_pass_model": "sense-voice-small"})
    tap(user, "Cancel")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Recognised with SenseVoice Small")
    station.inference = None
    tap(user, "Cancel")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Recognised once a model is ready")


async def test_a_passer_by_gets_no_way_to_the_settings(user: User, station: FakeStation) -> None:
    """In kiosk mode the model is named all the same."""
    station.lock.pin = "2580"
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "KINGSTON")
    await sees(user, "Recognised with")
    assert set() == ways(user)


def ways(user: User) -> set[str]:
    """Return where the row of the model leads."""
    row = only(user, RecogniserRow)
    return {one.props["href"] for one in row.descendants() if one.tag == "a" and one.visible}
