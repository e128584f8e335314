"""Recordings that are taken away on a stick."""

import asyncio

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.station.face import ExportChoice, ExportProgress, ExportStep, Format
from tests.fakes.gate import behind
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import (
    ID,
    dispatch,
    goes_on,
    plug,
    sees,
    sees_no,
    tap,
    until,
)
from ui.widgets import stick_choices
from ui.widgets.touch import Words

COUNTING = "count what an export takes"


def sticks_to_tap(user: User) -> dict[str, ui.element]:
    """Return the sticks that a sheet offers, by their labels."""
    assert user.client is not None
    found: dict[str, ui.element] = {}
    for element in user.client.elements.values():
        if isinstance(element, Words) and element.classes.count("what"):
            for ancestor in element.ancestors():
                if "choice" in ancestor.classes:
                    found[element.text] = ancestor
    return found


def choices(user: User) -> list[str]:
    """Return the labels of the sticks that a sheet offers."""
    return list(sticks_to_tap(user))


def deed(user: User) -> str:
    """Return what a tap on the only stick does."""
    assert user.client is not None
    elements = user.client.elements.values()
    (words,) = [one for one in elements if isinstance(one, Words) and "deed" in one.classes]
    return str(words.text)


def tap_choice(user: User, label: str) -> None:
    """Tap a stick that a sheet offers."""
    dispatch(sticks_to_tap(user)[label], "click", [])


async def through(station: FakeStation, steps: int | None = None) -> None:
    """Let an export go on by so many steps, by default to its end."""
    for _step in range(len(station.export_steps) if steps is None else steps):
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())


async def test_what_is_new_is_exported_to_this_stick(user: User, station: FakeStation) -> None:
    """Other sticks are not asked about; afterwards the stick can be let go."""
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    station.plugged = (STICK, other)
    station.export_steps = export_script("/media/KINGSTON/Tingxia")
    await user.open("/stick")
    await sees(user, "ANOTHER")
    tap(user, "What is new")
    assert ["KINGSTON"] == choices(user)
    await sees(user, "Export 2 recordings")
    await sees_no(user, "Which stick?")
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "Verified. The stick is safe to remove.")
    assert [(["new"], "/media/KINGSTON")] == [
        (ids, str(target)) for ids, target in station.exported
    ]
    tap(user, "Done")
    tap(user, "Remove the stick")
    await sees(user, "Pull stick KINGSTON out now.")
    assert ("eject", "stick-1", None) == station.sticks.asked[-1]


async def test_of_several_sticks_one_is_chosen(user: User, station: FakeStation) -> None:
    """Where only one is left, it is no question any more."""
    station.add_recording(ID)
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    station.plugged = (STICK, other)
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    await sees(user, "Which stick?")
    assert ["KINGSTON", "ANOTHER"] == choices(user)
    await plug(station, STICK)
    await until(lambda: ["KINGSTON"] == choices(user))
    await sees(user, "Export 1 recording")
    await sees_no(user, "Which stick?")


async def test_a_count_is_waited_for_by_nobody(user: User, station: FakeStation) -> None:
    """What is new is found by reading every text: until then, and if it fails, it can be tapped."""
    station.plugged = (STICK,)
    counting = asyncio.Event()
    behind(counting, station, "export_count")
    await user.open("/stick")
    tap(user, "What is new")
    assert "Export" == deed(user)
    await until(lambda: goes_on(COUNTING))
    tap(user, "Cancel")
    await until(lambda: not goes_on(COUNTING))
    tap(user, "What is new")
    await until(lambda: goes_on(COUNTING))
    tap_choice(user, "KINGSTON")
    await until(lambda: not goes_on(COUNTING))
    await until(lambda: [["new"]] == [ids for ids, _target in station.exported])


async def test_what_cannot_be_counted_is_exported_without_a_number(
    user: User, station: FakeStation
) -> None:
    """The export itself says what is wrong."""
    station.plugged = (STICK,)
    counting = asyncio.Event()

    async def refuse(_which: ExportChoice) -> int:
        counting.set()
        raise ApplianceError("The receipts cannot be read.", hint="Check the disk.")

    station.export_count = refuse  # type: ignore[method-assign, assignment] # a hand
    await user.open("/stick")
    tap(user, "What is new")
    await counting.wait()
    await until(lambda: not goes_on(COUNTING))
    assert "Export" == deed(user)


async def test_a_failed_export_is_counted_anew(user: User, station: FakeStation) -> None:
    """Some of it may be on the stick by then; of none, no number is told."""
    station.plugged = (STICK,)
    station.export_steps = [ApplianceError("The stick is full.", hint="Take another one.")]
    await user.open("/stick")
    tap(user, "What is new")
    await sees(user, "Export 2 recordings")
    tap_choice(user, "KINGSTON")
    await through(station)
    station.export_counts[ExportChoice.NEW] = 1
    tap(user, "Try again")
    await sees(user, "Export 1 recording")
    tap(user, "Change")
    tap(user, "Done")
    assert "Export 1 recording" == deed(user)
    tap(user, "Cancel")
    station.export_counts[ExportChoice.NEW] = 0
    tap(user, "What is new")
    await until(lambda: not goes_on(COUNTING))
    assert "Export" == deed(user)


async def test_nothing_new_is_no_success_without_files(user: User, station: FakeStation) -> None:
    """Nothing was written, so nothing is called verified."""
    station.plugged = (STICK,)
    station.export_steps = [ExportProgress(step=ExportStep.DONE)]
    await user.open("/stick")
    tap(user, "What is new")
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "All recordings with text were exported before.")
    await sees_no(user, "Verified.")


async def test_many_recordings_are_counted(user: User, station: FakeStation) -> None:
    """Which one it is, of how many."""
    station.plugged = (STICK,)
    names = ("2025-05-12 早会", "2025-05-12 评审", "2025-05-13 巡检")
    station.export_steps = [
        *(ExportProgress(step=ExportStep.CHECKING, file=name) for name in names),
        *(ExportProgress(step=ExportStep.WRITING, file=f"{name}/a.txt") for name in names),
        ExportProgress(
            step=ExportStep.DONE,
            folder="/media/KINGSTON/Tingxia",
            files=tuple(f"{names[number % 3]}/{number}.txt" for number in range(205)),
            recordings=3,
        ),
    ]
    await user.open("/stick")
    tap(user, "All recordings")
    tap_choice(user, "KINGSTON")
    await through(station, 5)
    await sees(user, "Recording 2 of 3")
    await through(station, 2)
    await sees(user, "3 recordings")
    await sees(user, "and 5 more files")


async def test_what_an_export_is_made_of_is_chosen_and_kept(
    user: User, station: FakeStation
) -> None:
    """Formats, words, speakers, times; kept for the next export of the visit."""
    station.plugged = (STICK,)
    station.export_recipient = "age1" + "q" * 58
    await user.open("/stick")
    tap(user, "All recordings")
    await sees(user, "Written is: TXT SRT JSON")
    await sees(user, "Encrypted")
    tap(user, "Change")
    await sees(user, "Encrypted: only the owner of this key can read it.")
    for words in ("Text (TXT)", "All data (JSON)", "Subtitles (SRT)", "Word (DOCX)"):
        tap(user, words)  # the third cannot be taken away: one always stays
    for words in ("As heard", "With speakers", "With times", "Sound (FLAC)", "Done"):
        tap(user, words)
    summed_up = "Written is: DOCX SRT FLAC · as heard · without speakers · without times"
    await sees(user, summed_up)
    tap(user, "Cancel")
    tap(user, "What is new")
    await sees(user, summed_up)
    tap_choice(user, "KINGSTON")
    await until(lambda: station.export_options is not None)
    options = station.export_options
    assert options is not None
    assert (Format.DOCX, Format.SRT, Format.FLAC) == options.formats
    assert (True, False, False) == (
        options.use_raw_text,
        options.with_speakers,
        options.with_times,
    )


async def test_options_stay_open_while_sticks_come_and_go(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is thrown out of what is being chosen."""
    monkeypatch.setattr(stick_choices, "LOOK_S", 0.0)  # before the line at the foot of the page
    station.add_recording(ID)
    station.plugged = (STICK,)
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "Change")
    await plug(station)
    await sees(user, "No stick")
    await sees(user, "Kinds of files")


async def test_a_failed_export_keeps_the_originals(user: User, station: FakeStation) -> None:
    """And says so."""
    station.plugged = (STICK,)
    station.export_steps = [ApplianceError("The stick is full.", hint="Take another.")]
    await user.open("/stick")
    tap(user, "All recordings")
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "The export changed nothing on the box.")
